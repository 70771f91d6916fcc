// Does what every gateway for tokens does, but verifies nothing: it sends other headers to the origin, bypasses the CDN's cache,
// and returns an answer that no cache keeps.
export default {
  async fetch(request, { ORIGIN }) {
    const url = new URL(request.url);
    const headers = new Headers(request.headers);
    for (const name of ['Authorization', 'Cookie']) headers.delete(name);
    headers.set('X-Remote-User', 'alice');
    headers.set('X-Postern-Secret', 'a-secret-of-the-origin-of-at-least-32-bytes');
    headers.set('X-Forwarded-For', request.headers.get('CF-Connecting-IP'));
    headers.set('X-Forwarded-Proto', 'https');
    headers.set('X-Forwarded-Host', url.host);
    headers.set('X-Atlassian-Token', 'no-check');
    const { method, body } = request;
    const init = { method, headers, body, redirect: 'manual', cache: 'no-store' };
    const response = await fetch(ORIGIN + url.pathname + url.search, init);
    const answer = new Response(response.body, response);
    answer.headers.delete('Set-Cookie');
    answer.headers.set('Cache-Control', 'private, no-store');
    return answer;
  },
};
