import { render } from 'preact';
import { t, uiLocale } from '../../i18n.ts';

const root = document.getElementById('app');
document.documentElement.lang = uiLocale();
document.title = `${t('app.title')} · ${t('options.title')}`;
if (root) void start(root);

/** Loaded later, so that nothing of it becomes a part of what the popup loads at once (wxt.config.ts). */
async function start(root: HTMLElement): Promise<void> {
  const { OptionsPage } = await import('../../ui/screens/options/options-page.tsx');
  render(<OptionsPage />, root);
}
