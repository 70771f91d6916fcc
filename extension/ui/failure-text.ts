import type { Product } from '../../shared/contract/session.ts';
import type { Failure } from '../api.ts';
import { t } from '../i18n.ts';
import { isOlder, oldestWorker } from '../worker-version.ts';

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
    case 'timeout':
      return { title: t('failure.timeout'), advice: t('failure.timeoutAdvice') };
    case 'logged-out':
      return { title: t('failure.loggedOut'), advice: t('failure.loggedOutAdvice') };
    case 'unreadable':
      return { title: t('failure.unreadable'), advice: t('failure.unreadableAdvice', { host }) };
    case 'other-version':
      return versionText(failure.version);
    case 'problem':
      return problemText(failure, product ? t(`product.${product}`) : host);
  }
}

function versionText(version: string): FailureText {
  return isOlder(version, oldestWorker)
    ? {
        title: t('failure.workerTooOld'),
        advice: t('failure.workerTooOldAdvice', { version, oldest: oldestWorker }),
      }
    : {
        title: t('failure.extensionTooOld'),
        advice: t('failure.extensionTooOldAdvice', { version }),
      };
}

function problemText(failure: Failure & { kind: 'problem' }, product: string): FailureText {
  const { code, detail, reason } = failure;
  const precise = reason && (nativeTokenText(reason, product) ?? rotationText(reason));
  if (precise) return precise;
  switch (code) {
    case 'forbidden':
      return { title: t('failure.forbidden'), advice: t('failure.forbiddenAdvice') };
    case 'not_found':
      return { title: t('failure.notFound'), advice: t('failure.notFoundAdvice') };
    case 'conflict':
      return { title: t('failure.conflict'), advice: t('failure.conflictAdvice') };
    case 'limit_reached':
      return { title: t('failure.limit'), advice: t('failure.limitAdvice', { detail }) };
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
    // A code of a newer Worker.
    default:
      return { title: t('failure.other'), advice: t('failure.otherAdvice', { detail }) };
  }
}

/** Why the product gave no personal access token to stand behind the new one; undefined: a reason of a newer Worker. */
function nativeTokenText(reason: string, product: string): FailureText | undefined {
  switch (reason) {
    case 'pat-limit-reached':
      return {
        title: t('failure.patLimit', { product }),
        advice: t('failure.patLimitAdvice', { product }),
      };
    case 'pat-too-long':
    case 'pat-never':
      return {
        title: t('failure.patLong', { product }),
        advice: t('failure.patLongAdvice', { product }),
      };
    case 'pat-name':
      return { title: t('failure.patName', { product }), advice: t('failure.patNameAdvice') };
    case 'pat-not-offered':
      return {
        title: t('failure.patNone', { product }),
        advice: t('failure.patNoneAdvice', { product }),
      };
    case 'pat-refused':
      return { title: t('failure.patRefused', { product }), advice: t('failure.patRefusedAdvice') };
    default:
      return undefined;
  }
}

/** Why a token was not rotated; undefined: a reason of a newer Worker. */
function rotationText(reason: string): FailureText | undefined {
  switch (reason) {
    case 'rotation-of-expired':
      return { title: t('failure.tokenExpired'), advice: t('failure.tokenExpiredAdvice') };
    case 'rotation-done-already':
      return { title: t('failure.tokenRotated'), advice: t('failure.tokenRotatedAdvice') };
    case 'rotation-limit':
      return { title: t('failure.manyRotated'), advice: t('failure.manyRotatedAdvice') };
    default:
      return undefined;
  }
}
