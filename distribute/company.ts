import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseUpdates } from '../extension/build/company.ts';
import { parseGeckoId } from '../extension/build/gecko-id.ts';
import { parseSites, type SiteUrl } from '../extension/sites.ts';

/** What the policies and the files for updates are made of. */
export interface Company {
  sites: SiteUrl[];
  geckoId: string;
  /** The folder of one's own web server that browsers get the extension from; ends with a slash. */
  updates: string | undefined;
  /** PEM: signs the extension for Chromium, which derives its id from it. */
  key: string | undefined;
  chromeId: string | undefined;
  edgeId: string | undefined;
  /** The path of what Firefox's store signed. */
  xpi: string | undefined;
  /** The folder of what `npm run zip` wrote, and where the files go. */
  from: string;
  to: string;
}

export const usage = `POSTERN_SITES=https://jira.example.com,https://wiki.example.com npm run policies -- [options]

  --chrome-id <id>   the extension's id in the Chrome Web Store
  --edge-id <id>     its id in Edge Add-ons; without one, Edge gets it where Chrome does
  --key <file>       your own signing key (PEM), where you host it yourself (POSTERN_UPDATES)
  --xpi <file>       what Firefox's store signed, where you host it yourself
  --from <folder>    what npm run zip wrote (.output)
  --to <folder>      where the files go (.output/company)
`;

/** Reads the words behind the command and the same variables as the build does; throws naming what is wrong. */
export function readCompany(words: string[], env: NodeJS.ProcessEnv): Company {
  const { values } = parseArgs({
    args: words,
    options: {
      'chrome-id': { type: 'string' },
      'edge-id': { type: 'string' },
      key: { type: 'string' },
      xpi: { type: 'string' },
      from: { type: 'string', default: env.POSTERN_OUTPUT ?? '.output' },
      to: { type: 'string', default: '.output/company' },
    },
  });
  const company: Company = {
    sites: parseSites(env.POSTERN_SITES ?? ''),
    geckoId: parseGeckoId(env.POSTERN_GECKO_ID ?? ''),
    updates: parseUpdates(env.POSTERN_UPDATES ?? ''),
    key: values.key === undefined ? undefined : readFileSync(values.key, 'utf8'),
    chromeId: parseId('--chrome-id', values['chrome-id']),
    edgeId: parseId('--edge-id', values['edge-id']),
    xpi: values.xpi,
    from: values.from,
    to: values.to,
  };
  if (company.sites.length === 0) throw new Error('POSTERN_SITES: name at least one site');
  if (company.key && !company.updates) {
    throw new Error('POSTERN_UPDATES: say where browsers find what --key signs');
  }
  return company;
}

/** Chromium's ids are 128 bits in the letters a to p. */
function parseId(option: string, id: string | undefined): string | undefined {
  if (id !== undefined && !/^[a-p]{32}$/.test(id)) {
    throw new Error(`${option}: an id has 32 letters from a to p`);
  }
  return id;
}
