import { isNamed, type Unnamed } from '../../shared/contract/openly.ts';
import { Scope } from '../../shared/contract/token.ts';
import { t } from '../i18n.ts';

/** What a token may do; a scope that a newer Worker has, as it is named. */
export function scopeText(scope: Scope | Unnamed): string {
  return isNamed(Scope, scope) ? t(`scope.${scope}`) : scope;
}
