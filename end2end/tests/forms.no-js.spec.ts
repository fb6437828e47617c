// Without JavaScript: every form is a form, what was typed comes back, and the
// page says what happened.

import { expect, field, test } from '../fixtures';
import {
  ACCOUNT,
  INTEGRATIONS,
  NEW_AGENT,
  SANDBOX,
  TWILIO,
  VAPI,
  connectTwilio,
  connectVapi,
  followImport,
  makeAgent,
  save,
} from '../journey';

test('no control is there that only a script could serve', async ({ page, go, account: _ }) => {
  for (const path of [INTEGRATIONS, VAPI, TWILIO, NEW_AGENT, ACCOUNT, SANDBOX]) {
    await go(path);
    await expect(page.locator('button[type="button"]'), path).toHaveCount(0);
    for (const form of await page.locator('form').all()) {
      await expect(form).toHaveAttribute('action', /^\/rpc\//);
      await expect(form).toHaveAttribute('method', /^post$/i);
    }
  }
});

test('lesson 55: a refused agent comes back whole, long instructions too', async ({ page, go, account: _ }) => {
  const long = `${'You answer the phone of a clinic. '.repeat(400)}\n\nAnd “quotes” <b>&amp;</b>.`;
  await go(NEW_AGENT);
  await field(page, 'name').fill('Reception');
  await field(page, 'greeting').fill('Bonjour à tous');
  await field(page, 'instructions').fill(long);
  await field(page, 'language').selectOption('fr');
  await field(page, 'voice').selectOption('custom');
  await page.locator('main form [type="submit"]').click();
  await expect(page.locator('main [aria-invalid="true"]').or(page.getByRole('alert')).first()).toBeVisible();
  await expect(field(page, 'name')).toHaveValue('Reception');
  await expect(field(page, 'greeting')).toHaveValue('Bonjour à tous');
  await expect(field(page, 'instructions')).toHaveValue(long);
  await expect(field(page, 'language')).toHaveValue('fr');
  await expect(field(page, 'voice')).toHaveValue('custom');
  await expect(field(page, 'voice_id')).toBeVisible();
  await field(page, 'voice_id').fill('21m00Tcm4TlvDq8ikWAM');
  await page.locator('main form [type="submit"]').click();
  await page.waitForURL(/\/dashboard\/agents\/(?!new)/);
  await expect(page.getByText('The agent is saved. AVA now sets it up at Vapi.')).toBeVisible();
  await expect(field(page, 'instructions')).toHaveValue(long);
});

test('a refused form is shown once: the next load is clean', async ({ page, go, account: _ }) => {
  await go(VAPI);
  await save(page).click();
  await expect(field(page, 'key')).toHaveAccessibleDescription(/Fill this in\./);
  await go(VAPI);
  await expect(field(page, 'key')).not.toHaveAttribute('aria-invalid', 'true');
});

test('the page says what was committed', async ({ page, go, account, number }) => {
  const said = page.locator('.messages, main').getByRole('status');
  await connectVapi(page, go, account);
  await expect(said.filter({ hasText: /connected/i }).first()).toBeVisible();
  await makeAgent(page, go);
  await expect(said.filter({ hasText: 'The agent is saved. AVA now sets it up at Vapi.' })).toBeVisible();
  await field(page, 'greeting').fill('Good evening.');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(field(page, 'greeting')).toHaveValue('Good evening.');
  await expect(said.filter({ hasText: /saved/i })).toBeVisible();
  await connectTwilio(page, go, account);
  await expect(said.filter({ hasText: /connected/i }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(said.filter({ hasText: /Checked|accepted/ }).first()).toBeVisible();
  await go(`${TWILIO}?choose=1`);
  await page.locator('#import-number').fill(number);
  await page.getByRole('button', { name: 'Bring this number to Vapi' }).click();
  await expect(said.filter({ hasText: 'The import has started. Its steps are on this page.' })).toBeVisible();
});

test('a decision that is made says so', async ({ page, go, setUp, prepared: account, number, sandbox, comes }) => {
  await sandbox.linkElsewhere(account, number, 'After hours');
  await followImport(page, go, setUp, account, number);
  const leave = page.getByRole('button', { name: 'Leave it as it is' });
  await comes(leave);
  await leave.click();
  await expect(page.getByRole('status').filter({ hasText: 'Your decision is saved.' })).toBeVisible();
  await comes(page.getByText('Stopped, as you asked.'));
});

test('a typed number that is refused stays, with its choices', async ({ page, go, setUp, account }) => {
  await setUp.twilio(account);
  await go(`${TWILIO}?choose=1`);
  await page.locator('#import-number').fill('0142');
  await page.locator('#import-sms').check();
  await page.getByRole('button', { name: 'Bring this number to Vapi' }).click();
  await expect(page.locator('#import-number')).toHaveAccessibleDescription(/with its country code/i);
  await expect(page.locator('#import-number')).toHaveValue('0142');
  await expect(page.locator('#import-sms')).toBeChecked();
});

test('a page that would move by itself has a way to look again', async ({ page, go, setUp, account, number }) => {
  await followImport(page, go, setUp, account, number);
  await page.locator('main').getByRole('link', { name: 'Refresh' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Bring');
});

test('the phone’s menu opens without a script', async ({ page, go, account: _ }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await go(INTEGRATIONS);
  await page.getByText('More', { exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/login');
});
