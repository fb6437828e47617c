// Faults for everybody. They are cleared together, those of other tests too, so
// these run after everything else, one at a time.

import { expect, field, test } from '../fixtures';
import { SANDBOX } from '../journey';

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
      await expect(main.getByText('None: every request is answered as it should be.')).toBeVisible();
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
  await expect(main.getByText('None: every request is answered as it should be.')).toBeVisible();
});
