import type { JsonSchema } from '@valibot/to-json-schema';
import { extensibleEnum } from '../../shared/contract/openly.ts';

/** A schema in the notation of TypeScript, with its bounds as comments. */
export function typeText(schema: JsonSchema | boolean, indent = ''): string {
  if (typeof schema === 'boolean') return 'unknown';
  const { $ref, anyOf, oneOf, type, items } = schema;
  if ($ref) return $ref.split('/').at(-1) ?? '';
  if ('const' in schema) return JSON.stringify(schema.const);
  const named = schema[extensibleEnum as keyof JsonSchema];
  if (Array.isArray(named))
    return [...named.map((value) => JSON.stringify(value)), 'string'].join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) return choiceText(choices, indent);
  if (type === 'array') return listText(items, indent);
  if (type === 'object') return objectText(schema, indent);
  return type === undefined ? 'unknown' : [type].flat().join(' | ');
}

function choiceText(choices: (JsonSchema | boolean)[], indent: string): string {
  const objects = choices.filter(
    (one) => typeof one === 'object' && one.properties,
  ) as JsonSchema[];
  if (objects.length < 3 || objects.length < choices.length)
    return [...new Set(choices.map((one) => typeText(one, indent)))].join(' | ');
  return variantText(objects, indent);
}

/** What all of them have once, then what tells them apart. */
function variantText(objects: JsonSchema[], indent: string): string {
  const [first = {}, ...others] = objects.map(({ properties = {} }) => properties);
  const isCommon = (name: string) =>
    others.every((one) => JSON.stringify(one[name]) === JSON.stringify(first[name]));
  const pick = (one: JsonSchema, common: boolean) => ({
    ...one,
    properties: Object.fromEntries(
      Object.entries(one.properties ?? {}).filter(([name]) => isCommon(name) === common),
    ),
  });
  const deeper = `${indent}  `;
  const each = objects.map((one) => `${deeper}| ${typeText(pick(one, false), deeper)}`);
  const [one = {}] = objects;
  return `${typeText(pick(one, true), indent)} & (\n${each.join('\n')}\n${indent})`;
}

function listText(items: JsonSchema['items'], indent: string): string {
  const item = items === undefined || Array.isArray(items) ? 'unknown' : typeText(items, indent);
  return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
}

function objectText(schema: JsonSchema, indent: string): string {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.entries(properties);
  if (fields.length === 0)
    return additionalProperties ? `Record<string, ${typeText(additionalProperties)}>` : '{}';
  const deeper = `${indent}  `;
  const lines = fields.map(([name, field]) => {
    const mark = required.includes(name) ? '' : '?';
    const key = /^\w+$/.test(name) ? name : `'${name}'`;
    const bounds = boundsText(field);
    return `${deeper}${key}${mark}: ${typeText(field, deeper)};${bounds && ` // ${bounds}`}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** The bounds of a value, or of what it is where it is not null. */
export function boundsText(schema: JsonSchema | boolean): string {
  if (typeof schema === 'boolean') return '';
  const inner = (schema.anyOf ?? []).map(boundsText);
  const { minLength, maxLength, minimum, maximum, minItems, maxItems, pattern } = schema;
  const own = [
    span(minLength, maxLength, 'characters'),
    span(minItems, maxItems, 'of them'),
    span(minimum, maximum, ''),
    pattern === undefined ? '' : `matches ${pattern}`,
    schema.format ?? '',
    schema.default === undefined ? '' : `${JSON.stringify(schema.default)} where left out`,
  ];
  return [...new Set([...inner, ...own])].filter(Boolean).join('; ');
}

function span(least: number | undefined, most: number | undefined, what: string): string {
  if (least === undefined && most === undefined) return '';
  const length =
    most === undefined
      ? `at least ${least}`
      : least === undefined
        ? `at most ${most}`
        : `${least} to ${most}`;
  return `${length} ${what}`.trim();
}
