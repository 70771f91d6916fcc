import { apiBase, clientHeader, type Endpoint } from '../../shared/contract/endpoint.ts';
import { type ProblemCode, problemStatus } from '../../shared/contract/problem.ts';
import { leftAtOriginHeader } from '../../shared/contract/token-changes.ts';
import { endpoints } from './endpoints.ts';
import { components, schemaOf } from './schemas.ts';

/** The contract of a site as OpenAPI 3.1, made from the schemas that both sides check by. */
export function documentOf(siteUrl: string, version: string) {
  return {
    openapi: '3.1.0',
    info: { title: 'Postern', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: siteUrl + apiBase }],
    paths: pathsOf(siteUrl),
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'JSESSIONID',
          description: `The browser's session with the product; every request also needs the header ${clientHeader}.`,
        },
        token: { type: 'http', scheme: 'basic', description: 'User name and API token.' },
        bearerToken: { type: 'http', scheme: 'bearer', description: 'API token.' },
      },
      schemas: components,
    },
  };
}

export type Operation = ReturnType<typeof operationOf>;

function pathsOf(siteUrl: string) {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const [operationId, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    const operation = operationOf(operationId, endpoint, siteUrl);
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation };
  }
  return paths;
}

function operationOf(operationId: string, endpoint: Endpoint, siteUrl: string) {
  const { summary, base, access, path, query, body } = endpoint;
  const parameters = [
    ...pathParameters(path),
    ...queryParameters(query),
    ...clientHeaderFor(access),
  ];
  return {
    operationId,
    summary,
    ...(base !== apiBase && { servers: [{ url: siteUrl + base }] }),
    security: securityOf[access],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(schemaOf(body, 'input')) } }),
    responses: { ...answerOf(endpoint), ...problemsOf(endpoint) },
  };
}

const securityOf: Record<Endpoint['access'], object[]> = {
  session: [{ session: [] }],
  token: [{ token: [] }, { bearerToken: [] }],
  anyone: [],
};

function pathParameters(path: string) {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: Endpoint['query']) {
  const { properties = {}, required = [] } = query ? schemaOf(query, 'input') : {};
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function clientHeaderFor(access: Endpoint['access']) {
  const schema = { type: 'string', minLength: 1 };
  return access === 'session' ? [{ name: clientHeader, in: 'header', required: true, schema }] : [];
}

function answerOf({ status, answer, streams }: Endpoint) {
  const types = streams?.map((type) => [type, { schema: { type: 'string' } }]);
  const content = answer ? json(schemaOf(answer, 'output')) : types && Object.fromEntries(types);
  const headers = status === 204 && {
    [leftAtOriginHeader]: { required: false, schema: { const: '1' } },
  };
  return {
    [status]: {
      description: 'Done',
      ...(headers && { headers }),
      ...(content && { content }),
    },
  };
}

function json(schema: unknown) {
  return { 'application/json': { schema } };
}

/** What can go wrong with every call, by what opens it. */
const usual: Record<Endpoint['access'], ProblemCode[]> = {
  session: ['unauthenticated', 'forbidden', 'origin_unavailable', 'unavailable', 'internal'],
  token: ['forbidden', 'unavailable', 'internal'],
  anyone: [],
};

function problemsOf({ access, query, body, problems }: Endpoint) {
  const isRead = query !== undefined || body !== undefined;
  const codes: ProblemCode[] = [
    ...(isRead ? (['invalid_request'] as const) : []),
    ...usual[access],
    ...problems,
  ];
  const byStatus = Map.groupBy(new Set(codes), (code) => problemStatus[code]);
  const responses = [...byStatus].map(([status, some]) => [status, problem(some.join(', '))]);
  return {
    // Whoever has no good token is asked for one in the words of HTTP, always in the same bytes.
    ...(access === 'token' && { 401: { description: 'No good token', content: text } }),
    ...Object.fromEntries(responses),
    default: problem('What went wrong'),
  };
}

const text = { 'text/plain': { schema: { type: 'string' } } };

function problem(description: string) {
  const schema = { $ref: '#/components/schemas/ProblemDetails' };
  return { description, content: { 'application/problem+json': { schema } } };
}
