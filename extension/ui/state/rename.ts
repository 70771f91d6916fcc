import type { Token } from '../../../shared/contract/token.ts';
import { renameToken } from '../../../shared/contract/token-changes.ts';
import { type Failure, isGone } from '../../api.ts';
import { t } from '../../i18n.ts';
import type { Store } from './store.ts';

type Joined = Pick<Store, 'call' | 'announce' | 'replaced' | 'dropped' | 'refresh'>;

/** Undefined: there is nothing left to do, as the token has its new description, or is no more. */
export async function rename(
  { call, announce, replaced, dropped, refresh }: Joined,
  { id, description: former }: Token,
  description: string,
): Promise<Failure | undefined> {
  const answer = await call(renameToken, { id, body: { description } });
  if (answer.ok) {
    replaced(answer.value);
    announce(t('rename.done', { description: answer.value.description }));
    return undefined;
  }
  if (!isGone(answer.failure)) return answer.failure;
  dropped(new Set([id]));
  refresh();
  announce(t('delete.gone', { description: former }), 'note');
  return undefined;
}
