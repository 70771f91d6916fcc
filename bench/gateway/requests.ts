import { host } from '../../tests/wire/house.ts';
import { requestText } from '../../tests/wire/raw-client.ts';
import { get } from '../stage/postern.ts';

const path = '/jira/rest/api/2/issue/DEMO-1?fields=summary,status';

export const session = 'JSESSIONID=0F1E2D3C4B5A69788796A5B4C3D2E1F0';

/** A program's request with this Authorization. */
export function byProgram(authorization: string): string {
  return get(path, authorization);
}

/** A page that a user who is logged in opens from a link. */
export const page = byBrowser('/jira/browse/DEMO-1', [
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: same-origin',
  'Upgrade-Insecure-Requests: 1',
]);

/** A script that the page loads. */
export const staticFile = byBrowser(
  '/jira/s/d41d8cd98f00b204e9800998ecf8427e-CDN/940003/1lc5rm/1.0/_/download/batch/jira.webresources:almond/jira.webresources:almond.js?locale=en-UK',
  [
    'Accept: */*',
    'Sec-Fetch-Dest: script',
    'Sec-Fetch-Mode: no-cors',
    'Sec-Fetch-Site: same-origin',
  ],
);

function byBrowser(target: string, headers: readonly string[]): string {
  return requestText(`GET ${target}`, host, [
    'CF-Connecting-IP: 203.0.113.9',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'Accept-Language: en-US,en;q=0.5',
    'Accept-Encoding: gzip, deflate, br',
    `Cookie: ${session}; atlassian.xsrf.token=BENC-HXSR-FTOK-EN00_lin`,
    `Referer: http://${host}/jira/secure/Dashboard.jspa`,
    ...headers,
  ]);
}
