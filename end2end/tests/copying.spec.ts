// What is to be pasted elsewhere is copied by a button, where the browser has a clipboard, and selected by
// one click everywhere else.

import { expect, field, test } from '../fixtures';
import { INVITATIONS, SANDBOX, SERVICE_TOKENS } from '../journey';

test('a token is copied, and it is said', { tag: ['@no-js', '@phone'] }, async ({
  page,
  context,
  go,
  ready,
  account: _,
  axe,
  javaScriptEnabled,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await go(SERVICE_TOKENS);
  await page.locator('main summary', { hasText: 'Make a token' }).click();
  await field(page, 'name').fill('Reports');
  await field(page, 'role').selectOption('member');
  await field(page, 'calls_read').check();
  await page.locator('main [type="submit"]', { hasText: 'Make a token' }).click();
  const token = page.locator('.copyable code');
  await expect(token).toHaveText(/^ava_/);
  await ready();
  const copy = page.getByRole('button', { name: 'Copy', exact: true });
  if (javaScriptEnabled) {
    await copy.focus();
    await page.keyboard.press('Enter');
    await expect(page.locator('.copyable').getByRole('status')).toHaveText('Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await token.innerText());
    await axe('a token that is copied');
  } else {
    await expect(copy).toHaveCount(0);
    await expect(token).toHaveCSS('user-select', 'all');
  }
});

test('one click selects the whole of a link', async ({ page, go, ready, account: _ }) => {
  await go(INVITATIONS);
  await field(page, 'email').fill('ben@example.com');
  await field(page, 'channel').selectOption('link');
  await page.locator('main form[action$="/team/invite"] [type="submit"]').click();
  const link = page.locator('.copyable code');
  await expect(link).toContainText('/link/');
  await ready();
  await link.click();
  expect(await page.evaluate(() => String(getSelection()))).toBe(await link.innerText());
});

test('a browser that refuses is told of', async ({ page, go, account: _ }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await go(SANDBOX);
  const key = page.locator('.copyable').first();
  await key.getByRole('button', { name: /^Copy: / }).click();
  await expect(key.getByRole('status')).toHaveText(/^The browser did not allow it\./);
});

test('a browser without a clipboard has no button', async ({ page, go, account: _ }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });
  });
  await go(SANDBOX);
  await expect(page.locator('.copyable').first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Copy: / })).toHaveCount(0);
});

test('the sandbox begins with the keys that connect', { tag: ['@phone'] }, async ({
  page,
  context,
  go,
  account: _,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await go(SANDBOX);
  const keys = page.locator('main section').first();
  await expect(keys.getByRole('heading')).toHaveText('Keys to begin with');
  const key = keys.locator('.copyable').first();
  await key.getByRole('button', { name: /^Copy: / }).click();
  await expect(key.getByRole('status')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await key.locator('code').innerText());
});
