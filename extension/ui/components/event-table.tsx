import type { ReadEvent } from '../../../shared/contract/audit.ts';
import { t } from '../../i18n.ts';
import { EventRow, type EventRowProps } from './event-row.tsx';

interface EventTableProps extends Omit<EventRowProps, 'event'> {
  events: readonly ReadEvent[];
}

/** Events, one a row; on narrow windows one a card. */
export function EventTable({ events, ...row }: EventTableProps) {
  return (
    <div class="table-frame">
      <table class="events" aria-label={t('audit.table')}>
        <thead>
          <tr>
            <th scope="col">{t('audit.when')}</th>
            <th scope="col">{t('audit.what')}</th>
            <th scope="col">{t('audit.where')}</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <EventRow key={event.id} event={event} {...row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
