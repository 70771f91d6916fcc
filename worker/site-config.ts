import * as v from 'valibot';
import { WayToAct } from '../shared/contract/act-as.ts';
import { Product } from '../shared/contract/session.ts';

/** One Jira or Confluence. `url` and `origin` have no slash at the end; `host` and `contextPath` are the parts of `url`. */
export interface Site {
  id: string;
  product: Product;
  name: string;
  url: string;
  host: string;
  contextPath: string;
  origin: string;
  actAs: WayToAct;
  adminGroups: string[];
  signingUrl: string;
  /** Whether the calls of the app "API Token Authentication" are answered here. */
  apiTokenAuth: boolean;
}

/** A variable or secret that is missing or wrong. The message names it and never holds its value. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError';
}

/** An absolute http(s) URL without credentials, query and fragment; cut at its last slash. */
const BaseUrl = v.pipe(
  v.string(),
  v.check((text) => {
    const url = URL.parse(text);
    return (
      url !== null &&
      /^https?:$/.test(url.protocol) &&
      url.username + url.password + url.search + url.hash === '' &&
      !/[?#]|\/\.{1,2}(\/|$)|\/\/.*\/\//.test(text)
    );
  }, 'must be an absolute http or https URL without query or fragment'),
  v.transform((text) => new URL(text).href.replace(/\/+$/, '')),
);

const SiteConfig = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'must match [a-z][a-z0-9-]{0,31}')),
  product: Product,
  name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
  url: BaseUrl,
  origin: BaseUrl,
  actAs: WayToAct,
  adminGroups: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
  signingUrl: v.optional(BaseUrl),
  apiTokenAuth: v.optional(v.boolean(), false),
});

/** Checks the list of sites; throws a ConfigurationError naming the first field that is wrong. */
export function readSites(value: unknown): Site[] {
  const result = v.safeParse(v.pipe(v.array(SiteConfig), v.minLength(1)), readJson(value));
  if (!result.success) {
    const [issue] = result.issues;
    const field = issue.path?.map((item) =>
      typeof item.key === 'number' ? `[${item.key}]` : `.${item.key}`,
    );
    throw new ConfigurationError(`SITES${field?.join('') ?? ''} ${complaintOf(issue)}`);
  }
  const sites = result.output.map((site) => {
    const url = new URL(site.url);
    const contextPath = url.pathname.replace(/\/$/, '');
    return { ...site, host: url.origin, contextPath, signingUrl: site.signingUrl ?? site.url };
  });
  for (const field of ['id', 'url'] as const) {
    if (new Set(sites.map((site) => site[field])).size < sites.length) {
      throw new ConfigurationError(`SITES has two sites with one ${field}`);
    }
  }
  return sites;
}

/** What is wrong, in words that don't hold the value. */
function complaintOf(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === 'validation') return issue.message;
  if (issue.type !== 'strict_object' || !issue.path) return `must be ${issue.expected}`;
  return issue.expected === 'never' ? 'must be left out' : 'is missing';
}

/** SITES is an array (wrangler.toml) or the same as a string of JSON (.dev.vars, --var, the dashboard). */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new ConfigurationError('SITES is not JSON');
  }
}
