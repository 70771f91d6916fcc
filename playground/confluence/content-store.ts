export interface Attachment {
  id: string;
  title: string;
  mediaType: string;
  data: Buffer;
  /** A user name. */
  creator: string;
  createdAt: number;
}

export interface Content {
  id: string;
  type: string;
  title: string;
  space: string;
  /** Confluence storage format. */
  body: string;
  version: number;
  /** Names of users. */
  creator: string;
  modifier: string;
  createdAt: number;
  modifiedAt: number;
  attachments: Attachment[];
}

export interface Space {
  key: string;
  name: string;
  /** Whether anonymous visitors may read it. */
  isPublic: boolean;
}

export const spaces: readonly Space[] = [
  { key: 'DS', name: 'Demonstration Space', isPublic: true },
  { key: 'TEAM', name: 'Team Space', isPublic: false },
];

export type NewContent = Pick<Content, 'title' | 'space' | 'body' | 'creator'> & Partial<Content>;
export type ContentStore = ReturnType<typeof createContentStore>;

const FIRST: readonly NewContent[] = [
  {
    title: 'Welcome to Confluence',
    space: 'DS',
    creator: 'admin',
    body: '<p>This space shows what a wiki page looks like to a script and to a person.</p>',
  },
  {
    title: 'How we release',
    space: 'DS',
    creator: 'bob',
    body: '<p>Every second Tuesday, from the main branch, by the build server.</p>',
  },
  {
    title: 'On-call handbook',
    space: 'TEAM',
    creator: 'carol',
    body: '<p>Whom to wake, and when not to.</p>',
  },
];

export function createContentStore(now: () => number) {
  const contents = new Map<string, Content>();
  let nextId = 0;
  function newId() {
    nextId += 1;
    return String(nextId);
  }

  function create(wish: NewContent): Content {
    const content: Content = {
      id: newId(),
      type: 'page',
      version: 1,
      modifier: wish.creator,
      createdAt: now(),
      modifiedAt: now(),
      attachments: [],
      ...wish,
    };
    contents.set(content.id, content);
    return content;
  }

  function reset() {
    contents.clear();
    nextId = 65_536;
    for (const content of FIRST) create(content);
  }

  reset();
  return {
    create,
    reset,
    newId,
    now,
    find: (id: string) => contents.get(id),
    findByTitle: (space: string, title: string) =>
      [...contents.values()].find((one) => one.space === space && one.title === title),
    /** What this visitor may read, oldest first. */
    readableBy: (isLoggedIn: boolean) =>
      [...contents.values()].filter(({ space }) => mayRead(space, isLoggedIn)),
  };
}

export function mayRead(spaceKey: string, isLoggedIn: boolean): boolean {
  return isLoggedIn || spaces.some(({ key, isPublic }) => key === spaceKey && isPublic);
}
