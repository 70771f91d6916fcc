import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chromiumPolicies } from '../distribute/chromium.ts';
import { type Company, readCompany } from '../distribute/company.ts';
import { chromiumId, packCrx } from '../distribute/crx.ts';
import { firefoxPolicies } from '../distribute/firefox.ts';
import { chromiumUpdates, firefoxUpdates } from '../distribute/updates.ts';
import { providePython } from './guide/programs.ts';

const id = 'abcdefghijklmnopabcdefghijklmnop';
const edgeId = 'ponmlkjihgfedcbaponmlkjihgfedcba';
const geckoId = 'postern@example.com';
const env = {
  POSTERN_SITES: 'https://jira.example.com/jira https://wiki.example.com',
  POSTERN_GECKO_ID: geckoId,
};
const updates = 'https://files.example.com/postern/';
const sites = [{ url: 'https://jira.example.com/jira' }, { url: 'https://wiki.example.com' }];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const company = (changes: Partial<Company> = {}): Company => ({
  ...readCompany([], env),
  ...changes,
});

const json = (files: Map<string, Buffer>, name: string) => JSON.parse(String(files.get(name)));

/** Keys and values of a file for the registry, as Windows reads it. */
function registryOf(file: Buffer | undefined): Record<string, Record<string, string>> {
  const text = new TextDecoder('utf-16le').decode(file);
  expect(text.startsWith('Windows Registry Editor Version 5.00\r\n\r\n')).toBe(true);
  const sections = text.split(/\r\n\[/).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [head = '', ...lines] = section.split('\r\n');
      const values = lines
        .filter((line) => line !== '')
        .map((line) => JSON.parse(`{${line.replace('"=', '":')}}`));
      return [head.replace(/\]$/, ''), Object.assign({}, ...values)];
    }),
  );
}

/** What each preference domain of a profile says, as Python reads it. */
function preferencesOf(file: Buffer | undefined): Record<string, Record<string, unknown>> {
  const program =
    'import json, plistlib, sys; print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))';
  const profile = JSON.parse(
    execFileSync(providePython(['plistlib']), ['-c', program], { input: file, encoding: 'utf8' }),
  ) as { PayloadContent: Record<string, unknown>[] };
  return Object.fromEntries(
    profile.PayloadContent.map((payload) => [
      payload.PayloadType,
      Object.fromEntries(Object.entries(payload).filter(([name]) => !name.startsWith('Payload'))),
    ]),
  );
}

describe('policies for Chrome and Edge', () => {
  const files = chromiumPolicies(company({ chromeId: id, edgeId }));

  it.each([
    ['chrome', id, 'https://clients2.google.com/service/update2/crx'],
    ['edge', edgeId, 'https://edge.microsoft.com/extensionwebstorebase/v1/crx'],
  ])('install it from the store, and name the sites: %s', (browser, extension, store) => {
    const { ExtensionSettings, '3rdparty': thirdParty } = json(files, `${browser}-linux.json`);
    expect(ExtensionSettings).toEqual({
      [extension]: {
        installation_mode: 'force_installed',
        update_url: store,
        override_update_url: true,
        runtime_allowed_hosts: ['https://jira.example.com', 'https://wiki.example.com'],
      },
    });
    expect(thirdParty).toEqual({ extensions: { [extension]: { sites } } });
  });

  it.each([
    ['chrome', id, 'SOFTWARE\\Policies\\Google\\Chrome', 'com.google.Chrome'],
    ['edge', edgeId, 'SOFTWARE\\Policies\\Microsoft\\Edge', 'com.microsoft.Edge'],
  ])('say the same on all systems: %s', (browser, extension, root, domain) => {
    const { ExtensionSettings } = json(files, `${browser}-linux.json`);
    const registry = registryOf(files.get(`${browser}-windows.reg`));
    const own = `HKEY_LOCAL_MACHINE\\${root}`;
    expect(JSON.parse(registry[own]?.ExtensionSettings ?? '')).toEqual(ExtensionSettings);
    const managed = registry[`${own}\\3rdparty\\extensions\\${extension}\\policy`];
    expect(JSON.parse(managed?.sites ?? '')).toEqual(sites);
    expect(preferencesOf(files.get(`${browser}-macos.mobileconfig`))).toEqual({
      [domain]: { ExtensionSettings },
      [`${domain}.extensions.${extension}`]: { sites },
    });
  });

  it('get it for Edge where Chrome does, unless it is in the store of Edge', () => {
    const inChrome = chromiumPolicies(company({ chromeId: id }));
    const settings = json(inChrome, 'edge-linux.json').ExtensionSettings;
    expect(settings).toEqual(json(inChrome, 'chrome-linux.json').ExtensionSettings);
    expect(
      [...chromiumPolicies(company({ edgeId })).keys()].every((name) => name.startsWith('edge')),
    ).toBe(true);
    expect(chromiumPolicies(company()).size).toBe(0);
  });

  it('get it from the own web server, by the id that the key makes', () => {
    const own = json(chromiumPolicies(company({ updates, key })), 'chrome-linux.json');
    expect(own.ExtensionSettings[chromiumId(key)].update_url).toBe(`${updates}updates.xml`);
  });
});

describe('policies for Firefox', () => {
  const files = firefoxPolicies(company(), '1.2.3');
  const { policies } = json(files, 'firefox-policies.json');

  it('install it from the store, and name the sites', () => {
    const install_url =
      'https://addons.mozilla.org/firefox/downloads/latest/postern%40example.com/latest.xpi';
    expect(policies).toEqual({
      ExtensionSettings: { [geckoId]: { installation_mode: 'force_installed', install_url } },
      '3rdparty': { Extensions: { [geckoId]: { sites } } },
    });
  });

  it('say the same on all systems', () => {
    const registry = registryOf(files.get('firefox-windows.reg'));
    const own = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Mozilla\\Firefox';
    expect(JSON.parse(registry[own]?.ExtensionSettings ?? '')).toEqual(policies.ExtensionSettings);
    const managed = registry[`${own}\\3rdparty\\Extensions`]?.[geckoId];
    expect(JSON.parse(managed ?? '')).toEqual({ sites });
    expect(preferencesOf(files.get('firefox-macos.mobileconfig'))).toEqual({
      'org.mozilla.firefox': { EnterprisePoliciesEnabled: true, ...policies },
    });
  });

  it('get it from the own web server', () => {
    const own = json(firefoxPolicies(company({ updates }), '1.2.3'), 'firefox-policies.json');
    const { install_url } = own.policies.ExtensionSettings[geckoId];
    expect(install_url).toBe(`${updates}postern-1.2.3-firefox.xpi`);
  });
});

describe('the own web server', () => {
  const zip = Buffer.from('a zip');
  const extension = { version: '1.2.3', updates, oldest: '120' };

  it('has a package that the key has signed', () => {
    const crx = packCrx(zip, key);
    expect(crx.subarray(0, 8)).toEqual(Buffer.from('Cr24\x03\0\0\0', 'latin1'));
    const headEnd = 12 + crx.readUInt32LE(8);
    expect(crx.subarray(headEnd)).toEqual(zip);
    // At the end of the head: field 10000 with the id, behind it nothing; before it the signature of 256 bytes.
    const signedData = crx.subarray(headEnd - 18, headEnd);
    const signature = crx.subarray(headEnd - 18 - 4 - 256, headEnd - 18 - 4);
    const length = Buffer.from([18, 0, 0, 0]);
    const signed = Buffer.concat([Buffer.from('CRX3 SignedData\0'), length, signedData, zip]);
    expect(verify('sha256', signed, createPublicKey(key), signature)).toBe(true);
    expect(packCrx(zip, key)).toEqual(crx);
  });

  it('says which version there is, with its hash', () => {
    const chromium = chromiumUpdates(extension, { zip, key });
    expect(String(chromium.get('updates.xml'))).toMatch(
      new RegExp(
        `appid="${chromiumId(key)}"[^]+codebase="${updates}postern-1.2.3-chrome.crx" version="1.2.3"`,
      ),
    );
    const unsigned = firefoxUpdates(extension, { geckoId, xpi: undefined });
    expect([...unsigned.keys()]).toEqual(['updates.json']);
    const firefox = firefoxUpdates(extension, { geckoId, xpi: Buffer.from('abc') });
    expect(json(firefox, 'updates.json').addons[geckoId].updates).toEqual([
      {
        version: '1.2.3',
        update_link: `${updates}postern-1.2.3-firefox.xpi`,
        update_hash: 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        applications: { gecko: { strict_min_version: '120' } },
      },
    ]);
  });
});

describe('what is asked of the one who runs it', () => {
  it.each([
    [[], {}, 'POSTERN_SITES'],
    [[], { POSTERN_SITES: 'jira' }, 'POSTERN_SITES'],
    [['--chrome-id', 'postern'], env, '--chrome-id'],
    [['--edge-id', id.toUpperCase()], env, '--edge-id'],
    [['--key', 'package.json'], env, 'POSTERN_UPDATES'],
    [['--key', 'no-such-file'], env, 'no-such-file'],
    [['--forced'], env, '--forced'],
  ])('is said by its name: %j %j', (words, variables, name) => {
    expect(() => readCompany(words, variables)).toThrow(name);
  });

  it('is an RSA key, which Chromium knows', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const other = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => packCrx(Buffer.of(), other)).toThrow('--key');
  });
});
