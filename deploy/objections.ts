import { ConfigurationError, type Site } from '../worker/site-config.ts';
import { type DeployConfig, sitesOf } from './config.ts';

/** What speaks against deploying this configuration, each naming its field; none: nothing. */
export function objectionsTo(config: DeployConfig): string[] {
  const left = placeholdersIn(config);
  return left.length > 0 ? left : [...objectionsToSites(config), ...objectionsToRest(config)];
}

/** Where the template's own values still stand, below a field or anywhere. */
export function placeholdersIn({ texts, env }: DeployConfig, below = ''): string[] {
  const isPlaceholder = (text: string) =>
    /(^|[./@])example\.(com|org|net)\b/.test(text) || /^0{8}(-0{4}){3}-0{12}$/.test(text);
  return texts
    .filter(({ field, text }) => field.startsWith(below) && isPlaceholder(text))
    .map(({ field, text }) => `[env.${env}] ${field} is still the template's (${text})`);
}

function objectionsToSites(config: DeployConfig): string[] {
  try {
    return sitesOf(config).flatMap((site) => objectionsToSite(site, config));
  } catch (error) {
    if (error instanceof ConfigurationError) return [error.message];
    throw error;
  }
}

function objectionsToSite(site: Site, { routes }: DeployConfig): string[] {
  const { protocol, hostname } = new URL(site.url);
  if (protocol !== 'https:')
    return [`SITES: the url of ${site.id} must be https; tokens go over it`];
  if (hostname.endsWith('.workers.dev'))
    return [`SITES: the url of ${site.id} must be on your own host, not on workers.dev`];
  const isWhole = routes.some(({ pattern, isCustomDomain }) =>
    isCustomDomain ? pattern === hostname : coversHost(pattern, hostname),
  );
  // Forward auth: the Worker has a host of its own, and the product's proxy asks it.
  const isVerifyOnly =
    new URL(site.origin).hostname !== hostname &&
    routes.some(({ pattern }) => pattern === `${hostname}/_postern/*`);
  return isWhole || isVerifyOnly
    ? []
    : [
        `routes: none covers the whole of ${hostname} ("${hostname}/*"); what no route covers reaches ${site.name} unchecked`,
      ];
}

/** A pattern that begins with http:// leaves https, which is all that counts, to whatever is behind. */
function coversHost(pattern: string, hostname: string): boolean {
  const [host = '', ...path] = pattern.replace(/^https:\/\//, '').split('/');
  if (path.join('/') !== '*') return false;
  return host.startsWith('*') ? hostname.endsWith(host.slice(1)) : host === hostname;
}

function objectionsToRest(config: DeployConfig): string[] {
  const { databases, crons, isOnWorkersDev, hasPreviews } = config;
  const rules: [boolean, string][] = [
    [databases.some(({ binding }) => binding === 'DB'), 'd1_databases: none is bound as DB'],
    [!isOnWorkersDev, 'workers_dev must be false: it is a second address of the Worker'],
    [!hasPreviews, 'preview_urls must be false: they are second addresses of the Worker'],
    [
      crons.some((cron) => cron.startsWith('*/')) && crons.some((cron) => !cron.startsWith('*/')),
      'triggers.crons must have one for the night and one of every few minutes',
    ],
  ];
  return rules.flatMap(([isGood, objection]) => (isGood ? [] : [objection]));
}
