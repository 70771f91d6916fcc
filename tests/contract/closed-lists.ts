import {
  alternatives,
  type Contract,
  operationsOf,
  resolve,
  type Schema,
  valuesOf,
} from './schema.ts';

/** Where answers name the only values that may come: what a newer Worker adds there, a reader of today cannot read. */
export function closedLists(contract: Contract): string[] {
  const found = new Set<string>();
  const walk = (at: string, schema: Schema): void => {
    for (const one of alternatives(contract, schema)) {
      if (valuesOf(one)) found.add(at);
      if (one.items) walk(`${at}[]`, resolve(contract, one.items));
      for (const [name, part] of Object.entries(one.properties ?? {})) walk(`${at}.${name}`, part);
    }
  };
  for (const [name, { responses }] of operationsOf(contract)) {
    for (const { content = {} } of Object.values(responses)) {
      for (const { schema } of Object.values(content)) walk(name, schema);
    }
  }
  return [...found].sort();
}
