// A provider that is down for one organisation. Two at once would be an outage for
// everybody, so these wait for each other, and for nobody else.

import { expect, field, test } from '../fixtures';
import {
  INTEGRATIONS,
  TAKEN_BACK,
  VAPI,
  agree,
  card,
  cleanUps,
  connectedWord,
  leaving,
  openReplace,
  pretty,
  readiness,
  retry,
  save,
  saveVapi,
} from '../journey';

test.describe.configure({ mode: 'default' });

test('lesson 57: an outage is not a bad key, and what waited goes on by itself', async ({
  page,
  go,
  account,
  sandbox,
  allowStatus,
  axe,
}) => {
  test.setTimeout(180_000);
  allowStatus(502, 503);
  const main = page.locator('main');
  const clear = await sandbox.fault({
    provider: 'vapi',
    scope: account.vapiKey,
    kind: 'unavailable',
    remaining: 1000,
  });
  await saveVapi(page, go, account.vapiKey);
  await expect(main.getByText(/The key is stored, but Vapi could not be reached\./)).toBeVisible();
  // Nobody has to do anything, so there is no button.
  await expect(readiness(page)).toContainText('Vapi could not be reached yet');
  await expect(readiness(page).getByRole('link')).toHaveCount(0);
  await axe('a key whose provider is down');
  await go(INTEGRATIONS);
  await expect(main.getByText('Checking…')).toBeVisible();
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(page.getByRole('alert').getByText(/Vapi (is temporarily unavailable|failed)|Connection to Vapi failed/)).toBeVisible();
  await expect(main.getByText('Needs attention')).toHaveCount(0);
  await axe('a check that found an outage');
  await clear();
  // The checklist says the same word.
  await expect(main.locator('.pill').getByText('Connected', { exact: true })).toBeVisible({ timeout: 120_000 });
});

test('an outage does not cost a key that works', async ({ page, go, connected: account, sandbox, allowStatus }) => {
  allowStatus(502, 503);
  await go(VAPI);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'reset', remaining: 9 });
  await openReplace(page);
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await expect(page.getByRole('alert').getByText(/Connection to Vapi failed|temporarily unavailable/)).toBeVisible({
    timeout: 20_000,
  });
  // The key that was typed survives, for the next try.
  await expect(field(page, 'key')).toHaveValue(account.vapiKey);
  await go(VAPI);
  await expect(connectedWord(page)).toBeVisible();
});

test('lesson 06: an outage of Vapi blocks nobody, and what was left is taken back after it', async ({
  page,
  go,
  comes,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  test.setTimeout(180_000);
  const main = page.locator('main');
  const clear = await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unavailable', remaining: 1000 });
  await go(leaving('twilio'));
  const operation = await agree(page);
  await comes(main.getByText(/^Waiting for Vapi, next attempt \d\d:\d\d UTC\./));
  await axe('a clean-up in an outage');
  await go(INTEGRATIONS);
  await expect(card(page, 'Twilio')).toContainText('Not connected');
  await expect(main).not.toContainText(pretty(number));
  await expect(cleanUps(page)).toContainText('Twilio is being taken back: it waits for Vapi');
  await clear();
  await go(operation);
  await retry(page, main.getByText(TAKEN_BACK));
  // The clean-up waits until AVA dares to ask Vapi again.
  await comes(main.getByText(TAKEN_BACK), 150);
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
});
