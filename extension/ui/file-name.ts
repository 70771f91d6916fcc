/** "api-tokens-jira.example.com-jira-2026-11-24.csv": what it is, of which site, of which day. */
export function fileName(what: string, site: string, day: string, extension: string): string {
  const { host, pathname } = new URL(site);
  const place = `${host}${pathname}`.replace(/[^\w.-]+/g, '-').replace(/-$/, '');
  return `${what}-${place}-${day}.${extension}`;
}
