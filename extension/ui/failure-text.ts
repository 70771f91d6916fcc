import type { Product } from '../../shared/contract/session.ts';
import type { Failure } from '../api.ts';
import { t } from '../i18n.ts';

interface FailureText {
  title: string;
  advice: string;
}

/** A failure in words: what happened, and what this person can do. */
export function failureText(
  failure: Failure,
  host: string,
  product: Product | undefined,
): FailureText {
  switch (failure.kind) {
    case 'offline':
      return { title: t('failure.offline'), advice: t('failure.offlineAdvice') };
    case 'logged-out':
      return { title: t('failure.loggedOut'), advice: t('failure.loggedOutAdvice') };
    case 'unreadable':
      return { title: t('failure.unreadable'), advice: t('failure.unreadableAdvice', { host }) };
    case 'problem':
      return problemText(failure, product ? t(`product.${product}`) : host);
  }
}

function problemText(
  { code, detail }: Failure & { kind: 'problem' },
  product: string,
): FailureText {
  switch (code) {
    case 'forbidden':
      return { title: t('failure.forbidden'), advice: t('failure.forbiddenAdvice') };
    case 'not_found':
      return { title: t('failure.notFound'), advice: t('failure.notFoundAdvice') };
    case 'conflict':
      return { title: t('failure.conflict'), advice: t('failure.conflictAdvice') };
    case 'limit_reached':
      return { title: t('failure.limit'), advice: t('failure.limitAdvice', { detail }) };
    case 'rate_limited':
      return { title: t('failure.rateLimited'), advice: t('failure.rateLimitedAdvice') };
    case 'invalid_request':
      return { title: t('failure.invalid'), advice: t('failure.invalidAdvice', { detail }) };
    case 'origin_unavailable':
      return {
        title: t('failure.originUnavailable', { product }),
        advice: t('failure.originUnavailableAdvice', { product }),
      };
    case 'unauthenticated':
      return { title: t('failure.loggedOut'), advice: t('failure.loggedOutAdvice') };
    case 'unavailable':
    case 'internal':
      return { title: t('failure.unavailable'), advice: t('failure.unavailableAdvice') };
  }
}
