import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepProfileMenuLink } from './profile-menu-link.ts';
import { anonymousJira, confluence7, jira7, jira10 } from './sample-pages.ts';

const label = 'API Token Authentication';
let end: AbortController;
const onOpen = vi.fn();
const isFor = vi.fn<(viewer: string | undefined) => Promise<boolean>>();

beforeEach(() => {
  end = new AbortController();
  onOpen.mockReset();
  isFor.mockReset().mockResolvedValue(true);
});
afterEach(() => end.abort());

function keep(page: string) {
  document.body.innerHTML = page;
  keepProfileMenuLink({ document, label, signal: end.signal, onOpen, isFor });
}
const links = () => [...document.querySelectorAll('a')].filter((a) => a.textContent === label);
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe.each([
  ['Jira 7', jira7, '#personal', ''],
  ['Jira 10', jira10, '#personal', ''],
  ['Confluence 7', confluence7, '#user-menu-link-user-preferences', 'user-item'],
])('in %s', (_, page, list, itemClass) => {
  it('adds one link with the roles and class of its neighbours', () => {
    keep(page);
    expect(links()).toHaveLength(1);
    const [link] = links();
    expect(link?.closest('ul')).toBe(document.querySelector(list));
    expect(link?.getAttribute('role')).toBe('menuitem');
    expect(link?.className).toBe(itemClass);
    expect(link?.parentElement?.getAttribute('role')).toBe('presentation');
  });

  it('opens on a click and goes nowhere', () => {
    keep(page);
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    links()[0]?.dispatchEvent(click);
    expect(onOpen).toHaveBeenCalledOnce();
    expect(click.defaultPrevented).toBe(true);
  });

  it('comes again when the header is drawn anew', async () => {
    keep(page);
    document.body.innerHTML = page;
    await settled();
    expect(links()).toHaveLength(1);
  });

  it('stays one when AUI moves the open menu to the end of body', async () => {
    keep(page);
    document.body.append(document.querySelector('.aui-dropdown2') as Element);
    await settled();
    expect(links()).toHaveLength(1);
  });
});

it('is one also where a second content script adds it, and the later one answers', () => {
  keep(jira7);
  const later = vi.fn();
  keepProfileMenuLink({ document, label, signal: end.signal, onOpen: later, isFor });
  expect(links()).toHaveLength(1);
  links()[0]?.click();
  expect(later).toHaveBeenCalledOnce();
});

it('is not on anonymous pages nor on pages without the menu', async () => {
  const observe = vi.spyOn(MutationObserver.prototype, 'observe');
  keep(anonymousJira);
  keep('<p>Nothing</p>');
  expect(links()).toHaveLength(0);
  expect(observe).not.toHaveBeenCalled();
  observe.mockRestore();
});

it('goes when the extension does, and does not come back', async () => {
  keep(jira7);
  end.abort();
  document.body.append(document.createElement('p'));
  await settled();
  expect(links()).toHaveLength(0);
});

describe('for people who may do nothing here', () => {
  beforeEach(() => {
    isFor.mockResolvedValue(false);
    keep(jira7);
  });

  it.each(['pointerenter', 'focus'])('goes after %s on the trigger', async (reach) => {
    expect(links()).toHaveLength(1);
    document.getElementById('header-details-user-fullname')?.dispatchEvent(new Event(reach));
    await settled();
    expect(isFor).toHaveBeenCalledExactlyOnceWith('alice');
    expect(links()).toHaveLength(0);
  });

  it('goes when AUI shows the menu, and asks about no other layer', async () => {
    document.body.append(document.createElement('div'));
    document.body.lastChild?.dispatchEvent(new Event('aui-layer-show', { bubbles: true }));
    expect(isFor).not.toHaveBeenCalled();
    document
      .getElementById('user-options-content')
      ?.dispatchEvent(new Event('aui-layer-show', { bubbles: true }));
    await settled();
    expect(links()).toHaveLength(0);
  });
});
