// How a key was, day by day: from its card to what happened.

import { expect, test } from '../fixtures';
import { INTEGRATIONS, card } from '../journey';

test('lesson 57: a day with trouble leads to what happened on it', { tag: ['@phone', '@no-js'] }, async ({
  page,
  go,
  connected: account,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  const main = page.locator('main');
  await go(INTEGRATIONS);
  await expect(card(page, 'Vapi').getByText(/Next check at (\d{4}-\d\d-\d\d )?\d\d:\d\d UTC\./)).toBeVisible();
  const days = card(page, 'Vapi').getByRole('figure');
  await expect(days).toContainText('Last 90 days (days in UTC)');
  await expect(days).toContainText(/Last 90 days: 1 without trouble/);
  await expect(days.locator('svg a')).toHaveCount(90);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 4 });
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(days).toContainText(/1 on which it did not work/);
  await days.locator('svg a.down').click();
  await expect(main.getByRole('heading', { name: /^Changes of / })).toBeVisible();
  await go('/dashboard/integrations/vapi');
  await axe('a day with trouble');
  await main.getByRole('link', { name: /: does not work \(the key is refused\)$/ }).click();
  await expect(main.getByRole('heading', { name: /^Changes of / })).toBeVisible();
  await expect(main.getByText('the key is refused', { exact: true }).first()).toBeVisible();
  await axe('what happened on a day');
  await main.getByRole('link', { name: 'The day before' }).click();
  await expect(main.getByText('Nothing changed.')).toBeVisible();
  await main.getByRole('link', { name: 'The day after' }).click();
  await main.getByRole('link', { name: 'Operations of then' }).click();
  await expect(page).toHaveURL(/\/dashboard\/operations\?before=/);
});
