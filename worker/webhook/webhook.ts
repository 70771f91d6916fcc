import type { WebhookRecord, WebhookSettings, WebhookTest } from '../../shared/contract/webhook.ts';
import type { Outbox } from '../db/outbox.ts';
import type { WebhookRow, WebhookStore } from '../db/webhooks.ts';
import type { AnnouncingSite } from '../domain/announcement-body.ts';
import type { Act } from '../domain/token.ts';
import type { Sealer } from '../seal.ts';
import type { Send, Target } from './send.ts';
import { newSigningSecret } from './sign.ts';

interface Dependencies {
  site: AnnouncingSite;
  store: WebhookStore;
  outbox: Outbox;
  sealer: Sealer;
  send: Send;
  objectionTo: (url: string) => string | undefined;
  now: () => number;
}

export interface WebhookWish {
  webhook: WebhookSettings | null;
  version: number;
  newSecret: boolean;
}

/** `secret` is the signing secret where it is a new one. */
export type SaveOutcome =
  | { kind: 'saved'; record: WebhookRecord; secret: string | null }
  | { kind: 'url-refused'; objection: string }
  | { kind: 'conflict' };

/** `none`: there is no webhook, or it is switched off. `unreadable`: neither pepper opens it. */
export type NoTarget = 'none' | 'unreadable';

/** What lies sealed: what a dump of the database must not show. */
interface Sealed {
  url: string;
  secret: string;
}

export type Webhook = ReturnType<typeof createWebhook>;

/** The webhook of one site, as its administrators see and change it, and as it is used. */
export function createWebhook(dependencies: Dependencies) {
  const { site, store, outbox, sealer, send, objectionTo, now } = dependencies;
  const context = { site: site.id, id: '', secret: '' };

  /** Undefined also where the seal does not open: the pepper is another, and the webhook must be set anew. */
  async function open(row: WebhookRow | undefined): Promise<Sealed | undefined> {
    const text = row?.seal ? await sealer.open(row.seal, context) : undefined;
    return text === undefined ? undefined : (JSON.parse(text) as Sealed);
  }

  async function recordOf(row: WebhookRow | undefined): Promise<WebhookRecord> {
    const [sealed, state] = await Promise.all([open(row), outbox.state()]);
    return {
      webhook: row && sealed ? settingsOf(row, sealed) : null,
      version: row?.version ?? 0,
      updatedAt: row ? new Date(row.updatedAt).toISOString() : null,
      updatedBy: row?.updatedBy ?? null,
      ...state,
    };
  }

  async function targetOf(row: WebhookRow | undefined): Promise<Target | undefined> {
    const sealed = await open(row);
    return row && sealed ? { ...sealed, shape: row.shape } : undefined;
  }

  return {
    read: async () => recordOf(await store.read()),

    /** Where news go now. */
    async readTarget(): Promise<Target | NoTarget> {
      const row = await store.read();
      if (!row?.enabled || row.seal === null) return 'none';
      return (await targetOf(row)) ?? 'unreadable';
    },

    /** While the pepper changes: under the present one, so that the webhook outlives the previous one. */
    async renewSeal(): Promise<void> {
      const row = await store.read();
      const seal = row?.seal ? await sealer.reseal(row.seal, context) : undefined;
      if (row?.seal && seal) await store.reseal(row.seal, seal);
    },

    async save({ webhook, version, newSecret }: WebhookWish, act: Act): Promise<SaveOutcome> {
      const objection = webhook && objectionTo(webhook.url);
      if (objection) return { kind: 'url-refused', objection };
      const stored = await store.read();
      const before = await open(stored);
      const isNew = webhook !== null && (newSecret || !before);
      const secret = isNew ? newSigningSecret() : before?.secret;
      const row = {
        version: version + 1,
        seal:
          webhook && secret
            ? await sealer.seal(JSON.stringify({ url: webhook.url, secret }), context)
            : null,
        events: webhook?.events ?? [],
        shape: webhook?.shape ?? 'json',
        enabled: webhook?.enabled ?? false,
        updatedAt: now(),
        updatedBy: act.by,
      };
      const details = {
        version: row.version,
        before: stored && before ? toldOf(settingsOf(stored, before)) : null,
        after: webhook && toldOf(webhook),
        newSecret: isNew,
      };
      const event = { site: site.id, action: 'webhook.changed', details, ...act } as const;
      if (!(await store.save(row, event))) return { kind: 'conflict' };
      const record = await recordOf({ site: site.id, ...row });
      return { kind: 'saved', record, secret: isNew ? (secret ?? null) : null };
    },

    /** One that is switched off can be tested as well. */
    async test(act: Act): Promise<WebhookTest> {
      const target = await targetOf(await store.read());
      if (!target) return { ok: false, status: null, detail: 'There is no webhook to test' };
      const announcement = { event: 'webhook.test', at: now(), data: { by: act.by } } as const;
      const id = `msg_${crypto.randomUUID().replaceAll('-', '')}`;
      const { kind, status, detail } = await send(target, { id, announcement }, site);
      const ok = kind === 'arrived';
      await store.noteTest({
        site: site.id,
        action: 'webhook.tested',
        details: { ok, status },
        ...act,
      });
      return { ok, status, detail };
    },
  };
}

function settingsOf({ events, shape, enabled }: WebhookRow, { url }: Sealed): WebhookSettings {
  return { url, events, shape, enabled };
}

function toldOf({ url, events, shape, enabled }: WebhookSettings) {
  return { host: new URL(url).host, events, shape, enabled };
}
