// A real authorization server, of another make than ours, in the place of Google's:
// authorization_server.mjs PORT REDIRECT
//
// It asks people to sign in and to agree on pages of its own, wants PKCE, and gives another
// refresh token with each renewal. Beside it stands a list of calendars for its tokens. All
// is at the paths that Google has.

import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const calendar = (right) => `https://www.googleapis.com/auth/calendar.${right}`;
const rights = ['events.owned', 'calendarlist.readonly'].map(calendar);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'ava-end2end',
      client_secret: 'ava-end2end-client-secret',
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  scopes: ['openid', 'email', ...rights],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  pkce: { required: () => true },
  issueRefreshToken: () => true,
  rotateRefreshToken: true,
  // So short that AVA renews it after a second.
  ttl: { AccessToken: 2, Grant: 3600, IdToken: 300, Interaction: 600, RefreshToken: 3600, Session: 600 },
  cookies: { keys: ['end2end'] },
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  routes: {
    authorization: '/o/oauth2/v2/auth',
    token: '/token',
    userinfo: '/v1/userinfo',
    revocation: '/revoke',
  },
  findAccount: (_, email) => ({
    accountId: email,
    claims: () => ({ sub: email, email, email_verified: true }),
  }),
});

let renewals = 0;
provider.on('grant.success', ({ oidc }) => {
  if (oidc.params.grant_type === 'refresh_token') renewals += 1;
});

provider.use(async (ctx, next) => {
  if (ctx.path === '/renewals') {
    ctx.body = { renewals };
    return undefined;
  }
  if (ctx.path !== '/calendar/v3/users/me/calendarList') return next();
  const token = await provider.AccessToken.find(ctx.get('authorization').replace('Bearer ', ''));
  if (!token || token.isExpired || !token.scope.includes(calendar('calendarlist.readonly'))) {
    ctx.status = 401;
    ctx.body = { error: { code: 401, errors: [{ domain: 'global', reason: 'authError' }] } };
    return undefined;
  }
  const id = token.accountId;
  ctx.body = { items: [{ id, summary: id, primary: true }, { id: 'team', summary: 'Team' }] };
  return undefined;
});

provider.listen(Number(port), '127.0.0.1');
