import { signal } from '@preact/signals';
import {
  type AnsweredWebhook,
  getWebhook,
  saveWebhook,
  testWebhook,
  WebhookEvent,
  type WebhookRecord,
  type WebhookSettings,
  type WebhookTest,
} from '../../../../shared/contract/webhook.ts';
import type { Failure } from '../../../api.ts';
import { t } from '../../../i18n.ts';
import type { Store } from '../store.ts';
import { createEdited } from './edited.ts';
import { isConflict } from './policy-editor.ts';

export type TestState =
  | { kind: 'idle' | 'running' }
  | { kind: 'done'; result: WebhookTest }
  | { kind: 'failed'; failure: Failure };

/** A change that is asked about before it is made. */
export type WebhookQuestion = 'remove' | 'renew';

type Joined = Pick<Store, 'call' | 'announce'>;

/** What a form without a webhook begins with. */
const blank: AnsweredWebhook = {
  url: '',
  events: [...WebhookEvent.options],
  shape: 'json',
  enabled: true,
};

/** The webhook of the site in its form. A new signing secret is in `secret` until its dialog closes, and nowhere else. */
export function createWebhookEditor({ call, announce }: Joined) {
  const edited = createEdited<WebhookRecord, AnsweredWebhook>({
    read: () => call(getWebhook, {}),
    draftOf: ({ webhook }) => webhook ?? blank,
  });
  const { state } = edited;
  const isBusy = signal(false);
  const failure = signal<Failure | undefined>(undefined);
  const tried = signal(false);
  const question = signal<WebhookQuestion | undefined>(undefined);
  const secret = signal<string | undefined>(undefined);
  const test = signal<TestState>({ kind: 'idle' });

  /** False: a field is wrong. */
  function save(): boolean {
    const { value } = state;
    tried.value = true;
    if (value.kind !== 'ready') return false;
    if (!looksLikeUrl(value.draft.url) || value.draft.events.length === 0) return false;
    void put(value.draft, false);
    return true;
  }

  function answer(): void {
    const { value } = state;
    if (value.kind !== 'ready') return;
    if (question.value === 'remove') void put(null, false);
    else if (value.stored.webhook) void put(value.stored.webhook, true);
  }

  async function put(webhook: AnsweredWebhook | null, newSecret: boolean): Promise<void> {
    const { value } = state;
    if (value.kind !== 'ready' || isBusy.value) return;
    isBusy.value = true;
    failure.value = undefined;
    const { stored, draft } = value;
    const { version } = stored;
    // What a newer Worker named goes back as it is named.
    const body = { webhook: webhook as WebhookSettings | null, version, newSecret };
    const answer = await call(saveWebhook, { body });
    isBusy.value = false;
    if (answer.ok)
      return finish(answer.value, { draft: webhook ?? draft, isRemoved: webhook === null });
    if (!isConflict(answer.failure)) {
      failure.value = answer.failure;
      return;
    }
    question.value = undefined;
    await edited.load();
  }

  function finish(
    { secret: made, ...stored }: WebhookRecord & { secret: string | null },
    { draft, isRemoved }: { draft: AnsweredWebhook; isRemoved: boolean },
  ) {
    question.value = undefined;
    tried.value = false;
    test.value = { kind: 'idle' };
    secret.value = made ?? undefined;
    edited.saved(stored, draft);
    announce(t(isRemoved ? 'webhook.removed' : 'webhook.saved'));
  }

  async function runTest(): Promise<void> {
    if (test.value.kind === 'running') return;
    test.value = { kind: 'running' };
    const answer = await call(testWebhook, { body: {} });
    test.value = answer.ok
      ? { kind: 'done', result: answer.value }
      : { kind: 'failed', failure: answer.failure };
  }

  function ask(wanted: WebhookQuestion | undefined): void {
    if (isBusy.value) return;
    question.value = wanted;
    failure.value = undefined;
  }

  return {
    ...edited,
    isBusy,
    failure,
    tried,
    question,
    secret,
    test,
    save,
    ask,
    answer,
    runTest,
    edit(change: Partial<AnsweredWebhook>) {
      failure.value = undefined;
      edited.edit(change);
    },
    discard() {
      edited.discard();
      tried.value = false;
      failure.value = undefined;
    },
    forgetSecret() {
      secret.value = undefined;
    },
  };
}

export type WebhookEditor = ReturnType<typeof createWebhookEditor>;

/** Whether it is one that anything may be sent to, the Worker alone knows. */
export function looksLikeUrl(text: string): boolean {
  const url = URL.parse(text.trim());
  return url !== null && /^https?:$/.test(url.protocol);
}
