import { afterAll, beforeAll, expect } from 'vitest';
import { type House, type Judged, openHouse, type ProxyKind, type Served } from './house.ts';
import { type Header, intruder, valuesOf } from './identity.ts';

/** What the tests of one proxy share; `house` and the tokens are there once the tests run. */
export interface Stage {
  house: House;
  /** A token of alice's that may do everything, and one that may only read. */
  secret: string;
  readOnly: string;
  get(headers: readonly Header[], judged?: Judged): Promise<Served>;
  /** The origin got one request, from the proxy, in the name of this user; and it says nothing else of who acts. */
  expectServedAs(user: string, served: Served): void;
  expectNoIntruder(served: Served): void;
  /** With this status, and the origin heard nothing of it. */
  expectRefused(served: Served, status: number): void;
}

export function openStage(proxy: ProxyKind): Stage {
  let house: House | undefined;
  const stage: Stage = {
    get house() {
      if (!house) throw new Error('The house is not open yet');
      return house;
    },
    secret: '',
    readOnly: '',

    get: (headers, judged = 'any') =>
      stage.house.send({ target: '/rest/api/2/myself', headers, judged }),

    expectServedAs(user, served) {
      expect(served.received).toMatchObject([{ user, authenticatedBy: 'header' }]);
      expect(valuesOf(served, 'Remote-User')).toEqual([user]);
      expect(valuesOf(served, 'X-Postern-Secret')).toEqual([stage.house.originSecret]);
      expect(valuesOf(served, 'X-Forwarded-For')).toEqual(['127.0.0.1']);
      for (const name of ['Authorization', 'Cookie', 'Upgrade', 'X-Postern-Proxy-Secret'])
        expect(valuesOf(served, name), name).toEqual([]);
      stage.expectNoIntruder(served);
      expect(served.headers.get('set-cookie')).toBeUndefined();
      expect(served.headers.get('cache-control')).toEqual(['private, no-store']);
    },

    expectNoIntruder({ received }) {
      expect(received[0]?.rawHeaders.filter((text) => text.includes(intruder))).toEqual([]);
    },

    expectRefused(served, status) {
      expect(served.status).toBe(status);
      expect(served.received).toEqual([]);
      const challenge = served.headers.get('www-authenticate');
      expect(challenge).toEqual(
        status === 401 ? ['Basic realm="Jira", charset="UTF-8"'] : undefined,
      );
    },
  };

  beforeAll(async () => {
    house = await openHouse(proxy);
    stage.secret = (await house.createToken('alice')).secret;
    stage.readOnly = (await house.createToken('alice', { scope: 'read' })).secret;
  });
  afterAll(() => house?.close());
  return stage;
}
