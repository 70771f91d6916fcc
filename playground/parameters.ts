/**
 * The parameters of a query or a form as Tomcat reads them: one without a name, or with a broken
 * percent-encoding, is left out; without a `=` the value is empty. `text` has one character a byte.
 */
export function readParameters(text: string): URLSearchParams {
  const pairs = text.split('&').flatMap((piece): [string, string][] => {
    const [rawName = '', ...rest] = piece.split('=');
    const name = decode(rawName);
    const value = decode(rest.join('='));
    return name === undefined || name === '' || value === undefined ? [] : [[name, value]];
  });
  return new URLSearchParams(pairs);
}

function decode(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
