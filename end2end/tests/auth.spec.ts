// Signing up, in and out; the language; events that a session survives.

import { expect, field, newAccount, signIn, signUp, test } from '../fixtures';
import { ACCOUNT, INTEGRATIONS, follow, heading, signOut } from '../journey';

test('sign up, sign out, sign in, and back to the page that asked', { tag: ['@phone', '@no-js'] }, async ({
  page,
  go,
  ready,
  somebody: account,
  axe,
  javaScriptEnabled,
}) => {
  await go('/signup');
  await signUp(page, account);
  await page.waitForURL(`**${INTEGRATIONS}`);
  await expect(heading(page)).toHaveText('Integrations');
  await expect(page.getByRole('link', { name: 'Choose your time zone' })).toHaveCount(javaScriptEnabled ? 0 : 1);
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(account.email)).toBeVisible();
  await expect(page.locator('main').getByText(account.organisation)).toBeVisible();
  await signOut(page);
  await ready();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await axe('the sign-in page after signing out');

  await go('/dashboard/integrations/twilio?choose=1');
  await page.waitForURL('**/login?next=**');
  await ready();
  await signIn(page, account);
  await page.waitForURL('**/dashboard/integrations/twilio?choose=1');
});

test.describe('in Lima', () => {
  test.use({ timezoneId: 'America/Lima' });

  test('whoever signs up reads times in the zone of their browser', async ({ page, go, somebody }) => {
    await go('/signup');
    await signUp(page, somebody);
    await page.waitForURL(`**${INTEGRATIONS}`);
    await go(ACCOUNT);
    await expect(field(page, 'zone')).toHaveValue('America/Lima');
  });
});

test('a sign-in never leads to another site', async ({ page, go, account }) => {
  await page.context().clearCookies();
  await go('/login?next=https://evil.example/x');
  await signIn(page, account);
  await page.waitForURL(`**${INTEGRATIONS}`);
});

test('a wrong password says so, and keeps what was typed but the password', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  account,
  allowStatus,
  axe,
  javaScriptEnabled,
}) => {
  allowStatus(401);
  await page.context().clearCookies();
  await go('/login?next=/dashboard/agents');
  await signIn(page, account, 'not the password');
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong. Check both and try again.');
  await ready();
  await expect(field(page, 'email').first()).toHaveValue(account.email);
  if (!javaScriptEnabled) await expect(page.locator('input[type="password"]')).toHaveValue('');
  await axe('a refused sign-in');
  await page.locator('input[type="password"]').fill(account.password);
  await follow(page.getByRole('button', { name: 'Sign in', exact: true }), '/dashboard/agents');
});

test('an unknown e-mail gets the same answer as a wrong password', async ({ page, go, somebody, allowStatus }) => {
  allowStatus(401);
  await go('/login');
  await signIn(page, somebody);
  await expect(page.getByRole('alert')).toHaveText('E-mail or password is wrong. Check both and try again.');
});

test('an e-mail that is taken says so on its field, and what was typed stays', async ({
  page,
  go,
  ready,
  account,
  allowStatus,
  axe,
}) => {
  allowStatus(409, 422);
  await page.context().clearCookies();
  await go('/signup');
  await signUp(page, { ...account, organisation: 'Other Clinic', name: 'Bob Tan' });
  await expect(field(page, 'email')).toHaveAccessibleDescription(/already an account with this e-mail/);
  await ready();
  await expect(field(page, 'org_name')).toHaveValue('Other Clinic');
  await expect(field(page, 'name')).toHaveValue('Bob Tan');
  await axe('a refused sign-up');
});

test('a weak password is refused on its field', async ({ page, go, somebody, allowStatus }) => {
  allowStatus(400, 422);
  await go('/signup');
  await signUp(page, { ...somebody, password: 'short' });
  await expect(field(page, 'password')).toHaveAccessibleDescription(/^At least \d+ characters\./);
});

test('lesson 60: too many attempts end with a sentence that says when to try again', async ({ page, go, somebody, allowStatus }) => {
  allowStatus(429);
  const attempt = () =>
    page.request.post('/rpc/log_in', {
      form: { 'form[email]': somebody.email, 'form[password]': 'not the password', 'form[next]': '' },
    });
  await expect.poll(async () => (await attempt()).status(), { intervals: [0] }).toBe(429);
  await go('/login');
  await signIn(page, somebody, 'not the password');
  await expect(page.getByText(/^Too many attempts\. Try again in \d+ (s|minutes)\.$/)).toBeVisible();
});

test('the demo account is one press away', { tag: '@no-js' }, async ({ page, go }) => {
  await go('/login');
  await follow(page.getByRole('button', { name: 'Use the demo account' }), INTEGRATIONS);
});

test('the language follows the browser, then the person', { tag: '@no-js' }, async ({ page, go, ready, account, context }) => {
  await go(ACCOUNT);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('button', { name: 'Français' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await ready();
  await expect(heading(page)).toHaveText('Compte');
  await go(INTEGRATIONS);
  await expect(heading(page)).toHaveText('Intégrations');

  // The language is the person's: it comes with the sign-in, in another browser.
  await context.clearCookies();
  await go('/login');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await signIn(page, account);
  await page.waitForURL(`**${INTEGRATIONS}`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
});

test('a visitor’s language stays, too', { tag: '@no-js' }, async ({ page, go, ready }) => {
  await go('/login');
  await page.getByRole('button', { name: 'Français' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
  await ready();
  await go('/signup');
  await expect(heading(page)).toHaveText('Créer votre compte');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('lesson 50: an error page does not cost the session', async ({ page, go, account, allowStatus }) => {
  allowStatus(404);
  const missing = await go('/dashboard/nothing-here');
  expect(missing?.status()).toBe(404);
  await go('/dashboard/operations/no-such-operation');
  await follow(page.locator('main').getByRole('link', { name: 'Go to the start page' }), INTEGRATIONS);
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(account.email)).toBeVisible();
});

test('every device is listed, and another one can be signed out', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  elsewhere: other,
  account,
  axe,
}) => {
  await go('/login', other);
  await signIn(other, account);
  await other.waitForURL(`**${INTEGRATIONS}`);

  await go(ACCOUNT);
  const panel = page.locator('main section').filter({ has: page.getByRole('heading', { name: 'Your devices' }) });
  const devices = panel.getByRole('listitem');
  await expect(devices).toHaveCount(2);
  await expect(page.getByText('This device', { exact: true })).toHaveCount(1);
  await axe('two devices');
  await devices.getByRole('button', { name: /^Sign out / }).click();
  await expect(devices).toHaveCount(1);
  await ready();
  await expect(page.getByText('That device is signed out.')).toBeVisible();

  await go(ACCOUNT, other);
  await other.waitForURL('**/login?next=**');
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(account.email)).toBeVisible();
});

test('a person has another name', { tag: '@no-js' }, async ({ page, go, ready, account: _, axe }) => {
  await go(ACCOUNT);
  await field(page, 'name').fill('Ana Morel-Dupré');
  await page.getByRole('button', { name: 'Change name' }).click();
  await expect(page.getByText('Your name is changed.')).toBeVisible();
  await ready();
  await expect(field(page, 'name')).toHaveValue('Ana Morel-Dupré');
  await axe('another name');
});

test('a new password ends what is signed in elsewhere, and this page goes on', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  elsewhere: other,
  account,
  allowStatus,
  axe,
}) => {
  allowStatus(401, 422);
  await go('/login', other);
  await signIn(other, account);
  await other.waitForURL(`**${INTEGRATIONS}`);

  await go(ACCOUNT);
  const form = page.locator('form', { has: page.getByLabel('New password') });
  const change = async (present: string) => {
    await field(form, 'present').fill(present);
    await field(form, 'password').fill(`lantern sailor ${account.twilio.token.slice(0, 6)}`);
    await form.getByRole('button', { name: 'Change password' }).click();
  };
  await change('not the password');
  await expect(field(form, 'present')).toHaveAccessibleDescription(/not your present password/);
  await ready();
  await axe('a refused change of the password');
  await change(account.password);
  await expect(page.getByText('Your password is changed.')).toBeVisible();

  await go(ACCOUNT, other);
  await other.waitForURL('**/login?next=**');
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(account.email)).toBeVisible();
});

test('a link to another password is asked for alike by whoever has an account and by others', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  account,
}) => {
  await page.context().clearCookies();
  for (const email of [account.email, 'nobody@example.com']) {
    await go('/login');
    await follow(page.getByRole('link', { name: 'Forgot your password?' }), '/forgot');
    await ready();
    await field(page, 'email').fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await expect(page.getByText('If this address can have a link, it is on its way.')).toBeVisible();
  }
});

test('two people in one browser, one after the other: each sees their own', async ({ page, go, ready, account }) => {
  await go(ACCOUNT);
  await signOut(page);
  await go('/signup');
  const second = newAccount();
  await signUp(page, second);
  await page.waitForURL(`**${INTEGRATIONS}`);
  await ready();
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(second.email)).toBeVisible();
  await expect(page.locator('main').getByText(account.email)).toHaveCount(0);
});
