import { Hono } from 'hono';
import { exportAudit, exportTypes, listAudit } from '../../shared/contract/audit-list.ts';
import { exportFormats, streamPages } from '../audit/export.ts';
import { eventViewOf } from '../audit/view.ts';
import { type AppEnv, onlyAdministrators } from '../caller.ts';
import {
  type AuditPosition,
  filtersOf,
  formatAuditCursor,
  parseAuditCursor,
} from '../domain/audit-list.ts';
import { errorFacts, log } from '../log.ts';
import { Problem } from '../problem.ts';
import { validateQuery } from '../validate.ts';

/** Events that one statement reads for an export; of those, D1 lets one call have 1000 (docs/operate.md). */
const exportPage = 500;

export const audit = new Hono<AppEnv>()
  .get(listAudit.path, onlyAdministrators, validateQuery(listAudit.query), async (c) => {
    const query = c.req.valid('query');
    const after = query.cursor === undefined ? undefined : parseAuditCursor(query.cursor);
    if (query.cursor !== undefined && !after)
      throw new Problem('invalid_request', 'cursor does not belong to this query');
    const { rows, next } = await c.env.house.auditLog(c.env.site)(
      filtersOf(query),
      query.limit,
      after,
    );
    return c.json({
      events: rows.map(eventViewOf),
      nextCursor: next ? formatAuditCursor(next) : null,
    });
  })
  .get(exportAudit.path, onlyAdministrators, validateQuery(exportAudit.query), async (c) => {
    const { house, site } = c.env;
    const query = c.req.valid('query');
    const filters = filtersOf(query);
    const readPage = house.auditLog(site);
    const read = async (after: AuditPosition | undefined) => {
      const { rows, next } = await readPage(filters, exportPage, after);
      return { events: rows.map(eventViewOf), next };
    };
    // The reader sees no more than that it broke off: D1 answers a thousand statements a call, and may fail at any of them.
    const readBehind = (after: AuditPosition) =>
      read(after).catch((error: unknown) => {
        const { requestId } = c.var;
        log('error', 'audit.export-broken-off', { requestId, site: site.id, ...errorFacts(error) });
        throw error;
      });
    const stream = streamPages(exportFormats[query.format], await read(undefined), readBehind);
    const day = new Date().toISOString().slice(0, 10);
    return c.body(stream, 200, {
      'Content-Type': `${exportTypes[query.format]}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="postern-audit-${site.id}-${day}.${query.format}"`,
    });
  });
