import type { Token } from '../../../shared/contract/token.ts';
import { type MessageKey, t } from '../../i18n.ts';
import { TokenRow, type TokenRowActions } from './token-row.tsx';

export interface SortState<Key extends string> {
  by: Key;
  order: 'asc' | 'desc';
}

type Column = 'owner' | 'description' | 'scope' | 'created' | 'lastUsed' | 'expires';
export type SortColumn = Exclude<Column, 'scope'>;

const headings: Record<Column, MessageKey> = {
  owner: 'token.user',
  description: 'token.description',
  scope: 'token.scope',
  created: 'token.created',
  lastUsed: 'token.lastUsed',
  expires: 'token.expires',
};

export interface TokenTableProps extends TokenRowActions {
  tokens: readonly Token[];
  now: number;
  /** With a User column. */
  showsOwner: boolean;
  sort: SortState<SortColumn>;
  onSort: (by: SortColumn) => void;
  /** Ticked tokens; undefined: nothing can be ticked. */
  selection?: {
    ids: ReadonlySet<string>;
    onToggle: (token: Token) => void;
    onToggleAll: () => void;
  };
}

/** Tokens, one a row; on narrow windows one a card. */
export function TokenTable({
  tokens,
  showsOwner,
  sort,
  onSort,
  selection,
  ...row
}: TokenTableProps) {
  const columns: Column[] = ['description', 'scope', 'created', 'lastUsed', 'expires'];
  if (showsOwner) columns.unshift('owner');
  return (
    <div class="table-frame">
      <table class="tokens" aria-label={t('token.table')}>
        <thead>
          <tr>
            {selection && (
              <td class="tick">
                <input
                  type="checkbox"
                  aria-label={t('manager.selectAll')}
                  checked={tokens.length > 0 && selection.ids.size === tokens.length}
                  indeterminate={selection.ids.size > 0 && selection.ids.size < tokens.length}
                  onChange={selection.onToggleAll}
                />
              </td>
            )}
            {columns.map((column) => (
              <Heading key={column} column={column} sort={sort} onSort={onSort} />
            ))}
            <th scope="col">
              <span class="unseen">{t('token.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenRow
              key={token.id}
              token={token}
              showsOwner={showsOwner}
              {...row}
              {...(selection && {
                tick: { isOn: selection.ids.has(token.id), onToggle: selection.onToggle },
              })}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadingProps {
  column: Column;
  sort: SortState<SortColumn>;
  onSort: (by: SortColumn) => void;
}

function Heading({ column, sort, onSort }: HeadingProps) {
  if (column === 'scope') return <th scope="col">{t(headings.scope)}</th>;
  const isSorted = sort.by === column;
  const direction = sort.order === 'asc' ? 'ascending' : 'descending';
  return (
    <th scope="col" aria-sort={isSorted ? direction : undefined}>
      <button type="button" class="sort" onClick={() => onSort(column)}>
        {t(headings[column])}
        <span aria-hidden="true">{isSorted ? (sort.order === 'asc' ? ' ↑' : ' ↓') : ''}</span>
      </button>
    </th>
  );
}
