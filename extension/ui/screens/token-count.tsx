import { plural } from '../../i18n.ts';
import type { TokenList } from '../state/token-list.ts';

/**
 * The number of tokens shown, and of all that match. Empty while the list loads, so that a screen reader reads it once for each
 * load, even if the numbers are the same again.
 */
export function TokenCount({ list }: { list: TokenList }) {
  const isReady = list.state.value.kind === 'ready' && !list.isLoading.value;
  return <span role="status">{isReady && describeCount(list)}</span>;
}

function describeCount({ tokens, hasMore, total }: TokenList): string {
  const count = tokens.value.length;
  if (hasMore.value === null) return plural('manager.total', count);
  if (!total.value) return plural('manager.first', count);
  const key = total.value.isExact ? 'manager.total' : 'manager.moreThan';
  return plural('manager.firstOf', count, { total: plural(key, total.value.count) });
}
