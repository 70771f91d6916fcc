/** Markup that has been escaped already. */
export interface Html {
  readonly html: string;
}

type Piece = Html | string | number | false | undefined | readonly Html[];

/** Puts markup together; every string that goes in is escaped. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: strings.map((text, index) => text + render(pieces[index])).join('') };
}

/** Markup from the playground's own content, not from a visitor. */
export function trusted(markup: string): Html {
  return { html: markup };
}

export const nothing: Html = { html: '' };

function render(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string' || typeof piece === 'number') return escapeText(String(piece));
  return 'html' in piece ? piece.html : piece.map(({ html: markup }) => markup).join('');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
