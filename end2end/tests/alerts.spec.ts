// What people are told of: the bell, and the list behind it.

import { expect, field, test } from '../fixtures';
import { INTEGRATIONS, NOTIFICATIONS, VAPI, bell, follow, mark, marked, rows, save } from '../journey';

test('a key that stops working is told of once, and so is that it works again', { tag: ['@no-js', '@phone'] }, async ({
  page,
  go,
  connected: account,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  await go(INTEGRATIONS);
  await expect(bell(page, 0)).toBeVisible();
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 1 });
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(page.locator('main').getByText('Needs attention', { exact: true })).toBeVisible();
  await expect(bell(page, 1)).toHaveText('1');

  await follow(bell(page, 1), NOTIFICATIONS);
  await expect(bell(page, 1)).toHaveAttribute('aria-current', 'page');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('Vapi needs you');
  await axe('notifications');
  await page.getByRole('button', { name: 'Mark as read' }).click();
  await expect(rows(page).getByText('Read', { exact: true })).toBeVisible();
  await expect(bell(page, 0)).toHaveText('');

  await go(VAPI);
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await expect(bell(page, 1)).toBeVisible();
  await go(NOTIFICATIONS);
  await expect(rows(page)).toContainText(['Vapi works again', 'Vapi needs you']);
});

test('the bell is rung in a second tab, and is reached by keyboard', { tag: '@phone' }, async ({
  page,
  context,
  go,
  connected: account,
  sandbox,
  allowStatus,
  isMobile,
}) => {
  allowStatus(422);
  await go(INTEGRATIONS);
  const other = await context.newPage();
  await go(VAPI, other);
  await mark(other);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 1 });
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(bell(other, 1)).toBeVisible();
  await expect(marked(other), 'it was never loaded anew').toBeAttached();
  if (!isMobile) {
    await bell(other, 1).focus();
    await other.keyboard.press('Enter');
    await other.waitForURL(`**${NOTIFICATIONS}`);
    await other.getByRole('button', { name: 'Mark as read' }).click();
    await expect(bell(page, 0)).toBeVisible();
  }
});
