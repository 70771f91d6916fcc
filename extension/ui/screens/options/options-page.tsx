import { useMemo } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { createCall } from '../../../api.ts';
import { t } from '../../../i18n.ts';
import { Masthead } from '../../components/masthead.tsx';
import { News } from '../../components/news.tsx';
import { createReminderChoice } from '../../state/reminder-choice.ts';
import { createSiteSettings } from '../../state/site-settings.ts';
import { ReminderSection } from './reminder-section.tsx';
import { SiteSection } from './site-section.tsx';

/** The settings of the extension, in a tab of their own. */
export function OptionsPage() {
  const sites = useMemo(() => {
    const { version } = browser.runtime.getManifest();
    return createSiteSettings((site) =>
      createCall(site, version, (...request) => fetch(...request)),
    );
  }, []);
  const reminders = useMemo(createReminderChoice, []);
  return (
    <div class="settings">
      <Masthead>{t('options.title')}</Masthead>
      <main class="page">
        <SiteSection settings={sites} />
        <ReminderSection choice={reminders} />
      </main>
      <News news={sites.news.value} onDone={sites.forgetNews} />
    </div>
  );
}
