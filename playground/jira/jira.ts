import { commonRoutes } from '../common-routes.ts';
import { pageRoutes } from '../pages/routes.ts';
import type { Deployment } from '../server.ts';
import type { Site } from '../site.ts';
import { attachmentFiles, attachmentRoutes } from './attachments.ts';
import { jiraChrome } from './chrome.ts';
import { createIssueStore } from './issue-store.ts';
import { issueRoutes } from './issues.ts';
import { jiraPages } from './pages.ts';
import { searchRoutes } from './search.ts';
import { serverInfoRoutes } from './server-info.ts';
import { userRoutes } from './users.ts';

/** The REST resources live under `/rest/api/2` and `/rest/api/latest`. */
export function jira(site: Site): Deployment {
  const issues = createIssueStore(site.now);
  const rest = (api: string) => [
    ...serverInfoRoutes(api),
    ...userRoutes(api),
    ...issueRoutes(api, issues),
    ...attachmentRoutes(api, issues),
    ...searchRoutes(api, issues),
  ];
  return {
    site,
    routes: [
      ...rest('/rest/api/2'),
      ...rest('/rest/api/latest'),
      ...attachmentFiles(issues),
      ...commonRoutes,
      ...jiraPages(jiraChrome, issues),
      ...pageRoutes(jiraChrome),
    ],
    resetContent: issues.reset,
  };
}
