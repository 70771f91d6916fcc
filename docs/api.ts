import { writeFileSync } from 'node:fs';
import { apiPage } from '../worker/openapi/page.ts';

// `npm run docs:api`
writeFileSync(new URL('api.md', import.meta.url), apiPage());
