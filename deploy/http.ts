import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';

export interface Answer {
  kind: 'answer';
  status: number;
  headers: IncomingHttpHeaders;
  /** The body as text, cut at 64 KiB. */
  text: string;
  /** When the server's certificate ends; undefined without TLS. */
  certificateEnds: Date | undefined;
}

/** `refused`: nobody listens. `untrusted`: its certificate is not believed. */
export interface NoAnswer {
  kind: 'refused' | 'untrusted' | 'silent';
  reason: string;
}

export interface Ask {
  method?: 'GET' | 'PUT' | 'POST' | 'HEAD';
  /** Sent byte for byte in the place of the URL's path. */
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

const answerMs = 15_000;
const maxBytes = 64 * 1024;

/** Asks once. A redirect is an answer as any other: what is sent along goes to nobody else. */
export function ask(
  address: string | URL,
  { method = 'GET', path, headers = {}, body }: Ask = {},
): Promise<Answer | NoAnswer> {
  const url = new URL(address);
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const request = send(
      url,
      {
        method,
        path: path ?? url.pathname + url.search,
        headers: { 'User-Agent': 'postern-doctor', ...headers },
        agent: false,
        signal: AbortSignal.timeout(answerMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let length = 0;
        const done = () =>
          resolve({
            kind: 'answer',
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8'),
            certificateEnds,
          });
        const certificateEnds = endOf(response.socket as TLSSocket);
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length <= maxBytes) return;
          done();
          response.destroy();
        });
        response.once('end', done).once('error', (error) => resolve(noAnswer(error)));
      },
    );
    request.once('error', (error) => resolve(noAnswer(error)));
    request.end(body);
  });
}

function endOf(socket: TLSSocket): Date | undefined {
  const { valid_to } = socket.getPeerCertificate?.() ?? {};
  return valid_to ? new Date(valid_to) : undefined;
}

function noAnswer(error: Error): NoAnswer {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  if (code === 'ECONNREFUSED') return { kind: 'refused', reason: code };
  const isUntrusted = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|SSL|TLS/.test(code);
  return { kind: isUntrusted ? 'untrusted' : 'silent', reason: code };
}
