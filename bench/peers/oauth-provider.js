import { OAuthProvider } from '@cloudflare/workers-oauth-provider';

const redirectUri = 'https://client.example.com/callback';
const verifier = 'a-verifier-for-the-bench-only-0123456789-0123456789';

/** The authorization code flow, up to the request for a token. */
async function authorize(provider) {
  const { clientId } = await provider.createClient({
    redirectUris: [redirectUri],
    tokenEndpointAuthMethod: 'none',
  });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const codeChallenge = new Uint8Array(digest).toBase64({
    alphabet: 'base64url',
    omitPadding: true,
  });
  const { redirectTo } = await provider.completeAuthorization({
    request: {
      responseType: 'code',
      clientId,
      redirectUri,
      scope: ['read'],
      state: 'bench',
      codeChallenge,
      codeChallengeMethod: 'S256',
    },
    userId: 'alice',
    metadata: {},
    scope: ['read'],
    props: { name: 'alice' },
  });
  return new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    code: new URL(redirectTo).searchParams.get('code'),
  });
}

export default new OAuthProvider({
  apiRoute: '/jira/',
  apiHandler: { fetch: async () => new Response('ok') },
  defaultHandler: {
    fetch: async (_request, env) => new Response(await authorize(env.OAUTH_PROVIDER)),
  },
  authorizeEndpoint: '/authorize',
  tokenEndpoint: '/token',
  resourceMetadata: { resource: 'http://127.0.0.1/jira/' },
});
