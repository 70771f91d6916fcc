import type { Page } from '@playwright/test';

export interface SeedToken {
  description: string;
  /** A user's key; undefined: whoever is logged in. */
  owner?: string;
  scope?: 'read' | 'write';
  /** Until when; null: never. */
  days?: number | null;
}

/** Keys of the playground's people in Jira. */
export const keys = {
  admin: 'JIRAUSER10100',
  alice: 'JIRAUSER10101',
  bob: 'JIRAUSER10102',
  carol: 'JIRAUSER10103',
  märta: 'JIRAUSER10104',
};

/** Makes tokens by the API, as the popup's session; answers their secrets. What a person does by hand is tested elsewhere. */
export async function seedTokens(
  popup: Page,
  site: string,
  wishes: readonly SeedToken[],
): Promise<string[]> {
  const bodies = wishes.map(({ description, owner, scope = 'read', days = 90 }) => ({
    description,
    scope,
    expiresAt: days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString(),
    ...(owner && { owner }),
  }));
  return popup.evaluate(
    async ([url, all]) => {
      const secrets: string[] = [];
      for (const body of all) {
        const response = await fetch(url, {
          method: 'POST',
          credentials: 'include',
          headers: { 'X-Postern-Client': 'test', 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
        if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
        secrets.push(((await response.json()) as { secret: string }).secret);
      }
      return secrets;
    },
    [`${site}/_postern/api/v1/tokens`, bodies] as const,
  );
}

/** Deletes all that the session sees: the playground lives as long as all tests, and a user has few tokens at once. */
export async function deleteAllTokens(popup: Page, site: string): Promise<void> {
  await popup.evaluate(async (url) => {
    const headers = { 'X-Postern-Client': 'test', 'Content-Type': 'application/json' };
    const options = { credentials: 'include', headers } as const;
    for (;;) {
      const page = await (await fetch(`${url}?limit=100`, options)).json();
      const ids = (page as { tokens: { id: string }[] }).tokens.map(({ id }) => id);
      if (ids.length === 0) return;
      const body = JSON.stringify({ ids });
      const response = await fetch(`${url}/delete`, { method: 'POST', ...options, body });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    }
  }, `${site}/_postern/api/v1/manager/tokens`);
}

/** Deletes those of whoever is logged in. */
export async function deleteOwnTokens(popup: Page, site: string): Promise<void> {
  await popup.evaluate(async (url) => {
    const options = { credentials: 'include', headers: { 'X-Postern-Client': 'test' } } as const;
    const page = await (await fetch(`${url}?limit=100`, options)).json();
    for (const { id } of (page as { tokens: { id: string }[] }).tokens) {
      const { status } = await fetch(`${url}/${id}`, { method: 'DELETE', ...options });
      if (status !== 204) throw new Error(`${status}`);
    }
  }, `${site}/_postern/api/v1/tokens`);
}
