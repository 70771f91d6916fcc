import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { readSites } from '../../worker/site-config.ts';
import { UsageError } from '../command-line.ts';
import { readSecretsFile } from '../secrets-file.ts';

const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

/** The file that `npm run serve` is given; docs/self-host.md tells of each field. Paths are relative to it. */
const ServeFile = v.strictObject({
  host: v.optional(v.pipe(v.string(), v.minLength(1)), '127.0.0.1'),
  port: Port,
  data: v.pipe(v.string(), v.minLength(1)),
  secrets: v.optional(v.string()),
  clientAddress: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z][A-Za-z0-9-]{0,63}$/, 'must be the name of a header'),
  ),
  nightAt: v.optional(
    v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, as 03:17')),
    '03:17',
  ),
  vars: v.looseObject({ SITES: v.unknown() }),
});

export interface ServeConfig {
  host: string;
  port: number;
  data: string;
  /** Minutes after midnight, UTC. */
  nightAt: number;
  siteIds: string[];
  /** Variables and secrets of the Worker. */
  bindings: Record<string, unknown>;
}

const secretNames = [
  'TOKEN_PEPPER',
  'TOKEN_PEPPER_PREVIOUS',
  'TOKEN_TAG_KEY',
  'TOKEN_TAG_KEY_PREVIOUS',
  'APPLINK_PRIVATE_KEY',
  'HEADER_SECRET',
  'VERIFY_PROXY_SECRET',
];

/**
 * Reads the file, and the secrets from theirs and from the environment, which is emptied of them: no child inherits them. What
 * is wrong is named, and no value repeated. The Worker checks secrets and variables itself when it starts.
 */
export function readServeConfig(path: string, env: NodeJS.ProcessEnv): ServeConfig {
  const { host, port, data, secrets, clientAddress, nightAt, vars } = readFile(path);
  const from = dirname(resolve(path));
  const sites = readSites(vars.SITES);
  const schemes = new Set(sites.map(({ url }) => new URL(url).protocol.slice(0, -1)));
  const [scheme = 'https', other] = schemes;
  if (other) throw new UsageError('SITES: either all urls are https, or all are http');
  const open = sites.find(({ url }) => scheme === 'http' && !isLoopback(url));
  if (open) throw new UsageError(`SITES: the url of ${open.id} must be https`);
  const misplaced = secretNames.find((name) => name in vars);
  if (misplaced) throw new UsageError(`vars: ${misplaced} belongs into the file of secrets`);
  const [hours = 0, minutes = 0] = nightAt.split(':').map(Number);
  return {
    host,
    port,
    data: resolve(from, data),
    nightAt: 60 * hours + minutes,
    siteIds: sites.map(({ id }) => id),
    bindings: {
      ...vars,
      PUBLIC_SCHEME: scheme,
      CLIENT_ADDRESS_HEADER: clientAddress,
      ...(secrets !== undefined && pick(readSecretsFile(resolve(from, secrets)))),
      ...takeFrom(env),
    },
  };
}

/** The sites and variables alone, for what is done before there are secrets. */
export function readServeVars(path: string) {
  const { vars } = readFile(path);
  return { sites: readSites(vars.SITES), vars: vars as Record<string, unknown> };
}

function readFile(path: string): v.InferOutput<typeof ServeFile> {
  const result = v.safeParse(ServeFile, parseJson(path));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  const complaint =
    issue.kind === 'validation'
      ? issue.message
      : issue.expected === 'never'
        ? 'is not known'
        : 'is missing or of the wrong kind';
  throw new UsageError(`${path}: ${field ?? 'it'} ${complaint}`);
}

function parseJson(path: string): unknown {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    throw new UsageError(`${path} cannot be read`);
  }
  try {
    // Whoever may write to it decides where tokens go.
    if (process.platform !== 'win32' && (fstatSync(file).mode & 0o022) !== 0)
      throw new UsageError(`${path} can be changed by others than its owner: chmod go-w ${path}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} is not JSON`);
  } finally {
    closeSync(file);
  }
}

function pick(all: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => secretNames.includes(name)));
}

function takeFrom(env: NodeJS.ProcessEnv): Record<string, string> {
  const taken: Record<string, string> = {};
  for (const name of secretNames) {
    const value = env[name];
    if (value) taken[name] = value;
    delete env[name];
  }
  return taken;
}

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}
