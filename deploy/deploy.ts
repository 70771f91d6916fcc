import { readArguments, runScript, UsageError } from './command-line.ts';
import { readDeployConfig, sitesOf } from './config.ts';
import { neededSecrets } from './new-secrets.ts';
import { objectionsTo } from './objections.ts';
import { namesOfSecrets, runWrangler } from './wrangler.ts';

// `npm run deploy`: nothing goes out while something is missing. Migrations first, and they go forward only: the Worker that is
// still running knows the tables that it knew.
const help = `npm run deploy [-- --dry-run]
  --dry-run       looks at everything and builds, changes nothing
  --config FILE   default wrangler.toml      --env NAME   default production`;

await runScript(async () => {
  const { values } = readArguments({
    'dry-run': { type: 'boolean', default: false },
    config: { type: 'string', default: 'wrangler.toml' },
    env: { type: 'string', default: 'production' },
    help: { type: 'boolean', default: false },
  });
  if (values.help) throw new UsageError(help);
  const config = readDeployConfig(values.config, values.env);
  const objections = objectionsTo(config);
  if (objections.length > 0) {
    console.error(`Not deployed: ${values.config} is not filled in yet.`);
    for (const objection of objections) console.error(`  ${objection}`);
    return 1;
  }
  const target = { config: config.file, env: config.env };
  if (values['dry-run']) return (await runWrangler(target, ['deploy', '--dry-run'])) ? 0 : 1;

  const sites = sitesOf(config);
  const there = await namesOfSecrets(target);
  const lacking = neededSecrets(sites, { forProxy: false }).filter((name) => !there.includes(name));
  if (lacking.length > 0) {
    console.error(`Not deployed: ${lacking.join(', ')} not set. Run npm run secrets first.`);
    return 1;
  }
  for (const step of [['d1', 'migrations', 'apply', 'DB', '--remote'], ['deploy']])
    if (!(await runWrangler(target, step))) return 1;

  console.log(`
Deployed. What only you can do, once:
  - Set each route to fail closed: dashboard, Workers Routes, Edit, Request limit failure mode.
  - Seal the origin, so that it is reached through Cloudflare alone (docs/deploy.md, step 6).
Then look at it from outside:
  npm run doctor -- --administrator ${sites.map(({ url }) => url).join(' ')}`);
  return 0;
});
