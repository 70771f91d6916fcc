import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { provide } from './programs.ts';

export interface Certificate {
  keyFile: string;
  certFile: string;
}

/** A certificate for localhost that signs itself; whoever trusts `certFile` trusts its server. */
export function makeCertificate(folder: string, name: string): Certificate {
  const keyFile = join(folder, `${name}.key`);
  const certFile = join(folder, `${name}.pem`);
  const args = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2';
  const { status, stderr } = spawnSync(
    provide('openssl'),
    [
      ...args.split(' '),
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', keyFile, '-out', certFile],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl failed:\n${stderr}`);
  return { keyFile, certFile };
}

export interface Tunnel {
  close(): Promise<void>;
}

/** TLS in front of a port without it, as Cloudflare is in front of the Worker: bytes pass unread. */
export function openTunnel(from: number, to: number, certificate: Certificate): Promise<Tunnel> {
  const open = new Set<Socket>();
  const server = createServer(
    { key: readFileSync(certificate.keyFile), cert: readFileSync(certificate.certFile) },
    (inner) => {
      const outer = connect(to, 'localhost');
      for (const [one, other] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        open.add(one);
        one.once('error', () => other.destroy()).once('close', () => open.delete(one));
      }
      inner.pipe(outer).pipe(inner);
    },
  );
  server.on('tlsClientError', () => undefined);
  return new Promise((resolve) => {
    server.listen(from, '127.0.0.1', () =>
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of open) socket.destroy();
          }),
      }),
    );
  });
}
