import { type ActAsCheck, ActAsResult } from '../../shared/contract/act-as.ts';
import { isNamed } from '../../shared/contract/openly.ts';
import { t, worded } from '../i18n.ts';

/** What a self-test came to; a result that a newer Worker has, as it is named. */
export function actAsText(result: ActAsCheck['result'], product: string): string {
  return isNamed(ActAsResult, result)
    ? t(`selfTest.results.${worded(result)}`, { product })
    : result;
}
