import { alternatives, type Contract, type Schema, valuesOf } from './schema.ts';

/** What of a value a schema does not allow: where, and why. Nothing: it fits. */
export function misfits(
  contract: Contract,
  schema: Schema,
  value: unknown,
  at = 'answer',
): string[] {
  const found = alternatives(contract, schema).map((one) =>
    misfitsOfOne(contract, one, [value, at]),
  );
  return found.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function misfitsOfOne(
  contract: Contract,
  schema: Schema,
  [value, at]: [unknown, string],
): string[] {
  const values = valuesOf(schema);
  if (values && !values.includes(value)) return [`${at}: ${JSON.stringify(value)} is unknown`];
  if (schema.type !== undefined && schema.type !== typeOf(value)) {
    return [`${at}: ${typeOf(value)} and not ${schema.type}`];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items
      ? value.flatMap((one, index) => misfits(contract, items, one, `${at}[${index}]`))
      : [];
  }
  const fields = Object(value) as Record<string, unknown>;
  const missing = (schema.required ?? []).filter((name) => !(name in fields));
  return [
    ...missing.map((name) => `${at}.${name}: missing`),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) =>
      name in fields ? misfits(contract, one, fields[name], `${at}.${name}`) : [],
    ),
  ];
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
