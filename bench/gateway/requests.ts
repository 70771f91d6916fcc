import { host } from '../../tests/wire/house.ts';
import { requestText } from '../../tests/wire/raw-client.ts';
import { get } from '../stage/postern.ts';

const path = '/jira/rest/api/2/issue/DEMO-1?fields=summary,status';

export const session = 'JSESSIONID=0F1E2D3C4B5A69788796A5B4C3D2E1F0';
/** A token of the product, or of another app of it: none of ours. */
export const nativeBearer = 'Bearer a-native-token';

/** What a program asks, with this Authorization. */
export function byProgram(authorization: string): string {
  return get(path, authorization);
}

/** What somebody who is logged in asks by following a link. */
export const byBrowser = requestText('GET /jira/browse/DEMO-1', host, [
  'CF-Connecting-IP: 203.0.113.9',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language: en-US,en;q=0.5',
  'Accept-Encoding: gzip, deflate, br',
  `Cookie: ${session}; atlassian.xsrf.token=BENC-HXSR-FTOK-EN00_lin`,
  `Referer: http://${host}/jira/secure/Dashboard.jspa`,
  'Sec-Fetch-Dest: document',
  'Sec-Fetch-Mode: navigate',
  'Sec-Fetch-Site: same-origin',
  'Upgrade-Insecure-Requests: 1',
]);
