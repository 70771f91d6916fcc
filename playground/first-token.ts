/** Makes a token the way a person does: logs in by the form, then asks the API with that session. Answers the secret. */
export async function makeToken(
  site: string,
  user: { name: string; password: string },
): Promise<string> {
  const login = await fetch(`${site}/login.jsp`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'User-Agent': 'postern-playground' },
    body: new URLSearchParams({ os_username: user.name, os_password: user.password }),
  });
  const cookie = login.headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0])
    .join('; ');
  const created = await fetch(`${site}/_postern/api/v1/tokens`, {
    method: 'POST',
    headers: {
      Cookie: cookie,
      'Content-Type': 'application/json',
      'X-Postern-Client': 'playground',
    },
    body: JSON.stringify({
      description: `npm start, ${new Date().toLocaleString('en-GB')}`,
      expiresAt: new Date(Date.now() + 7 * 86_400_000).toISOString(),
      scope: 'write',
    }),
  });
  if (!created.ok)
    throw new Error(`No token could be made: ${created.status} ${await created.text()}`);
  return ((await created.json()) as { secret: string }).secret;
}
