/**
 * A path segment that every server reads the same way. Percent-encodings, `;`, backslashes, empty segments and segments that
 * begin with a dot do not match. Neither does `_`, which marks an internal forward.
 */
const segment = String.raw`/(?!_(?:/|$))[\w,:~+@!-][\w.,:~+@!-]*`;

const folder = '/(?:images|static-assets|download/(?:resources|batch|contextbatch))';

/** The products forward `/s/<anything>/_/<path>` internally to `/<path>`. */
const staticPath = new RegExp(
  `^(?:/s(?:${segment})+|(?:/s(?:${segment})+/_)?${folder}(?:${segment})+)$`,
);

/**
 * Confluence looks for `download/attachments` anywhere in a path, and pages end like this. Neither is static, whatever folder
 * stands before it.
 */
const privatePath = /\/(attachments|thumbnails|token-auth)(\/|$)|\.(jspa?|action)$/i;

/**
 * True if the path, below the site's context path, is one of the product's static files, which are the same for every user.
 * False in doubt: Cloudflare caches by file extension, so a wrong `true` would publish an attachment (web cache deception).
 */
export function isStaticPath(path: string): boolean {
  return staticPath.test(path) && !privatePath.test(path);
}
