import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readCompany, usage } from './company.ts';
import { companyFiles } from './files.ts';

// `npm run policies`: files that give the extension and its sites to all browsers of an organisation (docs/distribute.md).
try {
  const company = readCompany(process.argv.slice(2), process.env);
  const files = await companyFiles(company);
  for (const [name, bytes] of files) {
    const path = join(company.to, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    console.log(path);
  }
  if (![...files.keys()].some((name) => name.startsWith('chrome'))) {
    console.log('Nothing for Chrome: name --chrome-id, or POSTERN_UPDATES and --key.');
  }
  if (company.updates && !company.xpi) {
    console.log(
      'Firefox takes what its store has signed alone: sign the zip there, and name it with --xpi.',
    );
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  process.exitCode = 2;
}
