// Every page in its states, for looking at: SHOTS=1.

import { expect, field, test } from '../fixtures';
import { INTEGRATIONS, NEW_AGENT, OPERATIONS, TWILIO, VAPI, connectTwilio, connectVapi, makeAgent, readiness, saveTwilio, saveVapi } from '../journey';

test.skip(process.env.SHOTS !== '1', 'asked for with SHOTS=1');

const sizes = [
  [1440, 900],
  [768, 1024],
  [390, 844],
] as const;

for (const lang of ['en', 'fr'] as const) {
  test.describe(lang, () => {
    test.use({ locale: lang === 'en' ? 'en-US' : 'fr-FR' });
    test.setTimeout(400_000);

    test(`every page in ${lang}`, async ({ page, go, comes, account, sandbox, shot, allowStatus, ready, context }) => {
      allowStatus(401, 404, 409, 422);
      const all = async (name: string) => {
        for (const [width, height] of sizes) {
          await page.setViewportSize({ width, height });
          await shot(page, `${lang}-${name}-${width}`);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
      };
      const look = async (path: string, name: string) => {
        await go(path);
        await all(name);
      };
      const [number = '', second = ''] = await sandbox.numbers(account);

      for (const [path, name] of [
        [INTEGRATIONS, 'integrations-empty'],
        [VAPI, 'vapi-empty'],
        [TWILIO, 'twilio-empty'],
        ['/dashboard/agents', 'agents-empty'],
        [NEW_AGENT, 'agent-new'],
        [OPERATIONS, 'operations-empty'],
        ['/dashboard/account', 'account'],
        ['/sandbox', 'sandbox-empty'],
        ['/dashboard/nothing', 'not-found'],
      ] as const) {
        await look(path, name);
      }
      await saveVapi(page, go, '00000000-0000-4000-8000-000000000401');
      await expect(field(page, 'key')).toHaveAttribute('aria-invalid', 'true');
      await all('vapi-refused');
      const sid = 'AC00000000000000000000000000000401';
      await saveTwilio(page, go, { ...account, twilio: { sid, token: sid.slice(2) } });
      await expect(field(page, 'auth_token')).toHaveAttribute('aria-invalid', 'true');
      await all('twilio-refused');

      // Somebody else's order: the number waits.
      await connectTwilio(page, go, account, number);
      await go(INTEGRATIONS);
      await comes(readiness(page));
      await look(INTEGRATIONS, 'integrations-waiting');
      await look(TWILIO, 'twilio-waiting');
      await page.locator('aside').getByRole('link').last().click();
      await page.waitForURL('**/dashboard/operations/*');
      await expect(page.locator('.step').first()).toBeVisible();
      await all('operation-waiting');
      await becomeReadyFrom();
      await look(INTEGRATIONS, 'integrations-ready');
      await look(VAPI, 'vapi-connected');
      await page.locator('details summary').first().click();
      await all('vapi-replace');
      await look(TWILIO, 'twilio-ready');
      await look(`${TWILIO}?choose=1`, 'twilio-choose');
      await look('/dashboard/agents', 'agents');
      await go('/dashboard/agents');
      await look((await page.locator('main .agent a').first().getAttribute('href')) ?? '', 'agent');
      await look(OPERATIONS, 'operations');
      await look((await page.locator('main .rows a').first().getAttribute('href')) ?? '', 'operation-done');
      await look('/sandbox', 'sandbox');

      // A decision, then a failure, then a key that broke.
      await sandbox.linkElsewhere(account, second, 'After hours');
      await go(`${TWILIO}?choose=1`);
      await page.locator('#import-number').fill(second);
      await page.locator('main form:has(#import-number) [type="submit"]').click();
      await page.waitForURL(`**${TWILIO}`);
      await go(OPERATIONS);
      const first = page.locator('main .rows li').first();
      await comes(first.locator('.pill.warn'));
      await look((await first.getByRole('link').getAttribute('href')) ?? '', 'operation-decide');
      await page.locator('main button[name="take_over"][value="false"]').click();
      await expect(page.locator('.pill.off').first()).toBeVisible();
      await all('operation-left');
      await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized' });
      await go(INTEGRATIONS);
      await page.locator('.service form [type="submit"]').first().click();
      await expect(readiness(page)).toHaveClass(/warn/);
      await all('integrations-broken');
      await look(VAPI, 'vapi-broken');

      await context.clearCookies();
      await look('/login', 'login');
      await look('/signup', 'signup');
      await look('/nothing', 'not-found-visitor');
      await ready();

      async function becomeReadyFrom() {
        await connectVapi(page, go, account);
        await makeAgent(page, go);
        await go(INTEGRATIONS);
        await comes(page.locator('.ready.ok'));
      }
    });
  });
}
