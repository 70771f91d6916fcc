import { expect, it } from 'vitest';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };

/** Every message of a file: its key, and what it leaves to be filled in. */
function shapeOf(tree: object, prefix = ''): Record<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string'
      ? [[prefix + key, (value.match(/\{\w+\}|\$\d/g) ?? []).sort().join()]]
      : Object.entries(shapeOf(value, `${prefix}${key}.`)),
  );
  return Object.fromEntries(entries);
}

it('English and German have the same messages with the same placeholders', () => {
  expect(shapeOf(de)).toEqual(shapeOf(en));
});

it('has keys that browsers take', () => {
  const keys = Object.keys(shapeOf(en)).filter((key) => !/^[\w.]+$/.test(key));
  expect(keys).toEqual([]);
});

it('no message is empty', () => {
  expect(JSON.stringify([de, en])).not.toContain('""');
});
