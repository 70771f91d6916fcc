import { maxDescriptionLength } from '../../../shared/contract/token.ts';
import { formatFilter, instantFields, parseFilter } from '../instant-filter.ts';
import { type Filters, maxOwners } from './manager-filters.ts';
import { newestFirst, type Sort, type SortKey } from './token-list.ts';

/** What the Token Manager shows, as it stands in the popup's address: a reload keeps it. Nothing in it is more than the page shows. */
export interface Wish {
  filters: Filters;
  sort: Sort;
}

const sortKeys: readonly SortKey[] = ['owner', 'description', 'created', 'lastUsed', 'expires'];
const maxKeyLength = 255;

/** Takes what it knows of an address and leaves the rest: anybody may have written it. */
export function readWish(address: URLSearchParams): Wish {
  const filters: Filters = {
    text: (address.get('q') ?? '').slice(0, maxDescriptionLength),
    owners: ownersOf(address),
    isInactive: address.get('inactive') === 'yes',
  };
  for (const field of instantFields) {
    filters[field] = parseFilter(field, address.get(field) ?? '');
  }
  return { filters, sort: sortOf(address) };
}

/** Writes them into an address, beside what else is there. */
export function writeWish(address: URLSearchParams, { filters, sort }: Wish): void {
  put(address, 'q', filters.text.trim() || undefined);
  put(address, 'inactive', filters.isInactive ? 'yes' : undefined);
  address.delete('owner');
  for (const { key } of filters.owners) address.append('owner', key);
  for (const field of instantFields) {
    const filter = filters[field];
    put(address, field, filter && formatFilter(filter));
  }
  const isUsual = sort.by === newestFirst.by && sort.order === newestFirst.order;
  put(address, 'sort', isUsual ? undefined : sort.by);
  put(address, 'order', isUsual ? undefined : sort.order);
}

function put(address: URLSearchParams, name: string, value: string | undefined): void {
  if (value === undefined) address.delete(name);
  else address.set(name, value);
}

/** Keys alone stand there; until somebody says who they are, the key is the name. */
function ownersOf(address: URLSearchParams) {
  const keys = address.getAll('owner').filter((key) => key !== '' && key.length <= maxKeyLength);
  return [...new Set(keys)].slice(0, maxOwners).map((key) => ({ key, name: '', displayName: key }));
}

function sortOf(address: URLSearchParams): Sort {
  const by = sortKeys.find((key) => key === address.get('sort'));
  const order = address.get('order');
  if (!by || (order !== 'asc' && order !== 'desc')) return newestFirst;
  return { by, order };
}
