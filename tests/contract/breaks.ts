import {
  alternatives,
  type Contract,
  namedValuesOf,
  operationsOf,
  resolve,
  type Schema,
  valuesOf,
} from './schema.ts';

interface Sides {
  old: Contract;
  now: Contract;
}

/** What somebody who knows the old contract alone would stumble over at the new one: nothing, where it has only been added to. */
export function breaks(sides: Sides): string[] {
  const now = operationsOf(sides.now);
  const found = [...operationsOf(sides.old)].flatMap(([name, old]) => {
    const other = now.get(name);
    if (!other) return [`${name}: gone`];
    if (other.at !== old.at) return [`${name}: ${old.at} is ${other.at} now`];
    return [
      ...(JSON.stringify(old.security) === JSON.stringify(other.security)
        ? []
        : [`${name}: needs another credential`]),
      ...parameterBreaks(sides, name, [old.parameters ?? [], other.parameters ?? []]),
      ...contentBreaks(sides, `${name} body`, [old.requestBody, other.requestBody], isRefused),
      ...Object.entries(old.responses).flatMap(([status, response]) =>
        contentBreaks(sides, `${name} ${status}`, [response, other.responses[status]], isUnread),
      ),
    ];
  });
  return [...new Set(found)];
}

type Parameters = NonNullable<Contract['paths'][string][string]['parameters']>;

function parameterBreaks(sides: Sides, at: string, [old, now]: [Parameters, Parameters]) {
  const keyOf = (one: Parameters[number]) => `${one.in} ${one.name}`;
  const demanded = now.filter(
    (one) => one.required && !old.some((other) => other.required && keyOf(other) === keyOf(one)),
  );
  return [
    ...demanded.map((one) => `${at}: ${keyOf(one)} is demanded`),
    ...old.flatMap((one) => {
      const other = now.find((candidate) => keyOf(candidate) === keyOf(one));
      if (!other) return [`${at}: ${keyOf(one)} is gone`];
      return isRefused(sides, `${at}: ${keyOf(one)}`, [one.schema, other.schema]);
    }),
  ];
}

type Content = { content?: Record<string, { schema: Schema }> } | undefined;
type Rule = (sides: Sides, at: string, schemas: [Schema, Schema]) => string[];

function contentBreaks(sides: Sides, at: string, [old, now]: [Content, Content], rule: Rule) {
  if (!old) return now ? [`${at}: is demanded`] : [];
  if (!now) return [`${at}: gone`];
  return Object.entries(old.content ?? {}).flatMap(([type, { schema }]) => {
    const other = now.content?.[type];
    return other ? rule(sides, at, [schema, other.schema]) : [`${at}: ${type} is gone`];
  });
}

/** What an old client may send has to be taken. */
function isRefused(sides: Sides, at: string, [old, now]: [Schema, Schema]): string[] {
  const offered = alternatives(sides.now, now);
  return alternatives(sides.old, old).flatMap((one) =>
    fewest(offered.map((other) => refusals(sides, at, [one, other]))),
  );
}

function refusals(sides: Sides, at: string, [old, now]: [Schema, Schema]): string[] {
  const added = (now.required ?? []).filter((name) => !old.required?.includes(name));
  return [
    ...typeBreaks(at, [old, now]),
    ...valueBreaks(at, { of: valuesOf(old), among: valuesOf(now) }),
    ...boundBreaks(at, [old, now]),
    ...added.map((name) => `${at}.${name}: is demanded`),
    ...partBreaks(sides, at, [old, now], isRefused),
  ];
}

/** What an old client reads has to be what it knows. */
function isUnread(sides: Sides, at: string, [old, now]: [Schema, Schema]): string[] {
  const known = alternatives(sides.old, old);
  return alternatives(sides.now, now).flatMap((one) =>
    fewest(known.map((other) => misreadings(sides, at, [other, one]))),
  );
}

function misreadings(sides: Sides, at: string, [old, now]: [Schema, Schema]): string[] {
  const missing = (old.required ?? []).filter((name) => !now.required?.includes(name));
  return [
    ...typeBreaks(at, [old, now]),
    ...valueBreaks(at, { of: namedValuesOf(now), among: valuesOf(old) }),
    ...missing.map((name) => `${at}.${name}: may be missing`),
    ...partBreaks(sides, at, [old, now], isUnread),
  ];
}

function typeBreaks(at: string, [old, now]: [Schema, Schema]): string[] {
  return old.type === now.type ? [] : [`${at}: ${old.type} is ${now.type} now`];
}

/** Whatever one side may say, the other has to know. */
function valueBreaks(
  at: string,
  { of, among }: { of: unknown[] | undefined; among: unknown[] | undefined },
): string[] {
  if (!among) return [];
  if (!of) return [`${at}: any value, where some were known`];
  return of.filter((value) => !among.includes(value)).map((value) => `${at}: ${value} is unknown`);
}

const upper = ['maxLength', 'maxItems', 'maximum'] as const;
const lower = ['minLength', 'minItems', 'minimum'] as const;

function boundBreaks(at: string, [old, now]: [Schema, Schema]): string[] {
  const narrower = [
    ...upper.filter((bound) => (now[bound] ?? Infinity) < (old[bound] ?? Infinity)),
    ...lower.filter((bound) => (now[bound] ?? -Infinity) > (old[bound] ?? -Infinity)),
    ...(now.pattern === undefined || now.pattern === old.pattern ? [] : ['pattern']),
  ];
  return narrower.map((bound) => `${at}: another ${bound}`);
}

function partBreaks(sides: Sides, at: string, [old, now]: [Schema, Schema], rule: Rule): string[] {
  const properties = Object.entries(old.properties ?? {}).flatMap(([name, schema]) => {
    const other = now.properties?.[name];
    return other ? rule(sides, `${at}.${name}`, [schema, other]) : [`${at}.${name}: gone`];
  });
  if (!old.items || !now.items) return properties;
  const items = [resolve(sides.old, old.items), resolve(sides.now, now.items)] as [Schema, Schema];
  return [...properties, ...rule(sides, `${at}[]`, items)];
}

function fewest(candidates: string[][]): string[] {
  return candidates.toSorted((a, b) => a.length - b.length)[0] ?? [];
}
