// What people are told of: the bell, and the list behind it.

import { expect, field, test } from '../fixtures';
import { ACCOUNT, INTEGRATIONS, NOTIFICATIONS, TOLD, VAPI, bell, follow, heading, mark, marked, rows, save } from '../journey';

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

test('what is read on one device is read on the other, and all at once', async ({
  page,
  context,
  go,
  connected: account,
  sandbox,
  allowStatus,
}) => {
  allowStatus(422);
  await go(INTEGRATIONS);
  const other = await context.newPage();
  await go(NOTIFICATIONS, other);
  await mark(other);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 1 });
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(rows(other)).toContainText('Vapi needs you');
  await expect(bell(page, 1)).toBeVisible();
  await other.getByRole('button', { name: 'Mark all as read' }).click();
  await expect(bell(other, 0)).toBeVisible();
  await expect(bell(page, 0)).toBeVisible();
  await expect(marked(other), 'it was never loaded anew').toBeAttached();
});

test('each chooses what to be told of, and when', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, account: _, allowStatus, axe }) => {
  allowStatus(422);
  await go(ACCOUNT);
  await follow(page.locator(`a[href="${TOLD}"]`), TOLD);
  await ready();
  await axe('what one is told of');
  const calls = page.getByRole('radio', { name: 'Missed and failed calls: By e-mail at once' });
  await calls.check();
  await field(page, 'quiet_from').selectOption('22:00');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await expect(calls, 'what was chosen stays').toBeChecked();
  await ready();
  await field(page, 'quiet_until').selectOption('07:00');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('It is as you chose from now on.')).toBeVisible();
  await go(TOLD);
  await expect(calls).toBeChecked();
  await expect(field(page, 'quiet_from')).toHaveValue('22:00');
  await expect(field(page, 'quiet_until')).toHaveValue('07:00');

  await go(`${NOTIFICATIONS}?about=calls`);
  await expect(page.getByRole('link', { name: 'Choose what you are told of' })).toBeVisible();
});

test.describe('in French', () => {
  test.use({ locale: 'fr-FR' });

  test('the choices are said in French', { tag: '@no-js' }, async ({ page, go, account: _, axe }) => {
    await go(TOLD);
    await expect(heading(page)).toHaveText('Ce dont vous êtes prévenu');
    await expect(page.getByRole('radio', { name: 'Appels manqués et échoués: Par e-mail aussitôt' })).toBeVisible();
    await axe('what one is told of, in French');
  });
});
