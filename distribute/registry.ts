/** Keys below HKEY_LOCAL_MACHINE, and what each has: texts by their names. */
export type Registry = Record<string, Record<string, string>>;

/** A file for `reg import` and Group Policy Preferences, as Windows itself exports one: UTF-16 with a mark, CRLF. */
export function registryFile(registry: Registry): Buffer {
  const keys = Object.entries(registry).map(([key, values]) => {
    const lines = Object.entries(values).map(([name, value]) => `${quoted(name)}=${quoted(value)}`);
    return [`[HKEY_LOCAL_MACHINE\\${key}]`, ...lines, ''].join('\r\n');
  });
  const text = ['Windows Registry Editor Version 5.00', '', ...keys, ''].join('\r\n');
  return Buffer.from(`\ufeff${text}`, 'utf16le');
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
