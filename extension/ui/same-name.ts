/** Whether somebody typed this user name: white space around it, composition and letter case aside. */
export function isSameName(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize('NFC').trim().toLowerCase();
  return plain(typed) !== '' && plain(typed) === plain(name);
}
