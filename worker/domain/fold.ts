/**
 * A text as it is searched and sorted: compatibility forms and letter case folded in every script, accents kept.
 * By way of upper case, so that ß is found as SS, and I with and without a dot as one letter. Final sigma counts as sigma,
 * so that a piece of a Greek word is found whatever stands behind it.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('ς', 'σ')
    .replaceAll('i\u0307', 'i');
}
