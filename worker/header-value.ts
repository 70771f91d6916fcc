/** Whether a header can carry the text and every server reads it the same way: printable ASCII, no space at the ends. */
export function isHeaderValue(text: string): boolean {
  return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text);
}
