// Hashes the token and looks it up in D1 by an index. Checks nothing else.
export default {
  async fetch(request, { DB }) {
    const secret = atob(request.headers.get('Authorization').slice('Basic '.length));
    const bytes = new TextEncoder().encode(secret.slice(secret.indexOf(':') + 1));
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const row = await DB.prepare('SELECT id, owner_name, expires_at FROM tokens WHERE hash = ?')
      .bind(digest.toHex())
      .first();
    return new Response(row ? 'ok' : 'no', { status: row ? 200 : 401 });
  },
};
