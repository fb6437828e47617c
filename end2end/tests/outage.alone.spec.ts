// What the whole installation feels: faults for everybody, and a provider that
// is down. Runs after everything else, one test at a time.

import { expect, field, test } from '../fixtures';
import {
  INTEGRATIONS,
  SANDBOX,
  VAPI,
  connectVapi,
  connectedWord,
  openReplace,
  readiness,
  save,
  saveVapi,
} from '../journey';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'hydrated' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('a fault is injected, listed and cleared', async ({ page, go, account: _, axe, ready }) => {
      await go(SANDBOX);
      const main = page.locator('main');
      const said = 'The sandbox is set.';
      await field(page, 'provider').selectOption('vapi_eu');
      await field(page, 'kind').selectOption('latency');
      await field(page, 'calls').fill('3');
      await field(page, 'skip').fill('900');
      await field(page, 'seconds').fill('1');
      await main.getByRole('button', { name: 'Inject a fault' }).click();
      const listed = main.getByText('Vapi, EU: Slow answer, 3 to go, after 900 that pass');
      await expect(listed).toBeVisible();
      if (!javaScriptEnabled) await expect(page.getByRole('status').filter({ hasText: said })).toBeVisible();
      await ready();
      await axe('an active fault');
      await main.getByRole('button', { name: 'Clear all faults' }).click();
      await expect(listed).toHaveCount(0);
      await expect(main.getByText('None: every call is answered as it should be.')).toBeVisible();
    });
  });
}

test('every kind of fault can be injected', async ({ page, go, account: _ }) => {
  await go(SANDBOX);
  const main = page.locator('main');
  const kinds = await field(page, 'kind').locator('option').allInnerTexts();
  expect(kinds.length).toBeGreaterThan(8);
  for (const kind of kinds) {
    await field(page, 'provider').selectOption('vapi_eu');
    await field(page, 'kind').selectOption({ label: kind });
    await main.getByRole('button', { name: 'Inject a fault' }).click();
    await expect(main.getByText(`Vapi, EU: ${kind}, `)).toBeVisible();
  }
  await main.getByRole('button', { name: 'Clear all faults' }).click();
  await expect(main.getByText('None: every call is answered as it should be.')).toBeVisible();
});

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
  // Nobody has to do anything: no button.
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

test('an outage does not cost a key that works', async ({ page, go, account, sandbox, allowStatus }) => {
  test.setTimeout(120_000);
  allowStatus(502, 503);
  await expect(async () => {
    await connectVapi(page, go, account);
    await expect(connectedWord(page)).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'reset', remaining: 9 });
  await openReplace(page);
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await expect(page.getByRole('alert').getByText(/Connection to Vapi failed|temporarily unavailable/)).toBeVisible({
    timeout: 20_000,
  });
  // What was typed survives, for the next try.
  await expect(field(page, 'key')).toHaveValue(account.vapiKey);
  await go(VAPI);
  await expect(connectedWord(page)).toBeVisible();
});
