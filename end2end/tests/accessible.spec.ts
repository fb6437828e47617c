// Every page, in both languages, as it is before there is anything to show and
// once there is: no finding of axe, one heading, its language, no error.

import type { Page } from '@playwright/test';
import { expect, test, type Fixtures } from '../fixtures';
import { ACCOUNT, AGENTS, INTEGRATIONS, NEW_AGENT, OPERATIONS, SANDBOX, TWILIO, VAPI } from '../journey';

const open = ['/login', '/signup'];
const signedIn = [INTEGRATIONS, VAPI, TWILIO, AGENTS, NEW_AGENT, OPERATIONS, SANDBOX];

for (const [locale, lang] of [
  ['en-US', 'en'],
  ['fr-FR', 'fr'],
] as const) {
  test.describe(lang, { tag: '@phone' }, () => {
    test.use({ locale });

    const look = async (
      { page, go, axe, isMobile }: Pick<Fixtures, 'go' | 'axe'> & { page: Page; isMobile: boolean },
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
      // Both languages and both layouts, not each with each: a layout has the same markup in every language.
      if (isMobile === (lang === 'fr')) await axe(path);
    };

    test('pages for a visitor', async ({ page, go, axe, isMobile }) => {
      for (const path of open) await look({ page, go, axe, isMobile }, path);
    });

    test('pages with nothing on them yet', async ({ page, go, axe, isMobile, account: _ }) => {
      test.slow();
      for (const path of signedIn) await look({ page, go, axe, isMobile }, path);
    });

    test('pages of a number that can answer', async ({ page, go, axe, isMobile, answering: _ }) => {
      test.slow();
      for (const path of [...signedIn, ACCOUNT, `${TWILIO}?choose=1`]) await look({ page, go, axe, isMobile }, path);
      for (const list of [AGENTS, OPERATIONS]) {
        await go(list);
        const href = await page.locator(`main a[href^="${list}/"]:not([href$="/new"])`).first().getAttribute('href');
        await look({ page, go, axe, isMobile }, href ?? '');
      }
    });
  });
}
