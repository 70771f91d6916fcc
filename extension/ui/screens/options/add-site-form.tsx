import { useRef } from 'preact/hooks';
import { t } from '../../../i18n.ts';
import { Field } from '../../components/field.tsx';
import type { SiteSettings } from '../../state/site-settings.ts';

/** Adds a site by the address of any of its pages. */
export function AddSiteForm({ settings }: { settings: SiteSettings }) {
  const { problem, isAdding, add, forgetProblem } = settings;
  const address = useRef<HTMLInputElement>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const { current } = address;
    if (!current) return;
    const isAdded = await add(current.value);
    if (isAdded) current.value = '';
    current.focus();
  }

  return (
    <form class="add-site" onSubmit={submit} noValidate>
      <Field
        label={t('options.address')}
        help={t('options.addressHelp')}
        problem={problem.value && t(`options.problems.${problem.value}`)}
      >
        {(ids) => (
          <div class="line">
            <input
              {...ids}
              ref={address}
              type="text"
              inputMode="url"
              autocomplete="off"
              spellcheck={false}
              placeholder="https://jira.example.com/browse/DEMO-1"
              onInput={forgetProblem}
            />
            <button type="submit" class="button primary" aria-disabled={isAdding.value}>
              {isAdding.value ? t('options.adding') : t('options.add')}
            </button>
          </div>
        )}
      </Field>
    </form>
  );
}
