// The page of the simulators.

import { expect, field, test } from '../fixtures';
import { becomeReady, pretty } from '../journey';

test('what the simulators hold stands beside what AVA believes', async ({
  page,
  go,
  comes,
  account,
  sandbox,
  axe,
}) => {
  const [number = ''] = await sandbox.numbers(account);
  await becomeReady(page, go, comes, account, number);
  await go('/sandbox');
  const main = page.locator('main');
  await expect(main.getByRole('row').filter({ hasText: pretty(number) })).toContainText('api.vapi.ai/twilio/inbound_call');
  await expect(main.getByRole('row').filter({ hasText: 'Reception' }).first()).toBeVisible();
  await expect(main).not.toContainText(account.vapiKey);
  await axe('the sandbox');
});

test('lesson 44: the sandbox shows nothing of another organisation', async ({ page, go, account, sandbox }) => {
  expect(account.email).toBeTruthy();
  const other = { ...account, twilio: { sid: account.twilio.sid.replace(/aaaa$/, 'bbbb'), token: account.twilio.token.replace(/aaaa$/, 'bbbb') } };
  await sandbox.twilioNumbers(other);
  await go('/sandbox');
  await expect(page.locator('main')).not.toContainText(other.twilio.sid);
});

test('a fault that cannot be is refused, and what was typed stays', async ({ page, go, account, ready, allowStatus }) => {
  allowStatus(400, 422);
  expect(account.email).toBeTruthy();
  await go('/sandbox');
  await field(page, 'provider').selectOption('vapi_eu');
  await field(page, 'calls').fill('1001');
  await page.locator('main').getByRole('button', { name: 'Inject a fault' }).click();
  await expect(page.locator('main').getByRole('alert')).toBeVisible();
  await ready();
  await expect(field(page, 'calls')).toHaveValue('1001');
});
