import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';

let auth;

// Set up for D1 as documented. The rate limit for each key is off, so that only the verification is measured.
function authOn(DB) {
  return betterAuth({
    database: DB,
    secret: 'a-secret-for-the-bench-only-0123456789',
    baseURL: 'http://jira.example.com',
    telemetry: { enabled: false },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  });
}

async function setUp(count) {
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  const { internalAdapter } = await auth.$context;
  const user = await internalAdapter.createUser({ name: 'alice', email: 'alice@example.com' });
  const keys = [];
  for (let i = 0; i < count; i++) {
    const { key } = await auth.api.createApiKey({ body: { name: 'bench', userId: user.id } });
    keys.push(key);
  }
  return Response.json(keys);
}

export default {
  async fetch(request, { DB }) {
    auth ??= authOn(DB);
    const url = new URL(request.url);
    if (url.pathname === '/setup') return setUp(Number(url.searchParams.get('count')));
    const pair = atob(request.headers.get('Authorization').slice('Basic '.length));
    const { valid } = await auth.api.verifyApiKey({
      body: { key: pair.slice(pair.indexOf(':') + 1) },
    });
    return new Response(valid ? 'ok' : 'no', { status: valid ? 200 : 401 });
  },
};
