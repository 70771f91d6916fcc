import { findProfileMenu, type ProfileMenu } from './profile-menus.ts';

const itemId = 'postern-api-tokens';

export interface LinkOptions {
  document: Document;
  label: string;
  /** Ends everything: listeners, observer, and the link itself. */
  signal: AbortSignal;
  onOpen: () => void;
  /** Asked once, when somebody reaches for the menu; false takes the link away. */
  isFor: (viewer: string | undefined) => Promise<boolean>;
}

/** Keeps one link in the profile menu while the page lives, also when the header is drawn anew. Does nothing on pages without the menu. */
export function keepProfileMenuLink({ document, label, signal, onOpen, isFor }: LinkOptions): void {
  const end = new AbortController();
  const { signal: ended } = end;
  let item: HTMLElement | undefined;
  let asked = false;

  function add(): void {
    if (item?.isConnected) return;
    const menu = findProfileMenu(document);
    if (!menu) return;
    document.getElementById(itemId)?.closest('li')?.remove();
    item = drawItem(menu, label, onOpen);
    menu.list.append(item);
    const askOnce = () => void ask(menu);
    menu.trigger?.addEventListener('pointerenter', askOnce, { signal: ended });
    menu.trigger?.addEventListener('focus', askOnce, { signal: ended });
  }

  async function ask(menu: ProfileMenu): Promise<void> {
    if (asked) return;
    asked = true;
    if (!(await isFor(menu.viewer))) end.abort();
  }

  /** AUI's own event, from 5.8 on: for a menu that was opened without pointer or focus. */
  function askWhenShown(event: Event): void {
    const menu = findProfileMenu(document);
    if (menu && event.target instanceof Node && event.target.contains(menu.list)) void ask(menu);
  }

  add();
  if (!item) return;
  const observer = new MutationObserver(add);
  observer.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('aui-layer-show', askWhenShown, { signal: ended });
  ended.addEventListener('abort', () => {
    observer.disconnect();
    item?.remove();
  });
  signal.addEventListener('abort', () => end.abort(), { signal: ended });
}

/** An item as AUI's keyboard handling expects it: `ul > li > a`, with the roles and the class of its neighbours. */
function drawItem(menu: ProfileMenu, label: string, onOpen: () => void): HTMLElement {
  const link = document.createElement('a');
  link.id = itemId;
  link.href = '#';
  link.className = menu.itemClass;
  link.setAttribute('role', 'menuitem');
  link.textContent = label;
  // Enter on a focused link is a click too; it goes on to AUI, which closes the menu.
  link.addEventListener('click', (event) => {
    event.preventDefault();
    onOpen();
  });
  const item = document.createElement('li');
  item.setAttribute('role', 'presentation');
  item.append(link);
  return item;
}
