// A reverse proxy that reads each body whole before it forwards it.
export default {
  async fetch(request, { ORIGIN }) {
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const body = method === 'GET' ? null : await request.arrayBuffer();
    const response = await fetch(ORIGIN + pathname + search, { method, headers, body });
    return new Response(await response.arrayBuffer(), response);
  },
};
