import { browser } from 'wxt/browser';

/** The browser's host permissions in tests: which are granted, and what a person who is asked answers. */
export function fakePermissions(...hosts: string[]) {
  const state = { granted: new Set(hosts), asked: [] as string[], allows: true };
  Object.assign(browser.permissions, {
    contains: async ({ origins }: { origins: string[] }) =>
      origins.every((origin) => state.granted.has(origin)),
    request: async ({ origins }: { origins: string[] }) => {
      state.asked.push(...origins);
      if (state.allows) for (const origin of origins) state.granted.add(origin);
      return state.allows;
    },
    remove: async ({ origins }: { origins: string[] }) =>
      origins.map((origin) => state.granted.delete(origin)).includes(true),
  });
  return state;
}
