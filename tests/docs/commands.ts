import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};
const keysIn = (file: string, pattern: RegExp) =>
  [...readFileSync(file, 'utf8').matchAll(pattern)].map(([, key]) => key);
const suites = keysIn('tests/run.ts', /^ {2}(\w+): (?:async )?\(print\) =>/gm);
const benches = keysIn('bench/run.ts', /^ {2}(\w+): async \(\) =>/gm);
const projects = keysIn('vitest.config.ts', /\bname: '(\w+)'/g);

/** Pages whose commands a test runs as they stand, or rehearses one by one: it reads them from the page, by its path. */
export const runners: Record<string, string> = {
  'docs/user-guide.md': 'tests/guide/blocks.ts',
  'docs/forward-auth.md': 'tests/proxies/documented.ts',
};

/** What no test runs here, and why. */
const shown: [RegExp, string][] = [
  [/^git (pull|fetch|checkout|clone)\b/, 'is about the clone itself'],
  [/^npm (install|ci)\b/, 'setup.mjs runs it before every test'],
  [
    /^(gitleaks|jq|sort|while|done|printf|curl)\b/,
    'needs a site or a scanner; the user guide runs its own, commands.test.ts those of leaks.md',
  ],
  [/^sha256sum \.output/, 'stores.test.ts compares the bytes themselves'],
  [/^reg import$/, 'Windows'],
  [/^(useradd|chown|sqlite3|systemctl|cd|mkdir|install) /, 'sets up a server, as root'],
];

/** One program with its words: what stands between pipes, without variables and redirections. */
export function programsIn(line: string): string[] {
  return line
    .split(/\s(?:\||&&|;)(?:\s|$)(?=(?:[^']*'[^']*')*[^']*$)/)
    .map((part) => part.trim().replace(/^(?:\w+=(?:'[^']*'|\S)* )+/, ''))
    .map((part) => part.replace(/\s*[<>]\s*\S+$/, ''))
    .filter((part) => part !== '' && !part.startsWith('export '));
}

/** What is wrong with a command of ours or of a tool that is here: undefined where nothing is. */
export function faultOf(command: string): string | undefined {
  const [program, ...words] = command.split(/\s+/);
  switch (program) {
    case 'npm':
      return npmFault(words);
    case 'npx':
      return npxFault(words);
    case 'node':
      return existsSync(words[0] ?? '') ? undefined : 'there is no such file';
    case 'openssl':
      return undefined;
    default:
      return shown.some(([pattern]) => pattern.test(command)) ? undefined : 'nobody knows it';
  }
}

function npmFault([verb = '', ...rest]: string[]): string | undefined {
  const names = rest.filter((word) => !/^(--|<|…)/.test(word));
  if (verb === 'start') return undefined;
  if (verb === 'install' || verb === 'ci') return undefined;
  if (verb === 'test')
    return names.every((name) => suites.includes(name)) ? undefined : 'no such suite';
  const [script = '', ...others] = names;
  if (verb !== 'run' || !(script in scripts)) return 'no such script';
  const isBench = script === 'bench' && others.some((name) => !benches.includes(name));
  return isBench ? 'no such bench' : undefined;
}

function npxFault([name = '', ...words]: string[]): string | undefined {
  if (!existsSync(join('node_modules', '.bin', name))) return 'no such program';
  const paths = words.filter((word) => word.includes('/'));
  if (name === 'wrangler') return undefined;
  if (!paths.every((path) => existsSync(path))) return 'no such file';
  const [, project] = /--project=(\w+)/.exec(words.join(' ')) ?? [];
  const known = name === 'playwright' ? ['chromium', 'firefox'] : projects;
  return project === undefined || known.includes(project) ? undefined : 'no such project';
}

/** What wrangler's help has to be asked for: the words before the first option or value, and the options. */
export function wranglerWords(command: string): { words: string[]; options: string[] } {
  const words = command.split(/\s+/).slice(2);
  const end = words.findIndex((word) => /^-|[A-Z.<{…]/.test(word));
  return {
    words: words.slice(0, end < 0 ? words.length : end),
    options: words.filter((word) => word.startsWith('--')).map((word) => word.replace(/=.*/, '')),
  };
}

/** Whether a help is about these words: a command itself, with its positional ones, or a family that is meant as such. */
export function isHelpOn(help: string, words: readonly string[]): boolean {
  const [, usage = '', rest = ''] = /^wrangler((?: [a-z0-9-]+)*)(.*)$/m.exec(help) ?? [];
  const own = usage.trim().split(' ');
  const isOwn = own.every((word, index) => words[index] === word);
  return isOwn && (words.length === own.length || /[<[]/.test(rest));
}
