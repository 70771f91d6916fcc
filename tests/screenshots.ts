import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideChromium } from '../playground/browser.ts';

/**
 * What `npm run screenshots` runs: the tests that look at the popup and the settings, each of which keeps a picture of what it
 * sees, in light and in dark. All of them lie in `all`; those that the documents show are copied to where they look for them.
 */
const all = join('.output', 'screenshots');
const shown = join('docs', 'images');

const tests = globSync('tests/e2e/**/*.spec.ts').filter((file) =>
  /\b(look|testStates)\(/.test(readFileSync(file, 'utf8')),
);
rmSync(all, { recursive: true, force: true });
mkdirSync(all, { recursive: true });
const cli = join('node_modules', '@playwright', 'test', 'cli.js');
const { status } = spawnSync(
  process.execPath,
  [cli, 'test', '--project=chromium', '--reporter=line', ...tests],
  {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM: await provideChromium(), SCREENSHOTS: all },
  },
);

const documents = [...globSync('docs/**/*.md'), 'README.md'];
const wanted = documents.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/!\[[^\]]*\]\(\S*images\/([\w-]+)\.png\)/g)].map(
    ([, name = '']) => name,
  ),
);
for (const name of new Set(wanted)) {
  // `x` is the light one of a pair; `x-dark` and what has no pair are called as they are.
  const pictures = readdirSync(all);
  const picture = [`${name}.png`, `${name}-light.png`].find((file) => pictures.includes(file));
  if (picture) copyFileSync(join(all, picture), join(shown, `${name}.png`));
  else console.error(`No test makes the picture ${name} that the documents show.`);
}
console.log(`${readdirSync(all).length} pictures in ${all}`);
process.exitCode = status ?? 1;
