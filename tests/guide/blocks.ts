import { readFileSync } from 'node:fs';

export const guide = readFileSync('docs/user-guide.md', 'utf8');

export interface Block {
  /** The heading it stands under, with its language and, from the second one on, its number: `curl, sh 2`. */
  name: string;
  language: string;
  code: string;
}

/** Every fenced block of the guide. */
export function blocks(): Block[] {
  const counts = new Map<string, number>();
  const found = [...guide.matchAll(/^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)];
  let heading = '';
  return found.flatMap(([, title, language = '', code = '']) => {
    if (title !== undefined) {
      heading = title;
      return [];
    }
    const kind = `${heading}, ${language}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return [{ name: count > 1 ? `${kind} ${count}` : kind, language, code }];
  });
}

/** The rows of the table below a heading, cell by cell. */
export function tableBelow(heading: string): string[][] {
  const section = guide.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
