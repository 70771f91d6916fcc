import type { Product } from './options.ts';

export interface User {
  /** ASCII lower case but for märta, who is here to be non-ASCII. */
  name: string;
  password: string;
  displayName: string;
  email: string;
  keys: Record<Product, string>;
  groups: string[];
  active: boolean;
  /** Products that this person administers without a group. */
  administers?: readonly Product[];
}

const everyone = ['jira-users', 'confluence-users'];

/** Everybody of the playground, with passwords. */
export const users: readonly User[] = [
  {
    name: 'alice',
    password: 'alice',
    displayName: 'Alice Ångström',
    email: 'alice@example.test',
    keys: { jira: 'JIRAUSER10101', confluence: '4028b8816f2c1a0e016f2c1b7a330001' },
    groups: everyone,
    active: true,
  },
  {
    name: 'bob',
    password: 'bob',
    displayName: 'Bob Manager',
    email: 'bob@example.test',
    keys: { jira: 'JIRAUSER10102', confluence: '4028b8816f2c1a0e016f2c1b7a330002' },
    groups: [...everyone, 'token-managers'],
    active: true,
  },
  {
    name: 'admin',
    password: 'admin',
    displayName: 'Ada Admin',
    email: 'ada@example.test',
    keys: { jira: 'JIRAUSER10100', confluence: '4028b8816f2c1a0e016f2c1b7a330000' },
    groups: [...everyone, 'jira-administrators', 'confluence-administrators'],
    active: true,
  },
  {
    name: 'carol',
    password: 'carol',
    displayName: 'Çarol Ångström-李',
    email: 'carol@example.test',
    keys: { jira: 'JIRAUSER10103', confluence: '4028b8816f2c1a0e016f2c1b7a330003' },
    groups: everyone,
    active: true,
  },
  {
    name: 'märta',
    password: 'märta',
    displayName: 'Märta Öberg',
    email: 'marta@example.test',
    keys: { jira: 'JIRAUSER10104', confluence: '4028b8816f2c1a0e016f2c1b7a330004' },
    groups: everyone,
    active: true,
  },
  {
    name: 'dave',
    password: 'dave',
    displayName: 'Dave Departed',
    email: 'dave@example.test',
    keys: { jira: 'JIRAUSER10105', confluence: '4028b8816f2c1a0e016f2c1b7a330005' },
    groups: everyone,
    active: false,
  },
];

export type Directory = ReturnType<typeof createDirectory>;

/** The user directory both products share. Names are found in any letter case. */
export function createDirectory() {
  const byName = new Map<string, User>();
  const find = (name: string) => byName.get(name.toLowerCase());

  function known(name: string): User {
    const user = find(name);
    if (!user) throw new Error(`The playground has no user ${name}`);
    return user;
  }

  function reset() {
    byName.clear();
    for (const user of users) byName.set(user.name, { ...user, groups: [...user.groups] });
  }

  reset();
  return {
    find,
    findByKey: (product: Product, key: string) =>
      [...byName.values()].find((user) => user.keys[product] === key),
    all: () => [...byName.values()],
    /** Active users whose name, display name or address has a word that starts with the text. */
    search: (text: string) => [...byName.values()].filter((u) => u.active && isMatch(u, text)),
    groups: () => [...new Set([...byName.values()].flatMap((user) => user.groups))].sort(),
    members: (group: string) => [...byName.values()].filter((u) => u.groups.includes(group)),
    setGroups: (name: string, groups: readonly string[]) => {
      known(name).groups = [...groups];
    },
    setAdministers: (name: string, products: readonly Product[]) => {
      known(name).administers = [...products];
    },
    setActive: (name: string, active: boolean) => {
      known(name).active = active;
    },
    reset,
  };
}

export function isAdministrator(user: User | undefined, product: Product): boolean {
  return (
    user !== undefined &&
    (user.groups.includes(`${product}-administrators`) || holdsAdministration(user, product))
  );
}

/** By a permission of their own. */
export function holdsAdministration(user: User, product: Product): boolean {
  return user.administers?.includes(product) ?? false;
}

function isMatch(user: User, text: string): boolean {
  const sought = text.toLowerCase();
  const words = `${user.displayName} ${user.email}`.toLowerCase().split(/[\s-]+/);
  return [user.name, user.displayName.toLowerCase(), ...words].some((w) => w.startsWith(sought));
}
