import type { Product } from '../../shared/contract/session.ts';

const whoAmI: Record<Product, string> = {
  jira: '/rest/api/2/myself',
  confluence: '/rest/api/user/current',
};

/** A command line that shows whether a token works: asks the product who it is. */
export function curlLine(url: string, product: Product, userName: string, secret: string): string {
  return `curl -u ${shellWord(`${userName}:${secret}`)} ${shellWord(url + whoAmI[product])}`;
}

/** One word to a POSIX shell, quoted only where it must be. */
function shellWord(text: string): string {
  return /^[\p{L}\p{N}_@%+=:,./…-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
