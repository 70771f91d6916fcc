import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface Page {
  /** From the root of the repository. */
  path: string;
  text: string;
  /** The text without what stands in code. */
  prose: string;
  anchors: Set<string>;
}

export interface Link {
  from: string;
  /** From the root of the repository; the page itself for a link within it. */
  target: string;
  anchor: string;
  isImage: boolean;
}

/** Lines of code: fenced with their language, indented with none. */
export interface Code {
  path: string;
  language: string;
  lines: string[];
}

export function readPage(path: string): Page {
  const text = readFileSync(path, 'utf8');
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '').replace(/^ {4}.*$/gm, '');
  return { path, text, prose, anchors: anchorsOf(prose) };
}

/** As GitHub makes them of headings: in lower case, words joined by hyphens, and numbered where one repeats. */
function anchorsOf(prose: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose.matchAll(/^#+ (.+)$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = plain.replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Links to files of the repository; what is outside of it is not looked at. */
export function linksOf({ path, prose }: Page): Link[] {
  const found = [...prose.replace(/`[^`]*`/g, '').matchAll(/(!?)\[[^\]]*\]\(([^)\s]+)\)/g)];
  return found
    .filter(([, , target = '']) => !/^[a-z]+:/.test(target))
    .map(([, mark, address = '']) => {
      const [file = '', anchor = ''] = address.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
      return { from: path, target, anchor, isImage: mark === '!' };
    });
}

export function codeOf({ path, text }: Page): Code[] {
  const blocks: Code[] = [];
  const rest = text.replace(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm, (_, language, body) => {
    blocks.push({ path, language, lines: commandsIn(body) });
    return '';
  });
  for (const [block] of rest.matchAll(/(?:^ {4}.*\n)+/gm)) {
    // The words that go on in a list are no code.
    if (/^ {4}\S/.test(block)) blocks.push({ path, language: '', lines: commandsIn(block) });
  }
  return blocks;
}

/** Lines that end with a backslash go on in the next one; comments are left out. */
function commandsIn(body: string): string[] {
  return body
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim().replace(/\s+#\s.*$/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
}
