import manifest from '../package.json' with { type: 'json' };
import { type Administrator, askForAdministrators } from './administrator.ts';
import { readArguments, runScript, UsageError } from './command-line.ts';
import { examine } from './doctor/examine.ts';
import type { Finding } from './doctor/finding.ts';
import { print } from './doctor/report.ts';

// `npm run doctor`: looks at a deployment from outside. 0: no problem; 1: a problem; 2: called wrongly.
const help = `npm run doctor -- [URL...]
  URL                  of each Jira or Confluence; default: those of [env.production] in wrangler.toml
  --administrator      with an administrator of the product, asked for at the terminal, or from the standard input (a line
                       each) or POSTERN_ADMIN: "user:password", or "Cookie: JSESSIONID=..."
  --workers-dev URL    an address that should be off, such as https://postern.YOUR-SUBDOMAIN.workers.dev
  --forward-auth       the Worker has a host of its own (docs/forward-auth.md)
  --json               findings as JSON
  --config FILE        default wrangler.toml      --env NAME   default production`;

await runScript(async () => {
  const { values, positionals } = readArguments({
    administrator: { type: 'boolean', default: false },
    'workers-dev': { type: 'string' },
    'forward-auth': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    config: { type: 'string', default: 'wrangler.toml' },
    env: { type: 'string', default: 'production' },
    help: { type: 'boolean', default: false },
  });
  if (values.help) throw new UsageError(help);
  const sites =
    positionals.length > 0 ? positionals : await configuredSites(values.config, values.env);
  const urls = [...sites, values['workers-dev'] ?? sites[0] ?? ''].map(addressOf).slice(0, -1);
  const administrators = values.administrator
    ? await askForAdministrators(urls, process.env)
    : new Map<string, Administrator>();
  const findings: Finding[] = [];
  for (const url of urls) {
    const found = await examine(url, {
      version: manifest.version,
      workersDev: values['workers-dev'],
      isForwardAuth: values['forward-auth'],
      administrator: administrators.get(url),
    });
    if (!values.json) print(url, found);
    findings.push(...found);
  }
  const isGood = findings.every(({ outcome }) => outcome !== 'problem');
  if (values.json) console.log(JSON.stringify({ ok: isGood, findings }, null, 2));
  return isGood ? 0 : 1;
});

function addressOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.search + url.hash !== '')
    throw new UsageError('A site is given as https://host/path');
  return url.href.replace(/\/+$/, '');
}

/** Wrangler, which reads the configuration, takes its time to load: only where it is needed. */
async function configuredSites(file: string, env: string): Promise<string[]> {
  const { readDeployConfig, sitesOf } = await import('./config.ts');
  return sitesOf(readDeployConfig(file, env)).map(({ url }) => url);
}
