import { toJsonSchema } from '@valibot/to-json-schema';
import { Hono } from 'hono';
import type * as v from 'valibot';
import { checkActAs } from '../../shared/contract/act-as.ts';
import { exportAudit, listAudit } from '../../shared/contract/audit-list.ts';
import { getDiagnosis } from '../../shared/contract/diagnosis.ts';
import { apiBase, clientHeader, type Endpoint } from '../../shared/contract/endpoint.ts';
import { searchGroups } from '../../shared/contract/group.ts';
import { reportLeak } from '../../shared/contract/leak.ts';
import { deleteTokens, deleteTokensOfUser, listAllTokens } from '../../shared/contract/manager.ts';
import { getPolicy, previewPolicy, savePolicy } from '../../shared/contract/policy-changes.ts';
import { ProblemDetails } from '../../shared/contract/problem.ts';
import { rotateToken } from '../../shared/contract/rotation.ts';
import { getSession } from '../../shared/contract/session.ts';
import { getSite } from '../../shared/contract/site.ts';
import { getSelf, getToken, listTokens } from '../../shared/contract/token.ts';
import { createToken, deleteToken, renameToken } from '../../shared/contract/token-changes.ts';
import { getUser, searchUsers } from '../../shared/contract/user.ts';
import { getWebhook, saveWebhook, testWebhook } from '../../shared/contract/webhook.ts';
import type { AppEnv } from '../caller.ts';
import { version } from '../version.ts';

export const endpoints: Record<string, Endpoint> = {
  getSession,
  getSite,
  listTokens,
  createToken,
  getToken,
  renameToken,
  deleteToken,
  rotateToken,
  listAllTokens,
  deleteTokens,
  deleteTokensOfUser,
  searchUsers,
  getUser,
  checkActAs,
  getDiagnosis,
  getPolicy,
  savePolicy,
  previewPolicy,
  searchGroups,
  listAudit,
  exportAudit,
  getWebhook,
  saveWebhook,
  testWebhook,
  reportLeak,
  getSelf,
};

/** The contract as OpenAPI 3.1, made from the schemas that both sides check by. */
export const openapi = new Hono<AppEnv>().get('/openapi.json', (c) =>
  c.json({
    openapi: '3.1.0',
    info: { title: 'Postern', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: c.env.site.url + apiBase }],
    paths: pathsOf(endpoints, c.env.site.url),
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
      schemas: { ProblemDetails: schemaOf(ProblemDetails, 'output') },
    },
  }),
);

function pathsOf(all: Record<string, Endpoint>, siteUrl: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, endpoint] of Object.entries(all)) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operationOf(operationId, endpoint, siteUrl),
    };
  }
  return paths;
}

function operationOf(
  operationId: string,
  { summary, base, access, status, path, query, body, answer }: Endpoint,
  siteUrl: string,
) {
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
    responses: {
      [status]: {
        description: 'Done',
        ...(answer && { content: json(schemaOf(answer, 'output')) }),
      },
      default: {
        description: 'What went wrong',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } },
        },
      },
    },
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

function json(schema: unknown) {
  return { 'application/json': { schema } };
}

/** Checks that JSON Schema has no words for (calendar days, CIDR) are left to the Worker. */
function schemaOf(schema: v.GenericSchema, typeMode: 'input' | 'output') {
  const { $schema: _, ...rest } = toJsonSchema(schema, { typeMode, errorMode: 'ignore' });
  return rest;
}
