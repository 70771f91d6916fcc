/** What spreadsheets take for the beginning of a formula, also in the wide and small letters of Chinese and Japanese. */
const sign = '[=+\\-@＝＋－＠﹢﹣﹦﹫]';
/** Quotes, white space and what cannot be seen, which some pass over. */
const unseen = `[\\s\\p{C}"'\`]*`;
const formula = new RegExp(`^[\\t\\r\\n]|^${unseen}${sign}`, 'u');
/** Where half of the world's spreadsheets end a cell: theirs is not the comma, and a quote inside of a cell is none to them. */
const formulaBehindEnd = new RegExp(`[;\\t\\r\\n](?=${unseen}${sign})`, 'gu');

/**
 * One line of CSV (RFC 4180). What a spreadsheet could take for a formula becomes text by an apostrophe before it.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(text: string): string {
  const inside = text.replace(formulaBehindEnd, "$&'");
  const safe = formula.test(text) ? `'${inside}` : inside;
  return /[",;\s']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
