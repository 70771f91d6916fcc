import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Policy } from '../shared/contract/policy.ts';
import { newSigningSecret, signatureHeaders } from '../worker/webhook/sign.ts';

const guide = readFileSync('docs/admin-guide.md', 'utf8');

type Check = (headers: Record<string, string>, body: string, secret: string) => boolean;

/** The example as a reader would save it. */
async function documentedCheck(): Promise<Check> {
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(guide) ?? [];
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    isFromPostern: Check;
  };
  return module.isFromPostern;
}

describe('the guide for administrators', () => {
  it('has every field of the policy, and no other', () => {
    const [, table = ''] = /## Policy\n([\s\S]*?)\n## /.exec(guide) ?? [];
    const named = [...table.matchAll(/^\| [^|]+ \| `(\w+)` \|/gm)].map(([, field]) => field);
    expect(named).toEqual(expect.arrayContaining(Object.keys(Policy.entries)));
    expect(named).toHaveLength(Object.keys(Policy.entries).length);
  });

  it('checks what the Worker signs, and refuses what is changed, old or signed by others', async () => {
    const isFromPostern = await documentedCheck();
    const secret = newSigningSecret();
    const body = '{"type":"token.created","data":{"description":"Übergabe 報告"}}';
    const sign = (sentAt: number, by = secret) =>
      signatureHeaders({ id: 'msg_1', sentAt, body }, by);
    const headers = await sign(Date.now());
    expect(isFromPostern(headers, body, secret)).toBe(true);
    expect(isFromPostern(headers, `${body} `, secret)).toBe(false);
    expect(isFromPostern({ ...headers, 'webhook-id': 'msg_2' }, body, secret)).toBe(false);
    expect(isFromPostern({ ...headers, 'webhook-timestamp': '' }, body, secret)).toBe(false);
    expect(isFromPostern(headers, body, newSigningSecret())).toBe(false);
    expect(isFromPostern(await sign(Date.now() - 400_000), body, secret)).toBe(false);
    expect(isFromPostern(await sign(Date.now(), newSigningSecret()), body, secret)).toBe(false);
    expect(isFromPostern({}, body, secret)).toBe(false);
  });
});
