import * as v from 'valibot';

declare const unnamed: unique symbol;

/** What a newer Worker says and this version has no name for. */
export type Unnamed = string & { [unnamed]: true };

/** Where openapi.json lists what is said today and more may come: a closed `enum` would be a promise to add nothing. */
export const extensibleEnum = 'x-extensible-enum';

/**
 * A closed list as answers hold it: a Worker of tomorrow may have more, and a reader of today shows that as it is named. What is
 * sent to the Worker is checked by the list itself.
 */
export function openly<const Options extends readonly string[]>(list: { options: Options }) {
  const schema = v.pipe(v.string(), v.metadata({ [extensibleEnum]: list.options }));
  return schema as v.GenericSchema<unknown, unknown> as v.GenericSchema<
    unknown,
    Options[number] | Unnamed
  >;
}

export function isNamed<const Option extends string>(
  list: { options: readonly Option[] },
  value: Option | Unnamed,
): value is Option {
  return list.options.some((option) => option === value);
}
