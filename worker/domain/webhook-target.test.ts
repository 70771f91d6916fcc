import { describe, expect, it } from 'vitest';
import { isOnThisMachine, objectionTo } from './webhook-target.ts';

const ownUrls = [
  'https://jira.example.com/jira',
  'http://10.1.2.3:8080/jira',
  'http://localhost:8787/jira',
];
const objection = (url: string, allowLoopback = false) =>
  objectionTo(url, { ownUrls, allowLoopback });

describe('objectionTo', () => {
  it.each([
    'https://hooks.slack.com/services/T0/B0/x',
    'https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?sig=y',
    'https://example.com',
    'https://example.com.:8443/a?b=c',
    'https://8.8.8.8/hook',
    'https://[2606:4700::1111]/hook',
    'https://xn--mller-kva.de/',
  ])('has nothing against %s', (url) => expect(objection(url)).toBeUndefined());

  it.each([
    ['', /https URL/],
    ['hooks.slack.com', /https URL/],
    ['http://example.com/', /https:/],
    ['ftp://example.com/', /https:/],
    ['javascript:alert(1)', /https:/],
    ['file:///etc/passwd', /https:/],
    ['https://user@example.com/', /user name/],
    ['https://:secret@example.com/', /user name/],
    ['https://example.com/#x', /fragment/],
    ['https://jira.example.com/other', /site itself/],
    ['https://JIRA.example.com.:8443/', /site itself/],
    ['https://10.1.2.3/', /site itself/],
  ])('objects to %s', (url, words) => expect(objection(url)).toMatch(words));

  it.each([
    'localhost',
    'LOCALHOST',
    'a.localhost',
    'printer',
    'jira.local',
    'vault.internal',
    'x.home.arpa',
    'hidden.onion',
    'nas.lan.',
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '0177.0.0.1',
    '0',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '１２７.0.0.1',
    '[::1]',
    '[::]',
    '[::ffff:10.0.0.1]',
    '[::ffff:a00:1]',
    '[64:ff9b::a00:1]',
    '[fe80::1]',
    '[fd00::1]',
    '[2001:db8::1]',
    '[2002:a00:1::]',
    '[2001::1]',
  ])('takes %s for no public address', (host) =>
    expect(objection(`https://${host}/`)).toBe('must be a public address'),
  );

  it.each(['http://localhost:9999/', 'http://127.0.0.1:9999/x', 'https://[::1]:9999/'])(
    'takes %s in the playground alone',
    (url) => {
      expect(objection(url, true)).toBeUndefined();
      expect(objection(url)).toBeDefined();
    },
  );

  it('takes neither a site nor another machine in the playground', () => {
    expect(objection('http://localhost:8787/x', true)).toBe('must not be a site itself');
    expect(objection('http://192.168.1.1/', true)).toBe('must begin with https://');
    expect(objection('http://example.com/', true)).toBe('must begin with https://');
  });
});

it.each([
  ['http://localhost:8787/jira', true],
  ['http://127.0.0.1/jira', true],
  ['https://localhost/jira', false],
  ['http://jira.example.com', false],
  ['http://localhost.example.com', false],
])('isOnThisMachine(%s) is %s', (url, expected) => expect(isOnThisMachine(url)).toBe(expected));
