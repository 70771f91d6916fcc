import type { Company } from './company.ts';
import { profile } from './profile.ts';
import { registryFile } from './registry.ts';
import { firefoxFileOf } from './updates.ts';

const registry = 'SOFTWARE\\Policies\\Mozilla\\Firefox';

/** https://firefox-admin-docs.mozilla.org: ExtensionSettings installs, 3rdparty is the extension's managed storage. */
export function firefoxPolicies(company: Company, version: string): Map<string, Buffer> {
  const { geckoId, updates, sites } = company;
  const settings = {
    [geckoId]: {
      installation_mode: 'force_installed',
      install_url: updates ? updates + firefoxFileOf(version) : latestFromStore(geckoId),
    },
  };
  const storage = { [geckoId]: { sites: sites.map((url) => ({ url })) } };
  const policies = { ExtensionSettings: settings, '3rdparty': { Extensions: storage } };
  return new Map([
    ['firefox-policies.json', Buffer.from(`${JSON.stringify({ policies }, null, 2)}\n`)],
    [
      'firefox-windows.reg',
      registryFile({
        [registry]: { ExtensionSettings: JSON.stringify(settings) },
        [`${registry}\\3rdparty\\Extensions`]: { [geckoId]: JSON.stringify(storage[geckoId]) },
      }),
    ],
    [
      'firefox-macos.mobileconfig',
      profile('Firefox', {
        'org.mozilla.firefox': { EnterprisePoliciesEnabled: true, ...policies },
      }),
    ],
  ]);
}

function latestFromStore(geckoId: string): string {
  return `https://addons.mozilla.org/firefox/downloads/latest/${encodeURIComponent(geckoId)}/latest.xpi`;
}
