// Without JavaScript: every form can be sent, what was typed comes back, and the page
// says what happened.

import type { Locator, Page } from '@playwright/test';
import { expect, field, fill, test } from '../fixtures';
import {
  ACCOUNT,
  INTEGRATIONS,
  NEW_AGENT,
  NUMBERS,
  SANDBOX,
  TWILIO,
  VAPI,
  agree,
  bring,
  connectTwilio,
  connectVapi,
  follow,
  heading,
  leaving,
  makeAgent,
  press,
  save,
  saveAgent,
  sendAgent,
  submit,
} from '../journey';

function said(page: Page): Locator {
  return page.locator('.messages, main').getByRole('status');
}

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

test('every button of the numbers and of leaving is a form’s', async ({ page, go, setUp, answering: number }) => {
  const path = await setUp.numberPath(number);
  await go(NUMBERS);
  await expect(page.locator('#numbers-filter')).toHaveAttribute('action', NUMBERS);
  for (const [shown, actions] of [
    [path, ['numbers/assign', 'numbers/prove', 'numbers/unassign']],
    [`${path}/remove`, ['numbers/remove']],
    [leaving('vapi'), ['integrations/disconnect']],
    [leaving('twilio'), ['integrations/disconnect']],
  ] as const) {
    await go(shown);
    await expect(page.locator('button[type="button"]'), shown).toHaveCount(0);
    const forms = await page.locator('main form').all();
    const found = await Promise.all(forms.map((form) => form.getAttribute('action')));
    expect(found.sort(), shown).toEqual(actions.map((action) => `/rpc/${action}`));
  }
});

test('what was done to a number or a service is said', async ({ page, go, setUp, answering: number }) => {
  await setUp.agent('Night desk');
  const path = await setUp.numberPath(number);
  await go(path);
  await page.locator('main').getByLabel('Agent').selectOption('Night desk');
  await page.getByRole('button', { name: 'Assign this agent' }).click();
  await expect(said(page).filter({ hasText: 'AVA binds the agent at Vapi and proves it.' })).toBeVisible();
  await page.getByRole('button', { name: 'Take the agent off' }).click();
  await expect(said(page).filter({ hasText: 'The agent is taken off. AVA does the same at Vapi.' })).toBeVisible();
  await go(`${path}/remove`);
  await agree(page);
  await expect(said(page).filter({ hasText: 'The number is removed here. AVA now takes it back at Vapi and Twilio.' })).toBeVisible();
  await go(leaving('twilio'));
  await agree(page);
  await expect(said(page).filter({ hasText: 'Disconnected. This page shows what AVA takes back at the providers.' })).toBeVisible();
});

test('lesson 55: a refused agent comes back whole, long instructions too', async ({ page, go, account: _ }) => {
  const long = `${'You answer the phone of a clinic. '.repeat(400)}\n\nAnd “quotes” <b>&amp;</b>.`;
  await go(NEW_AGENT);
  await fill(page, { name: 'Reception', greeting: 'Bonjour à tous', instructions: long });
  await field(page, 'language').selectOption('fr');
  await field(page, 'voice').selectOption('custom');
  await submit(page).click();
  await expect(page.locator('main [aria-invalid="true"]').or(page.getByRole('alert')).first()).toBeVisible();
  await expect(field(page, 'name')).toHaveValue('Reception');
  await expect(field(page, 'greeting')).toHaveValue('Bonjour à tous');
  await expect(field(page, 'instructions')).toHaveValue(long);
  await expect(field(page, 'language')).toHaveValue('fr');
  await expect(field(page, 'voice')).toHaveValue('custom');
  await expect(field(page, 'voice_id')).toBeVisible();
  await field(page, 'voice_id').fill('21m00Tcm4TlvDq8ikWAM');
  await sendAgent(page);
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
  await connectVapi(page, go, account);
  await expect(said(page).filter({ hasText: /connected/i }).first()).toBeVisible();
  await makeAgent(page, go);
  await expect(said(page).filter({ hasText: 'The agent is saved. AVA now sets it up at Vapi.' })).toBeVisible();
  await field(page, 'greeting').fill('Good evening.');
  await saveAgent(page).click();
  await expect(field(page, 'greeting')).toHaveValue('Good evening.');
  await expect(said(page).filter({ hasText: /saved/i })).toBeVisible();
  await connectTwilio(page, go, account);
  await expect(said(page).filter({ hasText: /connected/i }).first()).toBeVisible();
  await press(page.getByRole('button', { name: 'Check now' }), 'integrations/check');
  await expect(said(page).filter({ hasText: /Checked|accepted/ }).first()).toBeVisible();
  await go(`${TWILIO}?choose=1`);
  await page.locator('#import-number').fill(number);
  await bring(page).click();
  await expect(said(page).filter({ hasText: 'The import has started. Its steps are on this page.' })).toBeVisible();
});

test('a decision that is made says so', async ({ page, go, setUp, prepared: account, number, sandbox, comes }) => {
  await sandbox.linkElsewhere(account, number, 'After hours');
  await go(await setUp.timeline(account, number));
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
  await bring(page).click();
  await expect(page.locator('#import-number')).toHaveAccessibleDescription(/with its country code/i);
  await expect(page.locator('#import-number')).toHaveValue('0142');
  await expect(page.locator('#import-sms')).toBeChecked();
});

test('a page that would move by itself has a way to look again', async ({ page, go, setUp, account, number }) => {
  await go(await setUp.timeline(account, number));
  await page.locator('main').getByRole('link', { name: 'Refresh' }).click();
  await expect(heading(page)).toContainText('Bring');
});

test('the phone’s menu opens without a script', async ({ page, go, account: _ }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await go(INTEGRATIONS);
  await page.getByText('More', { exact: true }).click();
  await follow(page.getByRole('button', { name: 'Sign out' }), '/login');
});
