import { json } from '../reply.ts';
import { type Call, type Route, route } from '../routes.ts';
import { jiraVersions } from './version.ts';

/** Open to everybody; the first call of python-jira. */
export function serverInfoRoutes(api: string): Route[] {
  return [route('GET', `${api}/serverInfo`, serverInfo)];
}

function serverInfo({ site }: Call) {
  const { version, build } = jiraVersions[site.settings().aui];
  return json(200, {
    baseUrl: site.baseUrl(),
    version,
    versionNumbers: version.split('.').map(Number),
    deploymentType: 'Server',
    buildNumber: Number(build),
    buildDate: '2025-01-01T00:00:00.000+0000',
    serverTime: new Date(site.now()).toISOString().replace('Z', '+0000'),
    scmInfo: 'playground',
    serverTitle: 'Playground Jira',
  });
}
