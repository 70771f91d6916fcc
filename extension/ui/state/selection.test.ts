import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { token } from '../screens/fake-worker.ts';
import { createSelection, maxSelected } from './selection.ts';

const make = (count: number) =>
  Array.from({ length: count }, (_, index) => token({ id: `t${index}` }));

function open(count: number) {
  const tokens = signal(make(count));
  const selection = createSelection(tokens);
  const at = (index: number) => tokens.value[index] ?? expect.fail();
  return {
    tokens,
    selection,
    click: (index: number) => selection.toggle(at(index), false),
    shiftClick: (index: number) => selection.toggle(at(index), true),
    ids: () => selection.selected.value.map(({ id }) => Number(id.slice(1))),
  };
}

describe('selecting', () => {
  it('ticks one and unticks it', () => {
    const { click, ids } = open(3);
    click(1);
    expect(ids()).toEqual([1]);
    click(1);
    expect(ids()).toEqual([]);
  });

  it.each([
    [2, 5],
    [5, 2],
  ])('ticks from %i to %i, and unticks a part', (from, to) => {
    const { click, shiftClick, ids } = open(8);
    click(from);
    shiftClick(to);
    expect(ids()).toEqual([2, 3, 4, 5]);
    click(3);
    shiftClick(4);
    expect(ids()).toEqual([2, 5]);
  });

  it('takes a range without a beginning for one', () => {
    const { shiftClick, ids } = open(4);
    shiftClick(2);
    expect(ids()).toEqual([2]);
  });

  it('leaves out what has left the list', () => {
    const { click, shiftClick, tokens, ids, selection } = open(4);
    click(0);
    shiftClick(2);
    tokens.value = tokens.value.filter(({ id }) => id !== 't1');
    expect(ids()).toEqual([0, 2]);
    expect(selection.isAll.value).toBe(false);
    tokens.value = [];
    expect(selection.isAll.value).toBe(false);
  });
});

describe('more than one call deletes', () => {
  it('cannot be selected by all', () => {
    const { selection, ids } = open(130);
    selection.toggleAll();
    expect(ids()).toHaveLength(maxSelected);
    expect([selection.isFull.value, selection.isAll.value]).toEqual([true, true]);
    selection.toggleAll();
    expect(ids()).toEqual([]);
  });

  it('cannot be selected by a range: those next to its beginning are', () => {
    const { click, shiftClick, ids } = open(130);
    click(120);
    shiftClick(0);
    expect([ids()[0], ids().at(-1), ids().length]).toEqual([21, 120, maxSelected]);
  });

  it('cannot be selected one by one', () => {
    const { selection, click, ids } = open(130);
    selection.toggleAll();
    click(110);
    expect(ids()).not.toContain(110);
    click(0);
    click(110);
    expect(ids()).toContain(110);
  });
});
