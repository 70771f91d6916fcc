// A reverse proxy and nothing else.
export default {
  fetch(request, { ORIGIN }) {
    const url = new URL(request.url);
    return fetch(ORIGIN + url.pathname + url.search, request);
  },
};
