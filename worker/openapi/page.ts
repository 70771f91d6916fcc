import type { JsonSchema } from '@valibot/to-json-schema';
import { apiBase, clientHeader, type Endpoint } from '../../shared/contract/endpoint.ts';
import { problemStatus } from '../../shared/contract/problem.ts';
import { documentOf, type Operation } from './document.ts';
import { endpoints } from './endpoints.ts';
import { schemaOf } from './schemas.ts';
import { boundsText, typeText } from './type-text.ts';

/** docs/api.md: what openapi.json says, to be read by people. */
export function apiPage(): string {
  const { paths, components } = documentOf('{url}', '');
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const shapes = Object.entries(components.schemas).map(
    ([name, schema]) => `### ${name}\n\n${code(typeText(schema as JsonSchema))}\n`,
  );
  return [
    introduction,
    '## Calls\n',
    operations.map(lineOf).join(''),
    operations.map(sectionOf).join('\n'),
    `## Shapes\n\n${shapes.join('\n')}`,
  ].join('\n');
}

const statuses = Object.entries(problemStatus)
  .map(([code, status]) => `| \`${code}\` | ${status} |\n`)
  .join('');

const introduction = `# The API

Made from the contract by \`npm run docs:api\`; a test keeps it current. The same for programs is \`{url}${apiBase}/openapi.json\`.

All paths lie under \`{url}${apiBase}\`, where \`{url}\` is a site's public URL with its context path; where a call lies elsewhere
it says so. JSON both ways; instants are ISO 8601 in UTC, with \`Z\`. Fields that a call does not name are refused; an answer may
have more fields than are named here, since newer Workers add some, and another value where \`string\` stands beside the ones that are
named (\`x-extensible-enum\` in openapi.json).

**With a session** means the browser's own session with the product (its cookie) and the header \`${clientHeader}\` with any
value. An \`Origin\`, if one is sent, must be an extension's. The product is asked on each call who that is and what they may do.

**With a token** means \`Authorization: Basic\` with user name and API token, or \`Bearer\` with the token alone.

Pages are read by \`cursor\`: the \`nextCursor\` of an answer begins the next page, null is the end. A page of tokens may have
fewer tokens than its limit, or none, although more follow, because it reads a limited number of rows. The first page of tokens
has a \`total\`, exact up to 10,000; \`isExact: false\` means "more than \`count\`". It is absent if counting would read too many
rows. Ranges of instants are half-open, \`[from, to)\`.

What goes wrong is \`application/problem+json\` (RFC 9457), the shape *ProblemDetails*, with a \`code\` of this list:

| code | status |
| --- | --- |
${statuses}`;

interface Listed {
  path: string;
  method: string;
  operation: Operation;
}

function titleOf({ path, method }: Listed): string {
  return `${method.toUpperCase()} ${path}`;
}

function lineOf(one: Listed): string {
  const anchor = titleOf(one)
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
  return `- [\`${titleOf(one)}\`](#${anchor})\n`;
}

const opens: Record<Endpoint['access'], string> = {
  session: 'With a session.',
  token: 'With a token.',
  anyone: 'Open to anyone.',
};

function sectionOf(one: Listed): string {
  const { operationId, summary, parameters = [], responses } = one.operation;
  const endpoint = endpoints[operationId];
  if (!endpoint) throw new Error(`no endpoint ${operationId}`);
  const { access, base, body } = endpoint;
  const where = base === apiBase ? '' : ` Lies at \`{url}${base}${endpoint.path}\`.`;
  return [
    `### ${titleOf(one)}\n`,
    `${summary}.\n`,
    `\`${operationId}\`. ${opens[access]}${where}\n`,
    parametersOf(parameters),
    body ? `Body:\n\n${code(typeText(schemaOf(body, 'input')))}\n` : '',
    answerOf(endpoint),
    problemsOf(responses),
  ]
    .filter(Boolean)
    .join('\n');
}

type Parameters = NonNullable<Operation['parameters']>;

function parametersOf(parameters: Parameters): string {
  const own = parameters.filter(({ name }) => name !== clientHeader);
  if (own.length === 0) return '';
  const rows = own.map(({ name, in: where, required, schema }) => {
    const type = typeText(schema as JsonSchema).replaceAll('|', '\\|');
    const bounds = boundsText(schema as JsonSchema).replaceAll('|', '\\|');
    return `| \`${name}\` | ${where}${required ? ', required' : ''} | \`${type}\` | ${bounds} |\n`;
  });
  return `| parameter | in | type | bounds |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

function answerOf({ status, answer, streams }: Endpoint): string {
  if (streams)
    return `Answer ${status}: a stream of ${streams.map((type) => `\`${type}\``).join(' or ')}.\n`;
  if (!answer) return `Answer ${status}, without a body.\n`;
  return `Answer ${status}:\n\n${code(typeText(schemaOf(answer, 'output')))}\n`;
}

function problemsOf(responses: Operation['responses']): string {
  const all = Object.entries(
    responses as Record<string, { description: string; content?: object }>,
  );
  const own = all.filter(
    ([status, { content = {} }]) => status !== 'default' && 'application/problem+json' in content,
  );
  if (own.length === 0) return '';
  return `Problems: ${own.map(([status, { description }]) => `${status} ${description}`).join(' · ')}.\n`;
}

function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\``;
}
