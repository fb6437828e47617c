// Leaving while a provider is down, which everybody would feel.

import { expect, test } from '../fixtures';
import { INTEGRATIONS, TAKEN_BACK, agree, cleanUps, leaving, pretty } from '../journey';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'hydrated' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

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
      await expect(main.getByText('Not connected')).toBeVisible();
      await expect(main).not.toContainText(pretty(number));
      await expect(cleanUps(page)).toContainText('Twilio is being taken back: it waits for Vapi');
      await clear();
      await go(operation);
      await main.getByRole('button', { name: 'Retry now' }).click();
      // Not before AVA dares to ask Vapi again.
      await comes(main.getByText(TAKEN_BACK), 150);
      expect(await sandbox.vapiNumbers(account)).toEqual([]);
    });
  });
}
