import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { askForAdministrators, openSession } from './administrator.ts';
import type { ApplinkWish } from './applink-fields.ts';
import { readArguments, runScript, UsageError } from './command-line.ts';
import { publicHalfOf } from './new-secrets.ts';
import { setUpApplink } from './product-applinks.ts';

// `npm run applink`: makes the incoming application link in Jira or Confluence; docs/deploy.md, step 4.
const help = `npm run applink -- --key FILE URL...
  URL                  of each Jira or Confluence, context path included
  --key FILE           the key pair: the copy that npm run secrets made, or a PEM; only its public half goes to the product
  --consumer-key NAME  default postern, as APPLINK_CONSUMER_KEY
  --name NAME          of the link, default Postern
  --replace            give a link of this name that is there the new key
An administrator of the product is asked for at the terminal, or read from the standard input (a line each), or from
POSTERN_ADMIN: "user:password", or "Cookie: JSESSIONID=..." with the session of your browser.`;

await runScript(async () => {
  const { values, positionals: sites } = readArguments({
    key: { type: 'string' },
    'consumer-key': { type: 'string', default: 'postern' },
    name: { type: 'string', default: 'Postern' },
    replace: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
  if (values.help || !values.key || sites.length === 0) throw new UsageError(help);
  const wrong = sites.find((site) => !/^https?:$/.test(URL.parse(site)?.protocol ?? ''));
  if (wrong !== undefined) throw new UsageError('A site is given as https://host/path');
  const publicKey = readPublicKey(values.key);
  const wish = { name: values.name, consumerKey: values['consumer-key'], publicKey };
  const urls = sites.map((site) => site.replace(/\/+$/, ''));
  const administrators = await askForAdministrators(urls, process.env);
  let failures = 0;
  for (const [site, administrator] of administrators) {
    const opened = await openSession(site, administrator);
    const isGood =
      opened.kind === 'open'
        ? await setUp(site, wish, { cookie: opened.cookie, mayReplace: values.replace })
        : say(site, false, opened.reason);
    if (!isGood) failures++;
  }
  return failures === 0 ? 0 : 1;
});

async function setUp(
  site: string,
  wish: ApplinkWish,
  options: Parameters<typeof setUpApplink>[2],
): Promise<boolean> {
  const outcome = await setUpApplink(site, wish, options);
  switch (outcome.kind) {
    case 'made':
      return say(site, true, `the application link ${wish.name} is made (${outcome.link})`);
    case 'replaced':
      return say(site, true, `the link ${wish.name} (${outcome.link}) has the new key`);
    case 'as-wished':
      return say(site, true, `the link ${wish.name} (${outcome.link}) is as it should be`);
    case 'other-key':
      return say(
        site,
        false,
        `there is a link ${wish.name} (${outcome.link}) with another key or without impersonation: --replace, or --name another`,
      );
    case 'failed':
      return say(site, false, outcome.reason);
  }
}

function say(site: string, isGood: boolean, what: string): boolean {
  console.log(`${isGood ? 'ok      ' : 'problem '} ${site}: ${what}`);
  return isGood;
}

/** From the environment file that `npm run secrets` wrote, or from a PEM. */
function readPublicKey(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
  const key = publicHalfOf(parseEnv(text).APPLINK_PRIVATE_KEY ?? text);
  if (!key) throw new UsageError(`${file} holds no RSA key`);
  return key;
}
