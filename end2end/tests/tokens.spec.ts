// Tokens for programs: a person's own on the account page, and those of the organisation on the team page.

import { expect, field, test } from '../fixtures';
import { ACCOUNT, SERVICE_TOKENS, TEAM, TOKENS, follow, heading } from '../journey';

test('a token is made, shown until it is put by, and revoked', { tag: ['@no-js', '@phone'] }, async ({
  page,
  go,
  ready,
  account: _,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  await go(ACCOUNT);
  await follow(page.getByRole('link', { name: 'Manage tokens' }), TOKENS);
  await ready();
  await expect(heading(page)).toHaveText('Tokens for programs');
  await expect(page.getByRole('heading', { name: 'No token yet' })).toBeVisible();
  await axe('no token yet');

  await page.locator('main summary', { hasText: 'Make a token' }).click();
  await field(page, 'name').fill('Nightly');
  const make = page.locator('main [type="submit"]', { hasText: 'Make a token' });
  await make.click();
  await expect(page.getByText('Tick at least one of the things')).toBeVisible();
  await expect(field(page, 'name')).toHaveValue('Nightly');
  await axe('a token that may do nothing');
  await field(page, 'agents_read').check();
  await make.click();
  const shown = page.locator('code.address');
  await expect(shown).toHaveText(/^ava_[\w-]{43}[\da-f]{6}$/);
  await ready();
  await axe('a token to be put by');
  await page.getByRole('button', { name: 'I have put it by' }).click();
  await expect(shown).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Nightly' })).toBeVisible();
  await page.getByRole('button', { name: 'Revoke Nightly' }).click();
  await expect(page.getByText('The token is revoked.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No token yet' })).toBeVisible();
});

test('a token of the organisation is passed on to one of its people', { tag: ['@no-js', '@phone'] }, async ({
  page,
  go,
  ready,
  account,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  await go(TEAM);
  await follow(page.locator('main').getByRole('link', { name: 'Tokens for programs' }), SERVICE_TOKENS);
  await ready();
  await expect(heading(page)).toHaveText('Tokens of the organisation');
  await page.locator('main summary', { hasText: 'Make a token' }).click();
  await field(page, 'name').fill('Reports');
  await field(page, 'role').selectOption('member');
  await field(page, 'calls_read').check();
  await page.locator('main [type="submit"]', { hasText: 'Make a token' }).click();
  await expect(page.locator('code.address')).toHaveText(/^ava_/);
  await ready();
  await axe('a token of the organisation');
  await field(page, 'email').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Pass on Reports' }).click();
  await expect(page.getByText('Nobody of your organisation has this address.')).toBeVisible();
  await ready();
  await field(page, 'email').fill(account.email);
  await page.getByRole('button', { name: 'Pass on Reports' }).click();
  await expect(page.getByText('The token is passed on.')).toBeVisible();
});
