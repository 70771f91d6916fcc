import { checkActAs } from '../../shared/contract/act-as.ts';
import { exportAudit, listAudit } from '../../shared/contract/audit-list.ts';
import { getDiagnosis } from '../../shared/contract/diagnosis.ts';
import type { Endpoint } from '../../shared/contract/endpoint.ts';
import { searchGroups } from '../../shared/contract/group.ts';
import { reportLeak } from '../../shared/contract/leak.ts';
import { deleteTokens, deleteTokensOfUser, listAllTokens } from '../../shared/contract/manager.ts';
import { getPolicy, previewPolicy, savePolicy } from '../../shared/contract/policy-changes.ts';
import { rotateToken } from '../../shared/contract/rotation.ts';
import { getSession } from '../../shared/contract/session.ts';
import { getSite } from '../../shared/contract/site.ts';
import { getSelf, getToken, listTokens } from '../../shared/contract/token.ts';
import { createToken, deleteToken, renameToken } from '../../shared/contract/token-changes.ts';
import { getUser, searchUsers } from '../../shared/contract/user.ts';
import { getWebhook, saveWebhook, testWebhook } from '../../shared/contract/webhook.ts';

/** Every call there is; the keys are the operations' names in openapi.json. */
export const endpoints: Record<string, Endpoint> = {
  getSession,
  getSite,
  listTokens,
  createToken,
  getToken,
  renameToken,
  deleteToken,
  rotateToken,
  listAllTokens,
  deleteTokens,
  deleteTokensOfUser,
  searchUsers,
  getUser,
  checkActAs,
  getDiagnosis,
  getPolicy,
  savePolicy,
  previewPolicy,
  searchGroups,
  listAudit,
  exportAudit,
  getWebhook,
  saveWebhook,
  testWebhook,
  reportLeak,
  getSelf,
};
