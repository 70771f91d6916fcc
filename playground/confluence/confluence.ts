import { commonRoutes } from '../common-routes.ts';
import { pageRoutes } from '../pages/routes.ts';
import type { Deployment } from '../server.ts';
import type { Site } from '../site.ts';
import { attachmentRoutes } from './attachments.ts';
import { confluenceChrome } from './chrome.ts';
import { contentRoutes } from './content.ts';
import { createContentStore } from './content-store.ts';
import { groupRoutes } from './groups.ts';
import { confluencePages } from './pages.ts';
import { permissionRoutes } from './permissions.ts';
import { searchRoutes } from './search.ts';
import { userRoutes } from './users.ts';

export function confluence(site: Site): Deployment {
  const contents = createContentStore(site.now);
  return {
    site,
    routes: [
      ...searchRoutes(contents),
      ...contentRoutes(contents),
      ...attachmentRoutes(contents),
      ...userRoutes,
      ...groupRoutes,
      ...permissionRoutes,
      ...commonRoutes,
      ...confluencePages(confluenceChrome, contents),
      ...pageRoutes(confluenceChrome),
    ],
    resetContent: contents.reset,
  };
}
