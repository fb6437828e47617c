// The page of the simulators.

import { expect, field, otherTwilio, test } from '../fixtures';
import { SANDBOX, pretty } from '../journey';

test('what the simulators hold stands beside what AVA believes', async ({
  page,
  go,
  account,
  answering: number,
}) => {
  await go(SANDBOX);
  const main = page.locator('main');
  await expect(main.getByRole('row').filter({ hasText: pretty(number) })).toContainText('api.vapi.ai/twilio/inbound_call');
  await expect(main.getByRole('row').filter({ hasText: 'Reception' }).first()).toBeVisible();
  await expect(main).not.toContainText(account.vapiKey);
});

test('lesson 44: the sandbox shows nothing of another organisation', async ({ page, go, account, sandbox }) => {
  const other = otherTwilio(account);
  await sandbox.twilioNumbers(other);
  await go(SANDBOX);
  await expect(page.locator('main')).not.toContainText(other.twilio.sid);
});

test('a fault that cannot be is refused, and what was typed stays', async ({ page, go, account: _, ready, allowStatus }) => {
  allowStatus(422);
  await go(SANDBOX);
  await field(page, 'provider').selectOption('vapi_eu');
  await field(page, 'calls').fill('1001');
  await page.locator('main').getByRole('button', { name: 'Inject a fault' }).click();
  await expect(field(page, 'calls')).toHaveAccessibleDescription(/^A whole number, from 1 to 1000\./);
  await ready();
  await expect(field(page, 'calls')).toHaveValue('1001');
});
