import type { Token } from '../../../shared/contract/token.ts';
import { type MessageKey, t } from '../../i18n.ts';
import { type Tick, TokenRow, type TokenRowActions } from './token-row.tsx';

export interface SortState<Key extends string> {
  by: Key;
  order: 'asc' | 'desc';
}

type Column = 'owner' | 'description' | 'scope' | 'created' | 'creator' | 'lastUsed' | 'expires';
export type SortColumn = Exclude<Column, 'scope' | 'creator'>;

const headings: Record<Column, MessageKey> = {
  owner: 'token.user',
  description: 'token.description',
  scope: 'token.scope',
  created: 'token.created',
  creator: 'token.createdBy',
  lastUsed: 'token.lastUsed',
  expires: 'token.expires',
};

const ownColumns: Column[] = ['description', 'scope', 'created', 'lastUsed', 'expires'];
const everyonesColumns: Column[] = [
  'owner',
  'description',
  'scope',
  'created',
  'creator',
  'lastUsed',
  'expires',
];

export interface TokenTableProps extends TokenRowActions {
  tokens: readonly Token[];
  now: number;
  /** With the columns User and Created by. */
  showsOwner: boolean;
  sort: SortState<SortColumn>;
  onSort: (by: SortColumn) => void;
  /** Ticked tokens; undefined: nothing can be ticked. */
  selection?: {
    ids: ReadonlySet<string>;
    isAll: boolean;
    /** No more can be ticked. */
    isFull: boolean;
    /** `isRange`: with all between the one before and this one. */
    onToggle: (token: Token, isRange: boolean) => void;
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
  const columns = showsOwner ? everyonesColumns : ownColumns;
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
                  checked={selection.isAll}
                  indeterminate={selection.ids.size > 0 && !selection.isAll}
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
                tick: tickOf(token, selection),
              })}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function tickOf({ id }: Token, selection: NonNullable<TokenTableProps['selection']>): Tick {
  const isOn = selection.ids.has(id);
  return { isOn, isDisabled: selection.isFull && !isOn, onToggle: selection.onToggle };
}

interface HeadingProps {
  column: Column;
  sort: SortState<SortColumn>;
  onSort: (by: SortColumn) => void;
}

function Heading({ column, sort, onSort }: HeadingProps) {
  if (column === 'scope' || column === 'creator') return <th scope="col">{t(headings[column])}</th>;
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
