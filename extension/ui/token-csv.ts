import type { Token } from '../../shared/contract/token.ts';
import { csvLine } from '../../shared/csv.ts';
import { type MessageKey, t } from '../i18n.ts';
import { fileName } from './file-name.ts';
import { scopeText } from './scope-text.ts';

/** Tokens as CSV (RFC 4180) that spreadsheets open without harm. Instants are ISO 8601 in UTC; of a secret there is the hint alone. */

const columns: readonly [heading: MessageKey, (token: Token) => string][] = [
  ['token.user', ({ owner }) => owner.displayName],
  ['csv.userName', ({ owner }) => owner.name],
  ['token.description', ({ description }) => description],
  ['csv.token', ({ hint }) => `${hint}…`],
  ['token.scope', ({ scope }) => scopeText(scope)],
  ['token.created', ({ createdAt }) => createdAt],
  ['token.createdBy', ({ creator }) => creator.displayName],
  ['csv.createdByName', ({ creator }) => creator.name],
  ['token.lastUsed', ({ lastUsedAt }) => lastUsedAt ?? t('token.neverUsed')],
  ['csv.lastUsedFrom', ({ lastUsedFrom }) => lastUsedFrom ?? ''],
  ['token.expires', ({ expiresAt }) => expiresAt ?? t('token.never')],
  ['token.addresses', ({ ipRanges }) => ipRanges?.join(' ') ?? t('token.anyAddress')],
  ['csv.id', ({ id }) => id],
];

/** Excel reads a file as UTF-8 where it begins with this. */
const byteOrderMark = '\uFEFF';

export function csvHead(): string {
  return byteOrderMark + csvLine(columns.map(([heading]) => t(heading)));
}

export function csvLines(tokens: readonly Token[]): string {
  return tokens.map((token) => csvLine(columns.map(([, read]) => read(token)))).join('');
}

export function csvName(site: string, day: string): string {
  return fileName('api-tokens', site, day, 'csv');
}
