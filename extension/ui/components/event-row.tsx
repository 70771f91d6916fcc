import type { ReadEvent } from '../../../shared/contract/audit.ts';
import { t } from '../../i18n.ts';
import { factsOf } from '../audit/facts.ts';
import { deedOf, omittedText, sentenceOf } from '../audit/sentence.ts';
import { fullTime } from '../dates.ts';
import { RichText } from './rich-text.tsx';
import { When } from './when.tsx';

export interface EventRowProps {
  event: ReadEvent;
  now: number;
  /** The product's name. */
  product: string;
}

/** One event of the audit: when, what in a sentence, from where; the rest behind "Details". */
export function EventRow({ event, now, product }: EventRowProps) {
  const facts = factsOf(event, product);
  const omitted = omittedText(event);
  return (
    <tr data-event={event.id}>
      <td data-label={t('audit.when')}>
        <When at={event.at} now={now} />
        <small>{fullTime(Date.parse(event.at))}</small>
      </td>
      <th scope="row">
        <Sentence event={event} />
        {omitted && <small>{omitted}</small>}
        {facts.length > 0 && (
          <details class="facts">
            <summary>{t('audit.details')}</summary>
            <dl>
              {facts.map(({ label, value }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    <bdi>{value}</bdi>
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
      </th>
      <td data-label={t('audit.where')} class="mono">
        {event.address ?? ''}
      </td>
    </tr>
  );
}

/** Names by others are elements of their own, which end what their letters do to the direction of writing. */
function Sentence({ event }: { event: ReadEvent }) {
  const { actor, owner, token } = event;
  const renamed = event.action === 'token.renamed' ? event.details : null;
  const named = (text: string | undefined) => <bdi>{text}</bdi>;
  return (
    <RichText
      text={sentenceOf(event)}
      actor={actor ? named(actor.displayName ?? actor.name) : <b>{t('audit.postern')}</b>}
      owner={named(owner?.displayName ?? owner?.name ?? t('audit.nobody'))}
      token={<Quoted text={token?.description} />}
      before={<Quoted text={renamed?.before} />}
      deed={named(deedOf(event))}
      after={<Quoted text={renamed?.after ?? token?.description} />}
    />
  );
}

function Quoted({ text }: { text: string | undefined }) {
  if (text === undefined) return <>{t('audit.aToken')}</>;
  return <RichText text={t('policy.quoted')} name={<bdi>{text}</bdi>} />;
}
