import { readFileSync } from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';
import { empty, type Reply } from './reply.ts';
import type { Call } from './routes.ts';

const modules = resolve(import.meta.dirname, '../node_modules');

/** Static files: Atlassian's front end in both generations, jQuery, and our own two files. */
const FOLDERS: Record<string, string> = {
  'aui-8': join(modules, 'aui-8/dist/aui'),
  'aui-10': join(modules, '@atlassian/aui/dist/aui'),
  jquery: join(modules, 'jquery/dist'),
  playground: join(import.meta.dirname, 'pages/static'),
};

const TYPES: Record<string, string> = {
  '.css': 'text/css;charset=UTF-8',
  '.js': 'text/javascript;charset=UTF-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.eot': 'application/vnd.ms-fontobject',
};

export function asset({ params }: Call): Reply {
  const [folder = '', ...path] = (params.rest ?? '').split('/');
  const root = FOLDERS[folder];
  const file = root && resolve(root, ...path);
  const type = TYPES[extname(path.at(-1) ?? '')];
  if (!file?.startsWith(`${root}${sep}`) || !type) return empty(404);
  try {
    const body = readFileSync(file);
    const isOurs = folder === 'playground';
    const cache = isOurs ? 'no-cache' : 'public, max-age=31536000';
    return { status: 200, headers: { 'Content-Type': type, 'Cache-Control': cache }, body };
  } catch {
    return empty(404);
  }
}
