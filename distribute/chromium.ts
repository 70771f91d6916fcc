import { hostOf, type SiteUrl } from '../extension/sites.ts';
import type { Company } from './company.ts';
import { chromiumId } from './crx.ts';
import { profile } from './profile.ts';
import { registryFile } from './registry.ts';
import { updateFiles } from './updates.ts';

interface Family {
  name: 'Chrome' | 'Edge';
  registry: string;
  domain: string;
}

const chrome: Family = {
  name: 'Chrome',
  registry: 'SOFTWARE\\Policies\\Google\\Chrome',
  domain: 'com.google.Chrome',
};
const edge: Family = {
  name: 'Edge',
  registry: 'SOFTWARE\\Policies\\Microsoft\\Edge',
  domain: 'com.microsoft.Edge',
};
const chromeStore = 'https://clients2.google.com/service/update2/crx';
const edgeStore = 'https://edge.microsoft.com/extensionwebstorebase/v1/crx';

/** The extension as a browser knows it, and where it gets it. */
interface Source {
  id: string;
  updateUrl: string;
}

/** Policies for Chrome (and Chromium) and Edge; none where nobody said what the extension's id is. */
export function chromiumPolicies(company: Company): Map<string, Buffer> {
  const { sites } = company;
  const source = sourceOf(company);
  const ofEdge = company.edgeId ? { id: company.edgeId, updateUrl: edgeStore } : source;
  return new Map([
    ...(source ? policiesFor(chrome, source, sites) : []),
    ...(ofEdge ? policiesFor(edge, ofEdge, sites) : []),
  ]);
}

function sourceOf({ chromeId, updates, key }: Company): Source | undefined {
  if (chromeId) return { id: chromeId, updateUrl: chromeStore };
  if (updates && key) return { id: chromiumId(key), updateUrl: updates + updateFiles.chromium };
  return undefined;
}

/** https://chromeenterprise.google/policies/#ExtensionSettings; on macOS no key `3rdparty` is read, but a domain of its own. */
function policiesFor(
  { name, registry, domain }: Family,
  { id, updateUrl }: Source,
  sites: SiteUrl[],
): [string, Buffer][] {
  const settings = {
    [id]: {
      installation_mode: 'force_installed',
      update_url: updateUrl,
      // For later versions too, since no update_url is built in. A store's own URL is not overridden.
      override_update_url: true,
      // Also where all extensions are kept away from these hosts. With a path the whole policy is an error.
      runtime_allowed_hosts: [...new Set(sites.map((site) => hostOf(site).replace(/\/\*$/, '')))],
    },
  };
  const storage = { sites: sites.map((url) => ({ url })) };
  const linux = { ExtensionSettings: settings, '3rdparty': { extensions: { [id]: storage } } };
  const file = name.toLowerCase();
  return [
    [`${file}-linux.json`, Buffer.from(`${JSON.stringify(linux, null, 2)}\n`)],
    [
      `${file}-windows.reg`,
      registryFile({
        [registry]: { ExtensionSettings: JSON.stringify(settings) },
        [`${registry}\\3rdparty\\extensions\\${id}\\policy`]: {
          sites: JSON.stringify(storage.sites),
        },
      }),
    ],
    [
      `${file}-macos.mobileconfig`,
      profile(name, {
        [domain]: { ExtensionSettings: settings },
        [`${domain}.extensions.${id}`]: storage,
      }),
    ],
  ];
}
