import { resolve } from 'node:path';
import * as v from 'valibot';
import { unstable_readConfig } from 'wrangler';
import { ConfigurationError, readSites, type Site } from '../worker/site-config.ts';

/** One environment of wrangler.toml, as far as a deployment is judged by it. */
export interface DeployConfig {
  file: string;
  env: string;
  routes: { pattern: string; isCustomDomain: boolean }[];
  isOnWorkersDev: boolean;
  hasPreviews: boolean;
  crons: string[];
  databases: { binding: string; id: string }[];
  vars: Record<string, unknown>;
  /** Where each value stands that is text. */
  texts: { field: string; text: string }[];
}

/** What wrangler makes of a configuration, whose own type it does not publish whole. */
const WranglerConfig = v.object({
  definedEnvironments: v.optional(v.array(v.string()), []),
  routes: v.optional(
    v.array(
      v.union([
        v.pipe(
          v.string(),
          v.transform((pattern) => ({ pattern, custom_domain: false })),
        ),
        v.looseObject({ pattern: v.string(), custom_domain: v.optional(v.boolean(), false) }),
      ]),
    ),
    [],
  ),
  workers_dev: v.optional(v.boolean(), true),
  preview_urls: v.optional(v.boolean(), true),
  triggers: v.object({ crons: v.optional(v.array(v.string()), []) }),
  vars: v.record(v.string(), v.unknown()),
  d1_databases: v.array(v.object({ binding: v.string(), database_id: v.optional(v.string(), '') })),
});

/** Reads an environment of a configuration as wrangler does. Throws wrangler's own words where it cannot. */
export function readDeployConfig(file: string, env: string): DeployConfig {
  const raw: unknown = unstable_readConfig({ config: file, env }, { hideWarnings: true });
  const config = v.parse(WranglerConfig, raw);
  if (!config.definedEnvironments.includes(env))
    throw new ConfigurationError(`${file} has no [env.${env}]`);
  const { routes, vars, d1_databases } = config;
  return {
    file: resolve(file),
    env,
    routes: routes.map(({ pattern, custom_domain }) => ({
      pattern,
      isCustomDomain: custom_domain,
    })),
    isOnWorkersDev: config.workers_dev,
    hasPreviews: config.preview_urls,
    crons: config.triggers.crons,
    databases: d1_databases.map(({ binding, database_id }) => ({ binding, id: database_id })),
    vars,
    texts: textsIn({ routes, vars, d1_databases }),
  };
}

/** The sites of a configuration. Throws a ConfigurationError naming the field that is wrong. */
export function sitesOf({ vars }: DeployConfig): Site[] {
  return readSites(vars.SITES);
}

function textsIn(value: unknown, field = ''): DeployConfig['texts'] {
  if (typeof value === 'string') return [{ field, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    textsIn(part, Array.isArray(value) ? `${field}[${key}]` : `${field}${field && '.'}${key}`),
  );
}
