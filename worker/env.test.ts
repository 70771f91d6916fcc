import { describe, expect, it } from 'vitest';
import { testEnv } from '../tests/support/workerd/isolate.ts';
import { type Env, readSettings, siteOf } from './env.ts';
import { ConfigurationError } from './site-config.ts';

const site = {
  id: 'jira',
  product: 'jira',
  name: 'Jira',
  url: 'https://jira.example.com/jira',
  origin: 'https://origin.example.com/jira',
  actAs: 'applink',
};

const settingsWith = (changes: Partial<Env>) => readSettings({ ...testEnv, ...changes });
const sitesWith = (...changes: object[]) =>
  settingsWith({ SITES: changes.map((change) => ({ ...site, ...change })) }).sites;

/** What the refusal says; it must never hold what was set. */
function refusal(changes: Partial<Env>): string {
  try {
    settingsWith(changes);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return expect.fail('was not refused');
}

describe('SITES', () => {
  it('may be an array or a string of the same JSON', () => {
    const asArray = settingsWith({ SITES: [site] });
    expect(settingsWith({ SITES: JSON.stringify([site]) })).toEqual(asArray);
    expect(asArray.sites).toEqual([
      {
        ...site,
        host: 'https://jira.example.com',
        contextPath: '/jira',
        adminGroups: [],
        signingUrl: site.url,
        apiTokenAuth: false,
      },
    ]);
  });

  it('may have a slash at the end of its URLs, and no context path', () => {
    const [one] = sitesWith({
      url: 'HTTPS://Jira.example.com:443/',
      origin: 'http://10.0.0.1:8080/',
    });
    expect(one).toMatchObject({
      url: 'https://jira.example.com',
      host: 'https://jira.example.com',
      contextPath: '',
      origin: 'http://10.0.0.1:8080',
    });
  });

  it.each([
    ['id', { id: 'Jira' }],
    ['id', { id: '1jira' }],
    ['id', { id: 'j'.repeat(33) }],
    ['id', { id: undefined }],
    ['product', { product: 'bitbucket-forbidden' }],
    ['name', { name: '  ' }],
    ['name', { name: 'forbidden'.repeat(20) }],
    ['url', { url: 'forbidden.example.com' }],
    ['url', { url: 'ftp://forbidden.example.com' }],
    ['url', { url: 'https://user:forbidden@jira.example.com' }],
    ['url', { url: 'https://jira.example.com/?forbidden' }],
    ['url', { url: 'https://jira.example.com/#forbidden' }],
    ['url', { url: 'https://jira.example.com/forbidden/../x' }],
    ['url', { url: 7 }],
    ['origin', { origin: '/forbidden' }],
    ['origin', { origin: undefined }],
    ['actAs', { actAs: 'forbidden' }],
    ['adminGroups', { adminGroups: 'forbidden' }],
    ['adminGroups[0]', { adminGroups: [''] }],
    ['signingUrl', { signingUrl: 'forbidden' }],
    ['forbiddenField', { forbiddenField: 'x' }],
  ])('is refused for a wrong %s, without its value', (field, change) => {
    const message = refusal({ SITES: [{ ...site, ...change }] });
    expect(message).toContain(`SITES[0].${field} `);
    expect(message.replace('forbiddenField', '')).not.toContain('forbidden');
  });

  it('says what is missing and what is unknown in words', () => {
    const { id: _, ...withoutId } = site;
    expect(refusal({ SITES: [withoutId] })).toBe('SITES[0].id is missing');
    expect(refusal({ SITES: [{ ...site, extra: 1 }] })).toBe('SITES[0].extra must be left out');
  });

  it('names the site that is wrong', () => {
    expect(refusal({ SITES: [site, { ...site, id: '' }] })).toMatch(/^SITES\[1\]\.id /);
  });

  it.each([undefined, null, '', '[', '{}', 'null', [], {}, 7, 'forbidden'])(
    'is refused where it is %j',
    (SITES) => {
      const message = refusal({ SITES });
      expect(message).toMatch(/^SITES/);
      expect(message).not.toContain('forbidden');
    },
  );

  it('is refused with two sites of one id or one URL', () => {
    const other = { id: 'other', url: 'https://other.example.com' };
    expect(() => sitesWith({}, { ...other, id: 'jira' })).toThrow('two sites with one id');
    expect(() => sitesWith({}, { ...other, url: `${site.url}/` })).toThrow(
      'two sites with one url',
    );
    expect(sitesWith({}, other)).toHaveLength(2);
  });
});

describe('secrets', () => {
  it.each([undefined, '', 'a'.repeat(31)])('TOKEN_PEPPER %j is refused', (TOKEN_PEPPER) => {
    const message = refusal({ TOKEN_PEPPER } as Partial<Env>);
    expect(message).toContain('TOKEN_PEPPER');
    expect(message).not.toContain('aaa');
  });

  it('TOKEN_PEPPER counts bytes', () => {
    expect(settingsWith({ TOKEN_PEPPER: 'ä'.repeat(16) }).pepper).toBe('ä'.repeat(16));
  });

  it.each([undefined, '', 'a'.repeat(31)])('refuses TOKEN_TAG_KEY %j', (TOKEN_TAG_KEY) => {
    const message = refusal({ TOKEN_TAG_KEY } as Partial<Env>);
    expect(message).toMatch(/^TOKEN_TAG_KEY (is missing|must have at least 32 bytes)$/);
  });

  it.each([' ', ',', '\n'])('refuses TOKEN_TAG_KEY with %j in it', (separator) => {
    const TOKEN_TAG_KEY = `${'a'.repeat(32)}${separator}${'b'.repeat(32)}`;
    expect(refusal({ TOKEN_TAG_KEY })).toBe('TOKEN_TAG_KEY must not contain white space or commas');
  });

  it('reads TOKEN_TAG_KEY_PREVIOUS as a list, separated by commas or white space', () => {
    const keys = ['a', 'b', 'c'].map((letter) => letter.repeat(32));
    const [first = '', second = '', third = ''] = keys;
    for (const list of [`${first},${second} ${third}`, ` ${first}\n${second}, ${third},\n`])
      expect(settingsWith({ TOKEN_TAG_KEY_PREVIOUS: list }).previousTagKeys).toEqual(keys);
    for (const none of [undefined, '', ' ,\n'])
      expect(
        settingsWith({ TOKEN_TAG_KEY_PREVIOUS: none } as Partial<Env>).previousTagKeys,
      ).toEqual([]);
  });

  it('refuses TOKEN_TAG_KEY_PREVIOUS if one of its keys is short', () => {
    const message = refusal({ TOKEN_TAG_KEY_PREVIOUS: `${'a'.repeat(32)},short-secret` });
    expect(message).toBe('TOKEN_TAG_KEY_PREVIOUS must have at least 32 bytes');
  });

  it.each(['TOKEN_PEPPER_PREVIOUS', 'VERIFY_PROXY_SECRET', 'HEADER_SECRET'])(
    '%s is refused where it is short',
    (name) => {
      const message = refusal({ [name]: 'short-secret' });
      expect(message).toBe(`${name} must have at least 32 bytes`);
    },
  );

  it('TOKEN_PEPPER_PREVIOUS and VERIFY_PROXY_SECRET may be left out', () => {
    const { previousPepper, proxySecret } = settingsWith({
      TOKEN_PEPPER_PREVIOUS: '',
      VERIFY_PROXY_SECRET: '',
    });
    expect([previousPepper, proxySecret]).toEqual([undefined, undefined]);
  });

  it('HEADER_SECRET and APPLINK_PRIVATE_KEY must be there only for the sites that use them', () => {
    const none = { HEADER_SECRET: '', APPLINK_PRIVATE_KEY: '' };
    expect(
      settingsWith({
        ...none,
        HEADER_SECRET: 's'.repeat(32),
        SITES: [{ ...site, actAs: 'header' }],
      }).applink,
    ).toBeUndefined();
    expect(settingsWith({ SITES: [site], HEADER_SECRET: '' }).header).toBeUndefined();
    expect(refusal({ ...none, SITES: [site] })).toContain('APPLINK_PRIVATE_KEY');
    expect(refusal({ ...none, SITES: [{ ...site, actAs: 'header' }] })).toContain('HEADER_SECRET');
  });

  it.each([
    'forbidden',
    '-----BEGIN RSA PRIVATE KEY-----\nforbidden\n-----END RSA PRIVATE KEY-----',
  ])('APPLINK_PRIVATE_KEY must be PKCS#8 as PEM, not %j', (APPLINK_PRIVATE_KEY) => {
    const message = refusal({ APPLINK_PRIVATE_KEY });
    expect(message).toContain('APPLINK_PRIVATE_KEY');
    expect(message).not.toContain('forbidden');
  });
});

describe('variables', () => {
  it('have defaults', () => {
    expect(
      settingsWith({ VERIFY_CACHE_SECONDS: undefined, LAST_USED_SECONDS: '', HEADER_NAME: '' }),
    ).toMatchObject({
      verifyCacheMs: 10_000,
      lastUsedMs: 300_000,
      applink: { consumerKey: 'postern' },
      header: { name: 'X-Remote-User' },
      extensionOrigins: [],
    });
  });

  it('may be numbers or strings', () => {
    expect(settingsWith({ VERIFY_CACHE_SECONDS: 0, LAST_USED_SECONDS: '60' })).toMatchObject({
      verifyCacheMs: 0,
      lastUsedMs: 60_000,
    });
  });

  it.each([-1, 1.5, 'ten', 86_401, Number.NaN, {}, '10 seconds'])(
    'VERIFY_CACHE_SECONDS %j is refused',
    (VERIFY_CACHE_SECONDS) =>
      expect(refusal({ VERIFY_CACHE_SECONDS })).toContain('VERIFY_CACHE_SECONDS'),
  );

  it.each([
    'X Remote',
    'X-Remote:',
    'X_Remote',
    '-X',
    'Ä',
    'Authorization',
    'cookie',
    'Content-Type',
  ])('HEADER_NAME %j is refused', (HEADER_NAME) =>
    expect(refusal({ HEADER_NAME })).toContain('HEADER_NAME'),
  );

  it('EXTENSION_ORIGINS is a list', () => {
    const EXTENSION_ORIGINS = 'chrome-extension://a, moz-extension://b\n';
    expect(settingsWith({ EXTENSION_ORIGINS }).extensionOrigins).toEqual([
      'chrome-extension://a',
      'moz-extension://b',
    ]);
  });
});

describe('siteOf', () => {
  const sites = sitesWith(
    { id: 'root', url: 'https://example.com' },
    { id: 'jira', url: 'https://example.com/jira' },
    { id: 'port', url: 'http://example.com:8080/jira' },
  );
  const find = (url: string) => siteOf(new URL(url), sites)?.id;

  it.each([
    ['https://example.com/', 'root'],
    ['https://example.com/jira', 'jira'],
    ['https://example.com/jira/x', 'jira'],
    ['https://example.com/jirafoo', 'root'],
    ['https://example.com/Jira/x', 'root'],
    ['https://EXAMPLE.com:443/jira/', 'jira'],
    ['http://example.com:8080/jira/x', 'port'],
    ['http://example.com:8080/x', undefined],
    ['http://example.com/jira', undefined],
    ['https://example.com.evil.test/jira', undefined],
    ['https://alice@example.com/jira', 'jira'],
  ])('%s belongs to %s', (url, id) => expect(find(url)).toBe(id));
});

describe('EMAIL_TO', () => {
  it('is a list of addresses, told by EMAIL_FROM', () => {
    const mail = { EMAIL_TO: 'a@b.example, c@d.example', EMAIL_FROM: 'x@y.example' };
    const { email } = settingsWith(mail);
    expect(email).toEqual({ from: 'x@y.example', to: ['a@b.example', 'c@d.example'] });
    expect(settingsWith({ EMAIL_TO: '' }).email).toBeUndefined();
  });

  it.each([
    [{ EMAIL_TO: 'a@b.example' }, 'EMAIL_FROM is missing'],
    [{ EMAIL_TO: 'a@b.example', EMAIL_FROM: 'nobody' }, 'EMAIL_FROM must be an address'],
    [{ EMAIL_TO: 'nobody', EMAIL_FROM: 'x@y.example' }, 'EMAIL_TO must be 1 to 50 addresses'],
    [
      { EMAIL_TO: 'A <a@b.example>', EMAIL_FROM: 'x@y.example' },
      'EMAIL_TO must be 1 to 50 addresses',
    ],
  ])('is refused as %o', (changes, message) => expect(refusal(changes)).toBe(message));
});
