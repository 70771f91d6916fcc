import { computed, effect } from '@preact/signals';
import type { Store } from '../store.ts';
import { type AuditWindow, createAudit } from './audit.ts';
import { createLeaver } from './leaver.ts';
import { createPolicyEditor } from './policy-editor.ts';
import { createSelfTest } from './self-test.ts';
import { createWebhookEditor } from './webhook-editor.ts';

/** What the window does for it. */
export interface AdministrationWindow extends AuditWindow {
  /** Whether the browser asks before the window goes. */
  askBeforeUnload: (isNeeded: boolean) => void;
}

/** What the tab Administration has beside the popup's own state. It outlives the tab: changing tabs loses nothing. */
export function createAdministration(store: Store, around: AdministrationWindow) {
  const policy = createPolicyEditor(store);
  const audit = createAudit(store, around);
  const webhook = createWebhookEditor(store);
  /** Sections with changes that are not saved. */
  const unsaved = computed(() => ({
    policy: policy.isDirty.value,
    webhook: webhook.isDirty.value,
  }));

  effect(() => {
    const { value } = store.session.state;
    // Whoever has lost the power has nothing left to save.
    const mayTell = value.kind === 'ready' && value.session.can.administer;
    around.askBeforeUnload(mayTell && Object.values(unsaved.value).includes(true));
  });

  return {
    policy,
    audit,
    webhook,
    leaver: createLeaver(store),
    selfTest: createSelfTest(store),
    unsaved,
  };
}

export type Administration = ReturnType<typeof createAdministration>;
