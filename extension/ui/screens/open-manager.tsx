import { fireEvent, render, screen } from '@testing-library/preact';
import { App } from './app.tsx';
import { carol, createFakeStore, session, token } from './fake-worker.ts';

/** The Token Manager of the popup before a Worker of a few lines, for its tests. */
export const theirs = token({ id: 't3', description: 'Quarterly', owner: carol });
export const page = (...tokens: ReturnType<typeof token>[]) => ({ tokens, nextCursor: null });

export const button = (name: string | RegExp) => screen.findByRole('button', { name });
export const press = async (name: string | RegExp) => fireEvent.click(await button(name));
export const type = (field: HTMLElement, value: string) =>
  fireEvent.input(field, { target: { value } });

type Answers = Parameters<typeof createFakeStore>[0];

// The tests' DOM has no popovers: what is in one is always there.
HTMLElement.prototype.hidePopover ??= () => {};

export function openPopup(answers: Answers, can = {}, clock?: () => number) {
  const fake = createFakeStore(
    {
      'GET /session': session({ manageOthers: true, ...can }),
      'GET /tokens': page(token()),
      'GET /manager/tokens': page(theirs),
      'GET /users': { users: [{ ...carol, avatarUrl: null }] },
      ...answers,
    },
    clock,
  );
  return { ...fake, ...render(<App store={fake.store} />) };
}

export async function openManager(answers: Answers = {}, clock?: () => number) {
  const fake = openPopup(answers, {}, clock);
  fireEvent.click(await screen.findByRole('tab', { name: 'Token Manager' }));
  await screen.findByRole('row', { name: /Quarterly/ });
  /** What the list was asked with. */
  const queries = () => fake.askedOf('GET /manager/tokens').map(({ query }) => query);
  return { ...fake, queries };
}
