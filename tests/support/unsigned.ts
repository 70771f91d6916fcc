/** What an origin received, less the signature of an application link: any short word may come in its letters by chance. */
export function unsigned(text: string): string {
  return text.replaceAll(/\boauth_signature="[^"]*"/g, '');
}
