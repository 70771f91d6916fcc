import { isNamed } from '../../../../shared/contract/openly.ts';
import {
  type AnsweredWebhook,
  WebhookEvent,
  WebhookShape,
} from '../../../../shared/contract/webhook.ts';
import { t } from '../../../i18n.ts';
import { Field, Help } from '../../components/field.tsx';
import { RadioGroup } from '../../components/radio-group.tsx';
import { looksLikeUrl } from '../../state/administration/webhook-editor.ts';
import { eventText, urlRefusal } from '../../webhook-text.ts';
import { useAdministration } from './use-administration.ts';

/** Where to, in which format, of what, and whether at all. */
export function WebhookForm({ draft }: { draft: AnsweredWebhook }) {
  const { webhook } = useAdministration();
  const { edit } = webhook;
  return (
    <div class="form part">
      <Field label={t('webhook.url')} help={t('webhook.urlHelp')} problem={urlProblem(draft.url)}>
        {(ids) => (
          <input
            {...ids}
            type="text"
            inputMode="url"
            class="mono"
            autocomplete="off"
            spellcheck={false}
            autocapitalize="none"
            value={draft.url}
            onInput={(event) => edit({ url: event.currentTarget.value.trim() })}
          />
        )}
      </Field>
      <RadioGroup
        legend={t('webhook.shape')}
        layout="cards"
        choices={WebhookShape.options.map((shape) => ({
          id: shape,
          label: t(`webhook.shapes.${shape}`),
          about: t(`webhook.shapesAbout.${shape}`),
        }))}
        selected={draft.shape}
        onSelect={(id) => {
          const shape = WebhookShape.options.find((option) => option === id);
          if (shape) edit({ shape });
        }}
      />
      <Events events={draft.events} />
      <div class="field">
        <label class="check">
          <input
            type="checkbox"
            checked={draft.enabled}
            aria-describedby="enabled-help"
            onChange={(event) => edit({ enabled: event.currentTarget.checked })}
          />
          <span>{t('webhook.enabled')}</span>
        </label>
        <div id="enabled-help" class="help">
          {t('webhook.enabledHelp')}
        </div>
      </div>
    </div>
  );

  function urlProblem(url: string): string | undefined {
    const isWrong = webhook.tried.value && !looksLikeUrl(url);
    return isWrong ? t('webhook.problems.url') : urlRefusal(webhook.failure.value);
  }
}

function Events({ events }: Pick<AnsweredWebhook, 'events'>) {
  const { webhook } = useAdministration();
  const isMissing = webhook.tried.value && events.length === 0;

  /** In the contract's order, so that ticking one again is no change. What a newer Worker has beside them stays. */
  function toggle(event: WebhookEvent, isOn: boolean) {
    const known = WebhookEvent.options.filter((other) =>
      other === event ? isOn : events.includes(other),
    );
    webhook.edit({ events: [...known, ...events.filter((one) => !isNamed(WebhookEvent, one))] });
  }

  return (
    <fieldset class="field">
      <legend>{t('webhook.events')}</legend>
      {WebhookEvent.options.map((event) => (
        <div key={event} class="option">
          <label>
            <input
              type="checkbox"
              checked={events.includes(event)}
              aria-invalid={isMissing}
              onChange={({ currentTarget }) => toggle(event, currentTarget.checked)}
            />
            {eventText(event)}
          </label>
        </div>
      ))}
      <Help problem={isMissing ? t('webhook.problems.events') : undefined} />
    </fieldset>
  );
}
