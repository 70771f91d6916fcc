import { size } from './size.ts';
import { timing } from './timing.ts';

// `npm run bench` runs all of them, `npm run bench <name>` one.
const benches: Record<string, () => Promise<boolean>> = { size, timing };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : Object.keys(benches)) {
  console.log(`\n== ${name}`);
  if (!(await benches[name]?.())) process.exitCode = 1;
}
