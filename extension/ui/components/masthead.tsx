import type { ComponentChildren } from 'preact';
import { t } from '../../i18n.ts';
import { GateIcon } from './icons.tsx';

/** The head of every page of the extension; what it is about stands at its end. */
export function Masthead({ children }: { children?: ComponentChildren }) {
  return (
    <header class="top">
      <span class="mark">
        <GateIcon />
      </span>
      <h1>{t('app.title')}</h1>
      {children && <div class="where">{children}</div>}
    </header>
  );
}
