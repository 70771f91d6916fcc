import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedBlock, documentedFile, substitute } from './documented.ts';
import { describeForwardAuth } from './forward-auth.ts';
import type { Judged, Setting } from './house.ts';
import { provide, run } from './programs.ts';

const headersFile = '/etc/nginx/postern-headers.conf';
const judgedMap = /map \$http_authorization \$postern_judges \{[^}]*\}\n/;

/** The block of the docs that stands for the first file's own map. */
const maps: Record<Judged, string | undefined> = {
  any: undefined,
  ours: documentedBlock('Native tokens and single sign-on of the product', 'nginx'),
  all: documentedBlock('Tokens alone', 'nginx'),
};

function configure(setting: Setting): string {
  const documented = documentedFile('/etc/nginx/conf.d/jira.conf');
  const server = documented.replace(judgedMap, (own) => maps[setting.judged] ?? own);
  const headers = join(setting.folder, 'headers.conf');
  writeFileSync(headers, documentedFile(headersFile));
  return substitute(server, [
    ['listen 443 ssl;', `listen 127.0.0.1:${setting.port};`],
    ['    ssl_certificate     /etc/ssl/jira.example.com.pem;\n', ''],
    ['    ssl_certificate_key /etc/ssl/private/jira.example.com.key;\n', ''],
    ['127.0.0.1:8080', `127.0.0.1:${setting.originPort}`],
    ['server postern.example.com:443', `server 127.0.0.1:${setting.workerPort}`],
    ['proxy_ssl_name postern.example.com', 'proxy_ssl_name localhost'],
    ['postern.example.com;', `localhost:${setting.workerPort};`],
    ['/etc/ssl/certs/ca-certificates.crt', setting.certFile],
    ['/_postern/', '/jira/_postern/'],
    [headersFile, headers],
    ['PROXY-SECRET', setting.proxySecret],
    ['ORIGIN-SECRET', setting.originSecret],
  ]);
}

/** What surrounds a file of `conf.d`, with all that nginx writes in the folder. */
function around(config: string, folder: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join('\n');
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  return `${user}
daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log stderr warn;
events {}
http {
access_log off;
${temporary}
${config}
}
`;
}

describeForwardAuth({
  name: 'nginx',
  start(setting) {
    const { folder, port } = setting;
    const file = join(folder, 'nginx.conf');
    writeFileSync(file, around(configure(setting), folder));
    return run(provide('nginx'), ['-c', file, '-p', folder, '-e', 'stderr'], { port });
  },
});
