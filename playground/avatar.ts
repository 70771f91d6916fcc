import type { Reply } from './reply.ts';
import type { Call } from './routes.ts';
import type { Site } from './site.ts';
import type { User } from './users.ts';

const COLOURS = ['#0055CC', '#216E4E', '#974F0C', '#5E4DB2', '#206A83', '#943D73'];

/** The path of somebody's picture; `size` in pixels. */
export function avatarPath(site: Site, user: User, size = 48): string {
  return `${site.context}/secure/useravatar?ownerId=${user.keys[site.product]}&size=${size}`;
}

/** Drawn from the initials, since nobody here has uploaded a picture. */
export function avatar({ site, request }: Call): Reply {
  const user = site.directory.findByKey(site.product, request.query.get('ownerId') ?? '');
  const sought = Number(request.query.get('size') ?? 48);
  const size = sought >= 8 && sought <= 256 ? sought : 48;
  const colour = user ? COLOURS[user.displayName.length % COLOURS.length] : '#8590A2';
  const words = (user?.displayName ?? '?').split(/\s+/);
  const initials = words.map((word) => [...word][0] ?? '').join('');
  const body =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 48 48">` +
    `<rect width="48" height="48" fill="${colour}"/>` +
    '<text x="24" y="31" fill="#fff" font-family="sans-serif" font-size="19" font-weight="600"' +
    ` text-anchor="middle">${initials}</text></svg>`;
  const headers = { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'private, max-age=3600' };
  return { status: 200, headers, body };
}
