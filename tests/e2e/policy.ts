import type { Policy } from '../../shared/contract/policy.ts';

/** Changes the policy of a Jira, as its administrator by the API; answers how to put it back. */
export async function changePolicy(
  site: string,
  change: Partial<Policy>,
): Promise<() => Promise<void>> {
  const login = await fetch(`${site}/login.jsp`, {
    method: 'POST',
    body: new URLSearchParams({ os_username: 'admin', os_password: 'admin' }),
    redirect: 'manual',
  });
  const headers = {
    Cookie: String(login.headers.get('Set-Cookie')).split(';', 1)[0] ?? '',
    'X-Postern-Client': 'test',
    'Content-Type': 'application/json',
  };
  const url = `${site}/_postern/api/v1/policy`;
  const read = async () =>
    (await (await fetch(url, { headers })).json()) as { policy: Policy; version: number };
  const save = async (policy: Policy) => {
    const { version } = await read();
    const body = JSON.stringify({ policy, version });
    const response = await fetch(url, { method: 'PUT', headers, body });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  };
  const { policy: former } = await read();
  await save({ ...former, ...change });
  return () => save(former);
}
