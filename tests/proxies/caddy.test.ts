import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedBlock, documentedFile, substitute } from './documented.ts';
import { describeForwardAuth } from './forward-auth.ts';
import type { Judged, Setting } from './house.ts';
import { provide, run } from './programs.ts';

/** The line of the docs that stands for the file's own. */
const matchers: Record<Judged, string | undefined> = {
  any: undefined,
  ours: documentedBlock('Native tokens and single sign-on of the product', 'caddyfile'),
  all: documentedBlock('Tokens alone', 'caddyfile'),
};

function configure(setting: Setting): string {
  const documented = documentedFile('/etc/caddy/Caddyfile');
  const server = documented.replace(/^\t*@judged .*\n/m, (own) => matchers[setting.judged] ?? own);
  const filled = substitute(server, [
    ['jira.example.com {\n', `http://:${setting.port} {\n\tbind 127.0.0.1\n`],
    ['https://postern.example.com', `https://localhost:${setting.workerPort}`],
    ['127.0.0.1:8080', `127.0.0.1:${setting.originPort}`],
    ['/_postern/', '/jira/_postern/'],
    ['PROXY-SECRET', setting.proxySecret],
    ['ORIGIN-SECRET', setting.originSecret],
  ]);
  return `{\n\tadmin off\n\tauto_https off\n}\n\n${filled}`;
}

describeForwardAuth({
  name: 'caddy',
  start(setting) {
    const { folder, port, certFile } = setting;
    const file = join(folder, 'Caddyfile');
    writeFileSync(file, configure(setting));
    return run(provide('caddy'), ['run', '--config', file, '--adapter', 'caddyfile'], {
      port,
      env: {
        HOME: folder,
        XDG_DATA_HOME: folder,
        XDG_CONFIG_HOME: folder,
        SSL_CERT_FILE: certFile,
      },
    });
  },
});
