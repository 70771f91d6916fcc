import { startOfDay } from '../../shared/days.ts';
import { t, uiLocale } from '../i18n.ts';
import type { InstantFilter, RangeProblem } from './instant-filter.ts';

/** "Last 7 days", "3 Jan – 5 Feb 2026", "from 3 Jan 2026" */
export function filterText(filter: InstantFilter): string {
  if (typeof filter === 'string') return t(`filters.${filter}`);
  const [from, to] = [filter.from, filter.to].map((day) => (day ? startOfDay(day) : undefined));
  const format = new Intl.DateTimeFormat(uiLocale(), { dateStyle: 'medium' });
  if (from !== undefined && to !== undefined) return format.formatRange(from, to);
  if (from !== undefined) return t('filters.since', { date: format.format(from) });
  return t('filters.until', { date: format.format(to) });
}

export function rangeProblemText(kind: RangeProblem): string {
  return t(`filters.problems.${kind}`);
}
