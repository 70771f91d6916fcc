import { screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { secret, token } from './fake-worker.ts';
import { button, openManager, page, press, theirs, type } from './open-manager.tsx';

interface Question {
  query?: { cursor?: string; limit?: string };
}

const saved: { name: string; text: Promise<string> }[] = [];

beforeEach(() => {
  saved.length = 0;
  history.replaceState(null, '', '/popup.html?view=manager');
  let file: Blob | undefined;
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    file = blob as Blob;
    return 'blob:a-file';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    expect(this.href).toBe('blob:a-file');
    saved.push({ name: this.download, text: file?.text() ?? expect.fail() });
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const pages = {
  start: { tokens: [theirs], nextCursor: 'c1' },
  c1: { tokens: [token({ id: 't4', description: '=1+1' })], nextCursor: 'c2' },
  c2: page(token({ id: 't5', description: 'The last' })),
};
const pageAt = ({ query }: Question) => pages[(query?.cursor ?? 'start') as keyof typeof pages];
const exported = (queries: Question['query'][]) => queries.filter((query) => query?.limit);

describe('export', () => {
  it('is one file of all pages, in the shown order, and is announced', async () => {
    const { queries } = await openManager({ 'GET /manager/tokens': pageAt });
    await press('User');
    await press('Export CSV');
    expect(await screen.findByText('3 tokens are exported.')).toBeTruthy();
    expect(saved.map(({ name }) => name)).toEqual(['api-tokens-jira.example.com-2026-11-23.csv']);
    const lines = (await saved[0]?.text)?.split('\r\n') ?? [];
    expect(lines.map((line) => line.split(',')[2])).toEqual([
      'Description',
      'Quarterly',
      '"\'=1+1"',
      '"The last"',
      undefined,
    ]);
    expect(lines.join()).not.toContain(secret);
    const order = { sort: 'owner', order: 'asc', limit: '100' };
    expect(exported(queries())).toEqual([
      order,
      { ...order, cursor: 'c1' },
      { ...order, cursor: 'c2' },
    ]);
  });

  it('is what the filters let through, in an order that does not change meanwhile', async () => {
    const { queries } = await openManager({ 'GET /manager/tokens': page(theirs) });
    await press('Last used');
    type(screen.getByRole('searchbox'), 'quart');
    await press('Export CSV');
    await screen.findByText('1 token is exported.');
    expect(exported(queries())).toEqual([
      { sort: 'created', order: 'desc', limit: '100', q: 'quart' },
    ]);
  });

  it('says how far it is, and is cancelled without a file', async () => {
    let answer: (page: unknown) => void = () => expect.fail();
    await openManager({
      'GET /manager/tokens': (question: Question) =>
        question.query?.cursor === 'c1'
          ? new Promise((resolve) => {
              answer = resolve;
            })
          : pageAt(question),
    });
    await press('Export CSV');
    expect(await screen.findByText('1 token so far…')).toBeTruthy();
    await press('Cancel');
    expect(document.activeElement).toBe(await button('Export CSV'));
    answer(pages.c2);
    await waitFor(() => expect(screen.queryByText(/so far/)).toBeNull());
    expect(saved).toEqual([]);
  });

  it('that fails saves nothing, says why, and goes on where it stopped', async () => {
    let isOnline = false;
    const { queries } = await openManager({
      'GET /manager/tokens': (question: Question) =>
        question.query?.cursor && !isOnline ? { kind: 'offline' } : pageAt(question),
    });
    await press('Export CSV');
    expect(await screen.findByText('The site cannot be reached')).toBeTruthy();
    expect(screen.getByText(/stopped after 1 token\. No file was saved/)).toBeTruthy();
    expect(saved).toEqual([]);
    isOnline = true;
    await press('Try again');
    await screen.findByText('3 tokens are exported.');
    expect((await saved[0]?.text)?.match(/Quarterly/g)).toHaveLength(1);
    expect(exported(queries()).map((query) => query?.cursor)).toEqual([
      undefined,
      'c1',
      'c1',
      'c2',
    ]);
  });

  it('begins anew where the Worker does not go on', async () => {
    let isOld = true;
    await openManager({
      'GET /manager/tokens': (question: Question) =>
        question.query?.cursor && isOld
          ? { kind: 'problem', code: 'invalid_request', detail: 'cursor' }
          : pageAt(question),
    });
    await press('Export CSV');
    await screen.findByText('The site refused this');
    isOld = false;
    await press('Try again');
    await screen.findByText('3 tokens are exported.');
    expect((await saved[0]?.text)?.match(/Quarterly/g)).toHaveLength(1);
  });
});
