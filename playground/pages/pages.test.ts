import { afterAll, describe, expect, it } from 'vitest';
import { startPlayground } from '../index.ts';
import { basic } from '../test-support.ts';

const playground = await startPlayground({ port: 0 });
const { jira, confluence } = playground;

afterAll(() => playground.close());

const get = async (url: string, name?: string) =>
  (await fetch(url, name ? { headers: basic(name) } : {})).text();

describe('the pages of Jira', () => {
  it('have an empty menu and no trigger for a visitor', async () => {
    const page = await get(`${jira}/`);
    expect(page).toContain('id="user-options"');
    expect(page).toContain('id="user-options-content"');
    expect(page).not.toContain('header-details-user-fullname');
    expect(page).toContain('<meta name="ajs-remote-user" content="">');
  });

  it('have the menu of their generation', async () => {
    const legacy = await get(`${jira}/?aui=8`, 'alice');
    expect(legacy).toContain('aria-owns="user-options-content"');
    expect(legacy).toContain('data-version="8.20.30"');
    expect(legacy).not.toContain('role="menu"');
    expect(legacy).not.toContain('data-color-mode');
    const current = await get(`${jira}/?aui=10&theme=dark`, 'alice');
    expect(current).toContain('<ul id="personal" class="aui-list-truncate" role="menu">');
    expect(current).toContain('data-color-mode="dark"');
    expect(current).toContain('id="theme-button"');
  });

  it('remember generation and theme', async () => {
    const first = await fetch(`${jira}/?aui=8`);
    const headers = {
      Cookie: first.headers
        .getSetCookie()
        .map((c) => c.split(';')[0])
        .join('; '),
    };
    expect(await (await fetch(`${jira}/`, { headers })).text()).toContain(
      'data-aui-version="8.3.1"',
    );
  });

  it('escape what people wrote', async () => {
    const body = JSON.stringify({ fields: { project: { key: 'DEMO' }, summary: '<img src=x>' } });
    const headers = { ...basic('alice'), 'Content-Type': 'application/json' };
    await fetch(`${jira}/rest/api/2/issue`, { method: 'POST', headers, body });
    expect(await get(`${jira}/`)).toContain('&lt;img src=x&gt;');
  });

  it('draw a header alone, and a page without one', async () => {
    expect(await get(`${jira}/playground/header`, 'alice')).toMatch(/^<header id="header"/);
    expect(await get(`${jira}/plain`, 'alice')).not.toContain('user-options');
  });
});

describe('the pages of Confluence', () => {
  it('have a login link for a visitor and a menu for everybody else', async () => {
    expect(await get(`${confluence}/`)).toContain('login-link');
    const page = await get(`${confluence}/`, 'carol');
    expect(page).toContain('id="user-menu-link-user-preferences"');
    expect(page).toContain('content="4028b8816f2c1a0e016f2c1b7a330003"');
    expect(page).toContain('<body id="com-atlassian-confluence"');
    expect(page).not.toContain('application-name');
  });

  it('keep private spaces from visitors', async () => {
    const answer = await fetch(`${confluence}/display/TEAM`, { redirect: 'manual' });
    expect(answer.headers.get('Location')).toBe(
      '/confluence/login.action?os_destination=%2Fdisplay%2FTEAM',
    );
  });
});

describe('static files', () => {
  it.each([
    ['aui-8/aui-prototyping.js', 'text/javascript;charset=UTF-8'],
    ['aui-10/aui-prototyping.css', 'text/css;charset=UTF-8'],
    ['aui-10/fonts/adgs-icons.woff', 'font/woff'],
    ['jquery/jquery.js', 'text/javascript;charset=UTF-8'],
    ['playground/page.js', 'text/javascript;charset=UTF-8'],
  ])('%s comes as %s', async (path, type) => {
    const answer = await fetch(`${confluence}/s/${path}`);
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, type]);
  });

  it.each([
    'images',
    'static-assets',
    'download/resources',
    's/abc/1.0/_/download/batch',
    's/a/_/s',
  ])('are below /%s too', async (folder) => {
    expect((await fetch(`${jira}/${folder}/jquery/jquery.js`)).status).toBe(200);
  });

  it('are not alone below /s/…/_/: it forwards to any path', async () => {
    const whoami = `${jira}/s/x/_/plugins/servlet/applinks/whoami`;
    expect(await get(whoami, 'alice')).toBe('alice');
  });

  it('stay in their folders', async () => {
    expect((await fetch(`${jira}/s/aui-8/%252e%252e/package.json`)).status).toBe(404);
  });
});
