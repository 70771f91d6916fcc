import { effect } from '@preact/signals';
import { onMessage, sendMessage } from '../../messages.ts';
import { rememberSiteFacts } from '../../site-facts.ts';
import { tokenParameter } from '../marked-token.ts';
import type { Store } from './store.ts';

let unlink = () => {};

/** Keeps the window in step with the rest of the extension, about one person at a time. */
export function linkWithBackground({ site, mine, session }: Store): void {
  unlink();
  const ends = [
    effect(() => {
      const { value } = session.state;
      if (value.kind === 'ready') void rememberSiteFacts(site, value.session.site);
    }),
    // What the toolbar button counts may be other now, whenever they are read, made or deleted.
    effect(() => {
      if (mine.tokens.value && mine.state.value.kind === 'ready') {
        sendMessage('ownTokensChanged', { site }).catch(() => undefined);
      }
    }),
    onMessage('showToken', ({ data }) => {
      if (data.site === site) showToken(data.token);
    }),
  ];
  unlink = () => {
    for (const end of ends) end();
  };
}

/** Begins anew at the token, unless somebody is in the middle of something. */
function showToken(token: string): void {
  if (document.querySelector('dialog[open]')) return;
  const url = new URL(location.href);
  url.searchParams.set(tokenParameter, token);
  url.searchParams.set('view', 'mine');
  location.replace(url);
}
