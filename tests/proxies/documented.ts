import { readFileSync } from 'node:fs';

const text = readFileSync('docs/forward-auth.md', 'utf8');

/** The code block that docs/forward-auth.md introduces with the name of this file: `` `/etc/…`, … `` and a colon. */
export function documentedFile(path: string): string {
  return blockAfter(`\`${path}\``, path);
}

/** The code block in this language below a heading. */
export function documentedBlock(heading: string, language: string): string {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return blockIn(section, language) ?? missing(`${language} below "${heading}"`);
}

function blockAfter(mark: string, name: string): string {
  const at = text.indexOf(mark);
  return (at < 0 ? undefined : blockIn(text.slice(at), '[a-z]+')) ?? missing(name);
}

function blockIn(part: string, language: string): string | undefined {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(part)?.[1];
}

function missing(what: string): never {
  throw new Error(`docs/forward-auth.md has no block ${what}`);
}

/** Replaces each of these texts wherever it stands; throws where one does not, so that the docs and the tests stay one. */
export function substitute(config: string, replacements: readonly [string, string][]): string {
  return replacements.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`docs/forward-auth.md no longer says ${from}`);
    return result.replaceAll(from, to);
  }, config);
}
