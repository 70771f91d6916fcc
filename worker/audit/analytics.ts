import type { SampledEvent } from '../domain/audit.ts';

export type Analytics = (event: SampledEvent) => void;

/**
 * Events as data points of Workers Analytics Engine. The order of the fields is documented (docs/deploy.md) and queries
 * are written by it: append, never move. What is bounded nowhere else is cut, since all blobs together may have 16 KB.
 */
export function createAnalytics(dataset: AnalyticsEngineDataset): Analytics {
  return ({ site, action, details, tokenId, owner, by, address, userAgent, requestId }) => {
    const reason = 'reason' in details ? details.reason : 'needs' in details ? details.needs : '';
    const names = [action, reason, tokenId, owner?.key, by?.key, by?.name];
    dataset.writeDataPoint({
      indexes: [site],
      blobs: [...names, address, userAgent, requestId].map((text) => (text ?? '').slice(0, 255)),
      doubles: [1],
    });
  };
}
