import { type ActAsCheck, WayToAct } from '../../../../shared/contract/act-as.ts';
import { isNamed } from '../../../../shared/contract/openly.ts';
import { t } from '../../../i18n.ts';
import { actAsText } from '../../act-as-text.ts';
import { CheckIcon, WarningIcon } from '../../components/icons.tsx';
import { SlowHint } from '../../components/slow-hint.tsx';
import { Failed } from '../failed.tsx';
import { useSession } from '../use-store.ts';
import { useAdministration } from './use-administration.ts';

/** Whether tokens can work at all: a question to the origin, and its answer in words. */
export function SelfTestSection() {
  const { selfTest } = useAdministration();
  const product = t(`product.${useSession().site.product}`);
  const state = selfTest.state.value;
  const isRunning = state.kind === 'running';
  return (
    <div class="form">
      <div class="section-head">
        <h2>{t('selfTest.title')}</h2>
      </div>
      <p class="section-about">{t('selfTest.about', { product })}</p>
      <p>
        <button
          type="button"
          class="button primary"
          aria-disabled={isRunning}
          onClick={() => void selfTest.run()}
        >
          {t(state.kind === 'idle' || isRunning ? 'selfTest.run' : 'selfTest.again')}
        </button>
      </p>
      <div role="status">
        {isRunning && <p>{t('selfTest.running', { product })}</p>}
        {state.kind === 'done' && <Answer check={state.check} product={product} />}
      </div>
      {state.kind === 'failed' && <Failed failure={state.failure} />}
      <SlowHint isWaiting={isRunning} />
    </div>
  );
}

function Answer({ check, product }: { check: ActAsCheck; product: string }) {
  const { ok, actAs, result, detail } = check;
  return (
    <div class={ok ? 'note success' : 'note danger'}>
      {ok ? <CheckIcon /> : <WarningIcon />}
      <div>
        <strong>{t(ok ? 'selfTest.good' : 'selfTest.bad')}</strong>
        <p>{actAsText(result, product)}</p>
        <dl>
          <dt>{t('selfTest.way')}</dt>
          <dd>{isNamed(WayToAct, actAs) ? t(`selfTest.ways.${actAs}`) : actAs}</dd>
          {!ok && (
            <>
              <dt>{t('selfTest.said')}</dt>
              <dd lang="en">{detail}</dd>
            </>
          )}
        </dl>
      </div>
    </div>
  );
}
