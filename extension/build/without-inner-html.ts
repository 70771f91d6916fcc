/** What Preact has for `dangerouslySetInnerHTML`: one place reads the property, one writes the markup. */
const pieces = [
  '"dangerouslySetInnerHTML"==s?h=k:',
  'h?(l||y&&(h.__html==y.__html||h.__html==t.innerHTML)||(t.innerHTML=h.__html),r.__k=[]):',
];

/**
 * Takes out of Preact what turns a string into markup. Nothing here uses it; without it no mistake of ours can, and the
 * linter of Firefox's store finds nothing to warn of. Breaks the build where another Preact has other code there.
 */
export function withoutInnerHtml() {
  return {
    name: 'without-inner-html',
    apply: 'build' as const,
    transform: {
      filter: { id: /\/preact\/dist\/preact\.mjs$/ },
      handler(code: string) {
        return { code: pieces.reduce(cut, code), map: null };
      },
    },
  };
}

function cut(code: string, piece: string): string {
  const parts = code.split(piece);
  if (parts.length !== 2) {
    throw new Error(
      `Preact no longer has the code ${piece}; see extension/build/without-inner-html.ts`,
    );
  }
  return parts.join('');
}
