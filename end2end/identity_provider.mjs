// A real OpenID provider, of another make than ours: identity_provider.mjs PORT REDIRECT
//
// It asks people to sign in and to agree on pages of its own, wants PKCE, signs with a key of its
// own kind, and tells an e-mail at its userinfo endpoint only.

import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'ava-sign-in',
      client_secret: 'ava-sign-in-client-secret',
      redirect_uris: [redirect],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  pkce: { required: () => true },
  cookies: { keys: ['end2end'] },
  ttl: { AccessToken: 60, Grant: 3600, IdToken: 300, Interaction: 600, Session: 600 },
  features: { devInteractions: { enabled: true } },
  findAccount: (_, email) => ({
    accountId: email,
    claims: () => ({ sub: `subject of ${email}`, email, email_verified: true, name: 'Ana' }),
  }),
});

provider.listen(Number(port), '127.0.0.1');
