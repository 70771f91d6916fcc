import { Hono } from 'hono';
import { basicAuth } from 'hono/basic-auth';

// One user name and one password, both in the code.
export default new Hono()
  .use(basicAuth({ username: 'alice', password: 'a-password-for-the-bench-only' }))
  .all('*', (c) => c.text('ok'));
