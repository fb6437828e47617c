// What people are told of: the bell, and the list behind it.

import { expect, field, test } from '../fixtures';
import { INTEGRATIONS, VAPI, rows, save } from '../journey';

const NOTIFICATIONS = '/dashboard/notifications';

test('a key that stops working is told of once, and so is that it works again', { tag: ['@no-js', '@phone'] }, async ({
  page,
  go,
  connected: account,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  const bell = (count: number) => page.getByRole('img', { name: `${count} unread` }).first();
  await go(INTEGRATIONS);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 1 });
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(page.locator('main').getByText('Needs attention', { exact: true })).toBeVisible();
  await expect(bell(1)).toBeVisible();

  await go(NOTIFICATIONS);
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('Vapi needs you');
  await axe('notifications');
  await page.getByRole('button', { name: 'Mark as read' }).click();
  await expect(rows(page).getByText('Read', { exact: true })).toBeVisible();
  await expect(bell(1)).toHaveCount(0);

  await go(VAPI);
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await expect(bell(1)).toBeVisible();
  await go(NOTIFICATIONS);
  await expect(rows(page)).toContainText(['Vapi works again', 'Vapi needs you']);
});
