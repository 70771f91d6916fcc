import { plural, t } from '../../../i18n.ts';
import { Expiry } from '../../components/expiry.tsx';
import { Field } from '../../components/field.tsx';
import { SlowHint } from '../../components/slow-hint.tsx';
import { isSameName } from '../../same-name.ts';
import type { LeaverStep } from '../../state/administration/leaver.ts';
import { Failed } from '../failed.tsx';
import { useStore } from '../use-store.ts';
import { useAdministration } from './use-administration.ts';

/** Which tokens a person has, and the question whether they shall go: the name must be typed. */
export function LeaverTokens({ step }: { step: LeaverStep & { kind: 'found' } }) {
  const { now } = useStore();
  const { person, tokens, isMore, isBusy, deleted, failure } = step;
  if (tokens.length === 0 && !failure)
    return <p role="status">{t('leaver.none', { name: person.displayName })}</p>;
  return (
    <>
      <p role="status">
        <b>{plural(isMore ? 'leaver.more' : 'leaver.count', tokens.length)}</b>
      </p>
      {/* Scrolled by keyboard too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus. */}
      <ul class="rows tokens-of" tabIndex={0} aria-label={t('token.table')}>
        {tokens.map(({ id, description, hint, expiresAt, replacedBy }) => (
          <li key={id}>
            <span class="grow">
              <b>
                <bdi>{description}</bdi>
              </b>
              <small class="mono">{hint}…</small>
            </span>
            <span class="ends">
              <Expiry at={expiresAt} now={now()} isReplaced={replacedBy !== null} />
            </span>
          </li>
        ))}
      </ul>
      {failure && <Failed failure={failure} />}
      {failure && deleted > 0 && <p class="subtlest">{t('leaver.goOn')}</p>}
      <Confirm step={step} />
      <span role="status">{isBusy && plural('leaver.running', deleted)}</span>
      <SlowHint isWaiting={isBusy} />
    </>
  );
}

function Confirm({ step: { person, isBusy } }: { step: LeaverStep & { kind: 'found' } }) {
  const { leaver } = useAdministration();
  const isRight = isSameName(leaver.typed.value, person.name);

  function submit(event: Event) {
    event.preventDefault();
    if (leaver.confirm()) return;
    const form = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => form.querySelector<HTMLElement>('input')?.focus());
  }

  return (
    <form noValidate onSubmit={submit}>
      <Field
        label={t('leaver.confirmLabel', { name: person.name })}
        help={t('leaver.confirmHelp')}
        problem={leaver.tried.value && !isRight ? t('leaver.confirmProblem') : undefined}
      >
        {(ids) => (
          <input
            {...ids}
            type="text"
            autocomplete="off"
            spellcheck={false}
            autocapitalize="none"
            value={leaver.typed.value}
            onInput={(event) => leaver.type(event.currentTarget.value)}
          />
        )}
      </Field>
      <p>
        <button type="submit" class="button danger" aria-disabled={isBusy}>
          {t('leaver.confirm')}
        </button>
      </p>
    </form>
  );
}
