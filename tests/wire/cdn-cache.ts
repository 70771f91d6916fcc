import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The cache options that workerd sends to Cloudflare (`cf`); null is Cloudflare's default. */
export type CacheOptions = { cacheLevel?: string; cacheTtl?: number } | null;

/** One request of the Worker to the origin, as Cloudflare's cache sees it. */
export interface Seen {
  path: string;
  options: CacheOptions;
  headers: IncomingMessage['headers'];
}

export interface CdnCache {
  handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void>;
  seen: Seen[];
  /** The paths of all stored answers, with their queries. */
  stored(): string[];
  clear(): void;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** https://developers.cloudflare.com/cache/concepts/default-cache-behavior/#default-cached-file-extensions */
const extensions = new Set(
  (
    '7z csv gif midi png tif zip avi doc gz mkv ppt tiff zst avif docx ico mp3 pptx ttf apk dmg iso mp4 ps webm bin ejs jar ' +
    'ogg rar webp bmp eot jpg otf svg woff bz2 eps jpeg pdf svgz woff2 class exe js pict swf xls css flac mid pls tar xlsx'
  ).split(' '),
);

/**
 * A stand-in for Cloudflare's cache, between workerd and the origin. By default it caches by file extension, whatever the
 * cookies. It obeys `cf`, which workerd derives from the `cache` option of `fetch`, and `no-cache` and `no-store` of the request,
 * as other caches do.
 */
export function createCdnCache(): CdnCache {
  const answers = new Map<string, Answer>();
  const seen: Seen[] = [];

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = incoming;
    const options = readOptions(incoming);
    seen.push({ path, options, headers });
    const isEligible =
      ['GET', 'HEAD'].includes(method) &&
      !forbidsCache(headers) &&
      isCachedByDefault(path, options);
    const known = isEligible ? answers.get(path) : undefined;
    const answer = known ?? (await ask(incoming, isEligible ? 'GET' : method));
    if (isEligible && !known && isStorable(headers, answer)) answers.set(path, answer);
    const status = known ? 'HIT' : isEligible ? 'MISS' : 'DYNAMIC';
    outgoing.writeHead(answer.status, { ...answer.headers, 'CF-Cache-Status': status });
    outgoing.end(answer.body);
  }

  return {
    handle,
    seen,
    stored: () => [...answers.keys()],
    clear() {
      answers.clear();
      seen.length = 0;
    },
  };
}

function readOptions({ headers }: IncomingMessage): CacheOptions {
  const blob = headers['mf-cf-blob'];
  return blob === undefined ? null : (JSON.parse(String(blob)) as CacheOptions);
}

function forbidsCache(headers: IncomingMessage['headers']): boolean {
  const text = `${headers['cache-control'] ?? ''} ${headers.pragma ?? ''}`;
  return /\bno-(cache|store)\b/i.test(text);
}

function isCachedByDefault(path: string, options: CacheOptions): boolean {
  if (options?.cacheLevel === 'bypass' || (options?.cacheTtl ?? 0) < 0) return false;
  const [, extension = ''] = /\.(\w+)$/.exec(path.replace(/\?.*/s, '')) ?? [];
  return extensions.has(extension.toLowerCase());
}

/** https://developers.cloudflare.com/cache/concepts/cache-control/#cache-control-directives */
function isStorable(asked: IncomingMessage['headers'], { status, headers }: Answer): boolean {
  const control = headers['cache-control'] ?? '';
  if (status !== 200 || headers['set-cookie']) return false;
  if (/\b(private|no-store|no-cache|max-age=0)\b/i.test(control)) return false;
  return !asked.authorization || /\b(public|must-revalidate|s-maxage)\b/i.test(control);
}

/** Asks the origin that workerd meant. */
async function ask(incoming: IncomingMessage, method: string): Promise<Answer> {
  const { hostname, port } = new URL(`http://${incoming.headers.host}`);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).filter(([name]) => !/^(mf-|cf-worker$)/.test(name)),
  );
  const { url: path } = incoming;
  const sent = request({ hostname, port, path, method, headers, agent: false });
  sent.end(await buffer(incoming));
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', resolve).on('error', reject);
  });
  const { connection, 'transfer-encoding': encoding, ...kept } = response.headers;
  return { status: response.statusCode ?? 0, headers: kept, body: await buffer(response) };
}
