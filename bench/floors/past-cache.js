// A reverse proxy that keeps out of the CDN's cache, and nothing else.
export default {
  fetch(request, { ORIGIN }) {
    const url = new URL(request.url);
    return fetch(ORIGIN + url.pathname + url.search, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      cache: 'no-store',
    });
  },
};
