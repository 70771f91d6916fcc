/** The oldest Worker whose answers this extension understands. */
export const oldestWorker = '0.1.0';

/** Whether a version comes before another one (semver 2.0.0, section 11; pre-releases of one version are alike here). */
export function isOlder(version: string, than: string): boolean {
  const a = partsOf(version);
  const b = partsOf(than);
  const index = a.findIndex((part, at) => part !== b[at]);
  return index >= 0 && (a[index] ?? 0) < (b[index] ?? 0);
}

/** Major, minor, patch, and 0 for a pre-release of that, else 1. */
function partsOf(version: string): number[] {
  const [numbers = '', ...pre] = version.replace(/\+.*/, '').split('-');
  const [major = 0, minor = 0, patch = 0] = numbers.split('.').map((part) => Number(part) || 0);
  return [major, minor, patch, pre.length > 0 ? 0 : 1];
}
