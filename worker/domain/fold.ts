/**
 * A text as it is searched and sorted: compatibility forms and letter case folded in every script, accents kept.
 * Final sigma counts as sigma, so that a piece of a Greek word is found whatever stands behind it.
 */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFKC').replaceAll('ς', 'σ');
}
