// Hashes what it was given and looks for it in D1, once, by an index; judges nothing.
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
