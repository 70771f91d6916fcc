/** As much of JSON Schema as our contract's own document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  anyOf?: Schema[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  'x-extensible-enum'?: unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}

export interface Operation {
  operationId: string;
  security: object[];
  parameters?: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

export interface Contract {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** The schema itself, where another one stands for it. */
export function resolve(contract: Contract, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const target = contract.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
  if (!target) throw new Error(`${schema.$ref} is nowhere`);
  return resolve(contract, target);
}

/** What a value may be, one by one: a schema without `anyOf` is its only alternative. */
export function alternatives(contract: Contract, schema: Schema): Schema[] {
  const { anyOf, ...rest } = resolve(contract, schema);
  if (anyOf) return anyOf.flatMap((one) => alternatives(contract, one));
  if (Array.isArray(rest.type)) return rest.type.map((type) => ({ ...rest, type }));
  return [rest];
}

/** The values that are named for it, whether or not more may come. */
export function namedValuesOf(schema: Schema): unknown[] | undefined {
  return valuesOf(schema) ?? schema['x-extensible-enum'];
}

/** The only values it may be, if it says. */
export function valuesOf(schema: Schema): unknown[] | undefined {
  return 'const' in schema ? [schema.const] : schema.enum;
}

export function operationsOf({ paths }: Contract): Map<string, Operation & { at: string }> {
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map((method) => [
        method[1].operationId,
        { ...method[1], at: `${method[0]} ${path}` },
      ]),
    ),
  );
}
