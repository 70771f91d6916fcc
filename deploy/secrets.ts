import type { Site } from '../worker/site-config.ts';
import { type ApplinkWish, formFields } from './applink-fields.ts';
import { readArguments, runScript, UsageError } from './command-line.ts';
import { readDeployConfig, sitesOf } from './config.ts';
import { makeSecret, neededSecrets, publicHalfOf, type SecretName } from './new-secrets.ts';
import { placeholdersIn } from './objections.ts';
import { readSecretsFile, writeSecretsFile } from './secrets-file.ts';
import { readServeVars } from './serve/config.ts';
import { askWrangler, namesOfSecrets, type Wrangler } from './wrangler.ts';

// `npm run secrets`: makes what the Worker keeps secret and is not set yet, and sets it. Cloudflare never shows a secret again,
// so a copy is kept where the administrator says; docs/deploy.md, step 3.
const help = `npm run secrets -- --copy-to FILE | --no-copy
  --copy-to FILE      a new file outside of any repository, for the place where you keep such things
  --no-copy           keep no copy: then tokens cannot move to another account, and the keys cannot be rotated
  --proxy             also VERIFY_PROXY_SECRET, for a proxy that asks {url}/_postern/verify
  --only-copy         write the file and set nothing, for a Worker of your own (docs/self-host.md)
  --rotate-pepper OLD a new pepper; the one in the file OLD becomes TOKEN_PEPPER_PREVIOUS
  --rotate-tag-key OLD
                      a new TOKEN_TAG_KEY; the one in the file OLD is put in front of TOKEN_TAG_KEY_PREVIOUS
  --config FILE       default wrangler.toml      --env NAME   default production`;

interface Target {
  sites: Site[];
  vars: Record<string, unknown>;
  target?: Wrangler;
}
type Secrets = Partial<Record<SecretName, string>>;

await runScript(async () => {
  const { values } = readArguments({
    'copy-to': { type: 'string' },
    'no-copy': { type: 'boolean', default: false },
    proxy: { type: 'boolean', default: false },
    'only-copy': { type: 'boolean', default: false },
    'rotate-pepper': { type: 'string' },
    'rotate-tag-key': { type: 'string' },
    config: { type: 'string', default: 'wrangler.toml' },
    env: { type: 'string', default: 'production' },
    help: { type: 'boolean', default: false },
  });
  const copy = values['copy-to'];
  if (values.help || (copy === undefined) === !values['no-copy']) throw new UsageError(help);
  if (values['only-copy'] && !copy) throw new UsageError(help);

  const { sites, vars, target } = readSites(values.config, values.env);
  if (!target && !values['only-copy'])
    throw new UsageError('A Worker of your own reads its secrets from a file: --only-copy');
  const setTarget = values['only-copy'] ? undefined : target;
  const rotation = rotate(values['rotate-pepper'], values['rotate-tag-key']);
  const secrets =
    rotation?.changed ??
    (await missing(neededSecrets(sites, { forProxy: values.proxy }), setTarget));
  if (Object.keys(secrets).length === 0) {
    console.log('All secrets that these sites need are set; none was changed.');
    return 0;
  }
  if (copy) writeSecretsFile(copy, { ...rotation?.old, ...secrets });
  if (setTarget) await set(secrets, setTarget, copy);
  say(secrets, copy, setTarget !== undefined);
  const publicKey = publicHalfOf(secrets.APPLINK_PRIVATE_KEY ?? '');
  if (publicKey) {
    const wish = { name: 'Postern', consumerKey: consumerKeyOf(vars), publicKey };
    explainLinks(
      sites.filter(({ actAs }) => actAs === 'applink'),
      wish,
      copy,
    );
  }
  return 0;
});

/** From wrangler.toml, which is filled in as far as its variables go, or from the file of `npm run serve`, which sets none. */
function readSites(file: string, env: string): Target {
  if (file.endsWith('.json')) return readServeVars(file);
  const config = readDeployConfig(file, env);
  const left = placeholdersIn(config, 'vars.');
  if (left.length > 0) throw new UsageError(`First fill in:\n  ${left.join('\n  ')}`);
  return { sites: sitesOf(config), vars: config.vars, target: { config: config.file, env } };
}

async function missing(needed: SecretName[], target: Wrangler | undefined): Promise<Secrets> {
  const there = target ? await namesOfSecrets(target) : [];
  const names = needed.filter((name) => !there.includes(name));
  return Object.fromEntries(names.map((name) => [name, makeSecret(name)]));
}

/** `old` holds all secrets of the given files, so that the new copy is complete. */
interface Rotation {
  old: Secrets;
  changed: Secrets;
}

/** Undefined if no rotation was asked for. */
function rotate(pepperFile?: string, tagKeyFile?: string): Rotation | undefined {
  if (pepperFile === undefined && tagKeyFile === undefined) return undefined;
  const ofPepper: Secrets = pepperFile === undefined ? {} : readSecretsFile(pepperFile);
  const ofTagKey: Secrets = tagKeyFile === undefined ? {} : readSecretsFile(tagKeyFile);
  return {
    old: { ...ofPepper, ...ofTagKey },
    changed: {
      ...(pepperFile !== undefined && rotatePepper(ofPepper, pepperFile)),
      ...(tagKeyFile !== undefined && rotateTagKey(ofTagKey, tagKeyFile)),
    },
  };
}

/** The two are set in one step, so that the Worker knows each token's pepper at every moment. */
function rotatePepper({ TOKEN_PEPPER }: Secrets, file: string): Secrets {
  if (!TOKEN_PEPPER) throw new UsageError(`${file} has no TOKEN_PEPPER`);
  return { TOKEN_PEPPER: makeSecret('TOKEN_PEPPER'), TOKEN_PEPPER_PREVIOUS: TOKEN_PEPPER };
}

/** All previous keys stay: the tag is part of the token that the user holds, so a token needs its key as long as it lives. */
function rotateTagKey(
  { TOKEN_TAG_KEY, TOKEN_TAG_KEY_PREVIOUS = '' }: Secrets,
  file: string,
): Secrets {
  if (!TOKEN_TAG_KEY) throw new UsageError(`${file} has no TOKEN_TAG_KEY`);
  const previous = TOKEN_TAG_KEY_PREVIOUS.split(/[\s,]+/).filter(Boolean);
  return {
    TOKEN_TAG_KEY: makeSecret('TOKEN_TAG_KEY'),
    TOKEN_TAG_KEY_PREVIOUS: [...new Set([TOKEN_TAG_KEY, ...previous])].join(','),
  };
}

async function set(secrets: Secrets, target: Wrangler, copy: string | undefined): Promise<void> {
  const { status, stdout, stderr } = await askWrangler(
    target,
    ['secret', 'bulk'],
    JSON.stringify(secrets),
  );
  if (status === 0) return;
  // Its answer alone may have got lost: then the copy is the only one there will ever be.
  const kept = copy
    ? `\n${copy} stays, for they may be set all the same: delete it where you know that they are not.`
    : '';
  throw new UsageError(
    `Wrangler does not say that it set the secrets:\n${stderr || stdout}${kept}`,
  );
}

function consumerKeyOf({ APPLINK_CONSUMER_KEY }: Record<string, unknown>): string {
  return typeof APPLINK_CONSUMER_KEY === 'string' ? APPLINK_CONSUMER_KEY : 'postern';
}

function say(secrets: Secrets, copy: string | undefined, isSet: boolean): void {
  console.log(`${isSet ? 'Set' : 'Made'}: ${Object.keys(secrets).join(', ')}`);
  if (copy)
    console.log(
      `A copy is in ${copy}, for you alone to read. Keep it where you keep such things, and not on this machine.`,
    );
}

function explainLinks(
  sites: { name: string; url: string }[],
  wish: ApplinkWish,
  copy: string | undefined,
): void {
  if (sites.length === 0) return;
  const urls = sites.map(({ url }) => url).join(' ');
  console.log(`
The application links. As an administrator of the product you can have them made:
  npm run applink -- --key ${copy ?? 'postern-public.pem'} ${urls}${copy ? '' : '\n  with the key below in that file'}
or make them by hand, with this public key and exactly these fields:

${wish.publicKey}`);
  for (const site of sites) console.log(formFields(site, wish));
}
