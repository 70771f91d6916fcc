import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStaticPath } from './static-path.ts';

describe('isStaticPath', () => {
  it.each([
    '/s/d41d8cd98f00b204e9800998ecf8427e-CDN/en_UK/940003/1lc5rm/1.0/_/download/contextbatch/js/_super/batch.js',
    '/s/abc-T/lu2bxk/820008/1gzyv1/7c2a/_/download/contextbatch/css/jira.global,-_super/batch.css',
    '/s/abc/_/download/batch/jira.webresources:almond/jira.webresources:almond.js',
    '/s/abc/_/download/resources/com.example.app:icons/a@2x.png',
    '/s/abc/_/images/icons/priorities/high.svg',
    '/s/abc/_/static-assets/main.12ab.js',
    '/s/abc/favicon.ico',
    '/s/abc/_super/batch.js',
    '/images/icons/issuetypes/story.svg',
    '/static-assets/runtime.js',
    '/download/resources/com.example.app:web/app.js',
    '/download/batch/com.example.app:web/com.example.app:web.css',
    '/download/contextbatch/js/_super/batch.js',
  ])('accepts %s', (path) => expect(isStaticPath(path)).toBe(true));

  it.each([
    '',
    '/',
    '/browse/DEMO-1',
    '/rest/api/2/myself',
    '/secure/attachment/10001/report.pdf',
    '/secure/images/report.pdf',
    '/download/attachments/65537/report.pdf',
    '/download/thumbnails/65537/photo.png',
    '/download/temp/export.zip',
    '/download/userResources/logo.png',
    '/download/report.pdf',
  ])('rejects %j, which may differ from user to user', (path) =>
    expect(isStaticPath(path)).toBe(false),
  );

  it.each(['/s', '/s/', '/images', '/images/', '/s/a/', '/s/a/_/images/', '/download/resources/'])(
    'rejects the folder %s',
    (path) => expect(isStaticPath(path)).toBe(false),
  );

  it.each([
    '/s/x/_/secure/attachment/10001/report.pdf',
    '/s/x/_/download/attachments/65537/report.pdf',
    '/s/x/_/rest/api/2/myself/x.js',
    '/s/_/secure/attachment/10001/report.pdf',
    '/s/x/_/',
    '/s/x/_',
    '/s/x/_/s/y/_/secure/attachment/10001/report.pdf',
    '/s/x/_/images/_/secure/attachment/10001/report.pdf',
    '/s/x/_/_/secure/attachment/10001/report.pdf',
    '/s/x/_/secure/attachment/10001/report.pdf/_/images/x.png',
    '/images/x/_/secure/attachment/10001/report.pdf',
    '/images/_/secure/attachment/10001/report.pdf',
  ])('rejects the forward %s', (path) => expect(isStaticPath(path)).toBe(false));

  it.each([
    '/s/x/_/download/batch/download/attachments/65537/report.pdf',
    '/download/resources/download/attachments/65537/report.pdf',
    '/download/resources/x/download/Thumbnails/65537/photo.png',
    '/s/x/attachments/report.pdf',
    '/images/token-auth/report.pdf',
    '/images/ViewProfile.jspa',
    '/s/x/viewmyprofile.action',
    '/static-assets/login.jsp',
  ])('rejects %s, which a product may read as an attachment or a page', (path) =>
    expect(isStaticPath(path)).toBe(false),
  );

  it('rejects a forward to another forward, which no product links to', () => {
    expect(isStaticPath('/s/x/_/s/y/_/images/x.png')).toBe(false);
  });

  it.each([
    '/s/x/%5F/secure/attachment/10001/report.pdf',
    '/s/x%2F_%2Fsecure/attachment/10001/report.pdf',
    '/s/x/%255F/secure/attachment/10001/report.pdf',
    '/s/x/_;v=1/secure/attachment/10001/report.pdf',
    '/s/x;/_/images/x.png',
    '/images/x.png;jsessionid=1',
    '/s/x//_//secure/attachment/10001/report.pdf',
    '//s/x/y.js',
    '/s//x.js',
    '/images/../secure/attachment/10001/report.pdf',
    '/images/./x.png',
    '/images/%2e%2e/secure/attachment/10001/report.pdf',
    '/images/..;/secure/attachment/10001/report.pdf',
    '/images/.hidden',
    '/images\\..\\secure\\report.pdf',
    '/images/x.png\n',
    '/images/x\0.png',
    '/images/a b.png',
    '/images/a%20b.png',
    '/images/ä.png',
    '/S/x/y.js',
    '/IMAGES/x.png',
    '/Download/Resources/x.js',
    'images/x.png',
  ])('rejects the spelling %j', (path) => expect(isStaticPath(path)).toBe(false));
});

describe('isStaticPath, however a server reads the path', () => {
  const plain = ['s', '_', 'images', 'static-assets', 'download/resources', 'secure', 'a', 'x.png'];
  const hostile = [
    ...['', '.', '..', '%2e', '..;', '_;v=1', '%5f', '%255F', 'a%2F_%2Fb', '%', ';'],
    ...[
      '\\',
      'a\\_\\b',
      '\0',
      'a\nb',
      'a b',
      'ä',
      'S',
      'Images',
      '_secure',
      'download',
      'attachments',
      'rest',
    ],
  ];
  const segment = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...plain) },
    { weight: 1, arbitrary: fc.constantFrom(...hostile) },
  );
  const paths = fc.array(segment, { minLength: 1, maxLength: 8 }).map((all) => `/${all.join('/')}`);

  const decode = (path: string) =>
    path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  const steps: ((path: string) => string)[] = [
    decode,
    (path) => path.replace(/;[^/]*/g, ''),
    (path) => path.replaceAll('\\', '/'),
    (path) => path.replace(/\/{2,}/g, '/'),
    (path) => path.replace(/[\0\n ].*/s, ''),
    (path) => new URL(`http://x${path}`).pathname,
    (path) => path.toLowerCase(),
    // The forward begins behind the last `/_/`, or behind the first one.
    (path) => path.replace(/^\/s\/.*\/_\//s, '/'),
    (path) => path.replace(/^\/s\/.*?\/_\//s, '/'),
  ];

  /** Every path that some order of these steps leads to. */
  function readings(path: string): string[] {
    const found = new Set([path]);
    for (const one of found) for (const step of steps) found.add(step(one));
    return [...found];
  }

  const isForward = (path: string) => /^\/s\/.+\/_\//.test(path);
  const isListed = (path: string) =>
    /^\/(images|static-assets|download\/(resources|batch|contextbatch))\/[^/]/.test(path) ||
    (/^\/s\/[^/]/.test(path) && !/\/_(\/|$)/.test(path));

  it('is never true if one reading lies outside the list', () => {
    let accepted = 0;
    fc.assert(
      fc.property(paths, (path) => {
        if (!isStaticPath(path)) return;
        accepted++;
        const others = readings(path).filter((one) => !isForward(one));
        expect(others).not.toEqual([]);
        expect(others.filter(isListed)).toEqual(others);
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(1000);
  });
});
