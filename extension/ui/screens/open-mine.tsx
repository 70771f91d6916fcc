import { screen } from '@testing-library/preact';
import { openPopup } from './open-manager.tsx';

/** The popup of somebody who manages nobody else's tokens, before a Worker of a few lines, for its tests. */
export function openMine(answers: Parameters<typeof openPopup>[0] = {}, can = {}) {
  return openPopup(
    { 'GET /site': { kind: 'unreadable' }, ...answers },
    { manageOthers: false, ...can },
  );
}

/** What the regions that read out what happens say just now. */
export const announced = () => screen.getAllByRole('status').map(({ textContent }) => textContent);
