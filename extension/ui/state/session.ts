import { signal } from '@preact/signals';
import { getSession, type Product, type Session } from '../../../shared/contract/session.ts';
import type { Call, Failure } from '../../api.ts';

export type SessionState =
  | { kind: 'loading' }
  | { kind: 'ready'; session: Session }
  | { kind: 'failed'; failure: Failure };

/** Remembers what a site is, so that also somebody who is logged out is told what to log in to. */
export interface ProductMemory {
  read(): Promise<Product | undefined>;
  write(product: Product): Promise<void>;
}

export function createSession(call: Call, memory: ProductMemory) {
  const state = signal<SessionState>({ kind: 'loading' });
  const product = signal<Product | undefined>(undefined);

  async function load(): Promise<void> {
    if (state.value.kind === 'failed') state.value = { kind: 'loading' };
    const answer = await call(getSession, {});
    if (answer.ok) {
      product.value = answer.value.site.product;
      state.value = { kind: 'ready', session: answer.value };
      await memory.write(product.value);
    } else {
      product.value ??= await memory.read();
      state.value = { kind: 'failed', failure: answer.failure };
    }
  }

  return { state, product, load };
}

export type SessionSlice = ReturnType<typeof createSession>;
