import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDeployConfig } from '../../deploy/config.ts';
import { objectionsTo } from '../../deploy/objections.ts';
import { fillIn } from './filled-in.ts';
import { runScript } from './run-script.ts';

function objections(change?: (text: string) => string): string[] {
  const { file, remove } = fillIn(change);
  try {
    return objectionsTo(readDeployConfig(file, 'production'));
  } finally {
    remove();
  }
}

describe('[env.production] in wrangler.toml', () => {
  it('is one that wrangler builds, as it stands and with its optional parts', () => {
    const optional = fillIn((text) => text.replace(/^# (?=\[\[|[A-Za-z_]+ = )/gm, ''));
    try {
      for (const config of ['wrangler.toml', optional.file]) {
        const { status, stdout, stderr } = spawnSync(
          process.execPath,
          [
            join('node_modules', 'wrangler', 'bin', 'wrangler.js'),
            ...['deploy', '--dry-run', '--env', 'production', '--config', config],
          ],
          { encoding: 'utf8', env: { ...process.env, WRANGLER_SEND_METRICS: 'false' } },
        );
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(stdout).toContain('env.DB');
        expect(stdout.includes('env.METRICS')).toBe(config !== 'wrangler.toml');
      }
    } finally {
      optional.remove();
    }
  });

  it('is not deployed while anything of the template is left, which is named', async () => {
    const { code, stderr } = await runScript('deploy', []);
    expect(code).toBe(1);
    for (const field of [
      'routes[0].pattern',
      'routes[1].zone_name',
      'vars.SITES[0].url',
      'vars.SITES[1].origin',
      'd1_databases[0].database_id',
    ])
      expect(stderr).toContain(field);
  });

  it('has nothing against it when it is filled in', () => {
    expect(objections()).toEqual([]);
    expect(objections((text) => text.replace('"jira.corp.test/*"', '"*.corp.test/*"'))).toEqual([]);
  });

  it.each([
    [
      'a site that no route covers',
      '"jira.corp.test/*"',
      '"jira.corp.test/rest/*"',
      /whole of jira/,
    ],
    ['a route of plain http', '"jira.corp.test/*"', '"http://jira.corp.test/*"', /whole of jira/],
    ['a route of another host', '"jira.corp.test/*"', '"xjira.corp.test/*"', /whole of jira/],
    ['plain http', 'url = "https://jira', 'url = "http://jira', /must be https/],
    ['an unknown product', '"confluence"', '"bitbucket"', /SITES\[1\]\.product/],
    ['an unknown field', 'actAs = "applink"', 'actas = "applink"', /SITES\[0\]/],
    ['workers.dev', 'workers_dev = false', 'workers_dev = true', /workers_dev/],
    ['previews', 'preview_urls = false', 'preview_urls = true', /preview_urls/],
    ['no night', '"17 3 * * *", ', '', /crons/],
    ['another database', 'binding = "DB"', 'binding = "DATA"', /bound as DB/],
  ])('is not deployed with %s', (_, from, to, expected) => {
    const found = objections((text) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    });
    expect(found.join('\n')).toMatch(expected);
  });

  it('lets a Worker on a host of its own verify for a proxy', () => {
    const forwardAuth = (text: string) =>
      text
        .replace('"jira.corp.test/*"', '"postern.corp.test/_postern/*"')
        .replace('url = "https://jira', 'url = "https://postern');
    expect(objections(forwardAuth)).toEqual([]);
  });
});
