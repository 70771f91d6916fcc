import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { linksOf, readPage } from './markdown.ts';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));
const pages = files.filter((path) => path.endsWith('.md')).map(readPage);
const links = pages.flatMap(linksOf);

describe('links in the documents', () => {
  it('are read', () => {
    expect(links.length).toBeGreaterThan(40);
    expect(links).toContainEqual({
      from: 'README.md',
      target: 'docs/images/my-api-tokens.png',
      anchor: '',
      isImage: true,
    });
  });

  it('lead to what there is', () => {
    const isThere = (target: string) =>
      files.includes(target) ||
      files.some((path) => path.startsWith(`${target.replace(/\/$/, '')}/`));
    const dead = links.filter(({ target }) => !isThere(target));
    expect(dead.map(({ from, target }) => `${from}: ${target}`)).toEqual([]);
  });

  it('lead to headings that there are', () => {
    const lost = links.filter(({ target, anchor }) => {
      const page = pages.find(({ path }) => path === target);
      return anchor !== '' && !page?.anchors.has(anchor);
    });
    expect(lost.map(({ from, target, anchor }) => `${from}: ${target}#${anchor}`)).toEqual([]);
  });

  it('lead from the README to every document', () => {
    const reached = new Set(['README.md']);
    for (const path of reached) {
      for (const { from, target } of links) if (from === path) reached.add(target);
    }
    expect(pages.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });

  it('show every picture somewhere', () => {
    const pictures = files.filter((path) => /^docs\/.*\.(png|svg|jpg)$/.test(path));
    const shown = new Set(links.filter(({ isImage }) => isImage).map(({ target }) => target));
    expect(pictures.filter((path) => !shown.has(path))).toEqual([]);
  });
});

describe('the architecture', () => {
  it('says of every folder what is in it', () => {
    const { text } = readPage('docs/architecture.md');
    const folders = new Set(files.map((path) => path.split('/')[0] ?? ''));
    const ours = [...folders].filter((folder) =>
      files.some((path) => path.startsWith(`${folder}/`)),
    );
    const named = (folder: string) =>
      text.includes(`| \`${folder}/`) || text.includes(`, \`${folder}/`);
    expect(ours.filter((folder) => !/^\.|^docs$/.test(folder) && !named(folder))).toEqual([]);
  });
});

describe('the README', () => {
  it('is one screen, or little more', () => {
    expect(readPage('README.md').text.split('\n').length).toBeLessThan(60);
  });
});
