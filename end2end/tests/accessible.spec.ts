// Every page, in both languages, as it is before there is anything to show and
// once there is: no finding of axe, one heading, its language, no error.

import type { Page } from '@playwright/test';
import { expect, test, type Fixtures } from '../fixtures';
import { INTEGRATIONS, NEW_AGENT, OPERATIONS, TWILIO, VAPI, becomeReady } from '../journey';

const open = ['/login', '/signup'];
const signedIn = [INTEGRATIONS, VAPI, TWILIO, '/dashboard/agents', NEW_AGENT, OPERATIONS, '/dashboard/account', '/sandbox'];

for (const [locale, lang] of [
  ['en-US', 'en'],
  ['fr-FR', 'fr'],
] as const) {
  test.describe(lang, () => {
    test.use({ locale });

    const look = async (
      { page, go, axe }: Pick<Fixtures, 'go' | 'axe'> & { page: Page },
      path: string,
    ) => {
      const answer = await go(path);
      expect(answer?.status(), path).toBe(200);
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expect(page).toHaveTitle(/ · AVA$/);
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
        `${path} is not wider than the screen`,
      ).toBe(0);
      await axe(path);
    };

    test('pages for a visitor', async ({ page, go, axe }) => {
      for (const path of open) await look({ page, go, axe }, path);
    });

    test('pages with nothing on them yet', async ({ page, go, axe, account }) => {
      test.slow();
      expect(account.email).toBeTruthy();
      for (const path of signedIn) await look({ page, go, axe }, path);
    });

    test('pages of a number that can answer', async ({ page, go, comes, axe, account, sandbox }) => {
      test.slow();
      const [number = ''] = await sandbox.numbers(account);
      await becomeReady(page, go, comes, account, number, lang);
      for (const path of [...signedIn, `${TWILIO}?choose=1`]) await look({ page, go, axe }, path);
      for (const list of ['/dashboard/agents', OPERATIONS]) {
        await go(list);
        const href = await page.locator(`main a[href^="${list}/"]:not([href$="/new"])`).first().getAttribute('href');
        await look({ page, go, axe }, href ?? '');
      }
    });
  });
}
