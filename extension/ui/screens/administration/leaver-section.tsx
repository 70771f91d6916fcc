import { useEffect } from 'preact/hooks';
import { plural, t } from '../../../i18n.ts';
import { Avatar } from '../../components/avatar.tsx';
import { Field } from '../../components/field.tsx';
import { CheckIcon } from '../../components/icons.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import type { LeaverStep } from '../../state/administration/leaver.ts';
import { Failed } from '../failed.tsx';
import { UserSearchField } from '../user-search-field.tsx';
import { LeaverTokens } from './leaver-tokens.tsx';
import { useAdministration } from './use-administration.ts';
import { useFocusIfLost } from './use-focus-if-lost.ts';

/** Deleting all tokens of one person: who, which, sure?, and what became of it. */
export function LeaverSection() {
  const { leaver } = useAdministration();
  const step = leaver.step.value;
  useEffect(() => void leaver.loadGone(), [leaver]);
  return (
    <div class="form">
      <div class="section-head">
        <h2>{t('leaver.title')}</h2>
      </div>
      <p class="section-about">{t('leaver.about')}</p>
      {step.kind === 'search' ? <Search /> : <Chosen step={step} />}
    </div>
  );
}

function Search() {
  const { leaver } = useAdministration();
  const frame = useFocusIfLost();
  return (
    <div ref={frame}>
      <Field label={t('leaver.person')} help={t('leaver.personHelp')}>
        {(ids) => (
          <UserSearchField
            search={leaver.search}
            label={t('leaver.person')}
            ids={ids}
            onPick={(user) => void leaver.choose(user)}
          />
        )}
      </Field>
      <section class="part" aria-label={t('leaver.gone')}>
        <h3>{t('leaver.gone')}</h3>
        <p class="section-about">{t('leaver.goneAbout')}</p>
        <GonePeople />
      </section>
    </div>
  );
}

function GonePeople() {
  const { leaver } = useAdministration();
  const { value } = leaver.gone;
  if (value.kind === 'loading') return <p role="status">{t('app.loading')}</p>;
  if (value.kind === 'failed')
    return <Failed failure={value.failure} onRetry={() => void leaver.loadGone()} />;
  if (value.people.length === 0) return <p class="subtlest">{t('leaver.goneNone')}</p>;
  const last = value.people.length - 1;
  return (
    <ul class="rows">
      {value.people.map(({ person, count }, at) => (
        <li key={person.key}>
          <Avatar person={person} />
          <span class="grow">
            <bdi>{person.displayName}</bdi>
            <small>
              {person.name} ·{' '}
              {plural(
                value.isMore && at === last ? 'leaver.goneCountMore' : 'leaver.goneCount',
                count,
              )}
            </small>
          </span>
          <button
            type="button"
            class="button"
            aria-label={t('leaver.show', { name: person.displayName })}
            onClick={() => void leaver.choose(person)}
          >
            {t('leaver.showShort')}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Chosen({ step }: { step: Exclude<LeaverStep, { kind: 'search' }> }) {
  const { leaver } = useAdministration();
  const { person } = step;
  const frame = useFocusIfLost();
  return (
    <div ref={frame}>
      <div class="who">
        <Avatar person={person} />
        <span class="grow">
          <bdi>{person.displayName}</bdi>
          <small>{person.name}</small>
        </span>
        {step.kind !== 'done' && (
          <button type="button" class="link" onClick={leaver.reset}>
            {t('leaver.change')}
          </button>
        )}
      </div>
      {step.kind === 'looking' && <Skeleton />}
      {step.kind === 'lost' && (
        <Failed failure={step.failure} onRetry={() => void leaver.choose(person)} />
      )}
      {step.kind === 'found' && <LeaverTokens step={step} />}
      {step.kind === 'done' && <Done step={step} />}
    </div>
  );
}

function Done({ step }: { step: LeaverStep & { kind: 'done' } }) {
  const { leaver } = useAdministration();
  return (
    <>
      <div class="note success" role="status">
        <CheckIcon />
        <span>
          {plural('leaver.done', step.deleted)} {step.left > 0 && plural('delete.left', step.left)}
        </span>
      </div>
      <p>
        <button
          type="button"
          class="button"
          ref={(button) => button?.focus()}
          onClick={leaver.reset}
        >
          {t('leaver.another')}
        </button>
      </p>
    </>
  );
}
