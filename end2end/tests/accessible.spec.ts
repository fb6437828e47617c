// Every page, in both languages, as it is before there is anything to show and
// once there is: no finding of axe, one heading, its language, no error.

import type { Page } from '@playwright/test';
import { expect, test, type Fixtures } from '../fixtures';
import {
  ACCOUNT,
  AGENTS,
  INTEGRATIONS,
  NEW_AGENT,
  NUMBERS,
  OPERATIONS,
  REMOVED,
  SANDBOX,
  TWILIO,
  VAPI,
  leaving,
  numberPath,
  pretty,
} from '../journey';

const open = ['/login', '/signup'];
const signedIn = [INTEGRATIONS, VAPI, TWILIO, AGENTS, NEW_AGENT, NUMBERS, OPERATIONS, SANDBOX];
const asking = [leaving('vapi'), leaving('twilio')];

/** What the pages of numbers and of leaving are called. */
const headings = {
  en: {
    numbers: 'Numbers',
    remove: (number: string) => `Remove ${number}?`,
    disconnect: (provider: string) => `Disconnect ${provider}?`,
    notConnected: (provider: string) => `${provider} is not connected`,
    disconnected: (provider: string) => `Disconnect ${provider}`,
    removed: (number: string) => `Remove ${number}`,
  },
  fr: {
    numbers: 'Numéros',
    remove: (number: string) => `Retirer le ${number} ?`,
    disconnect: (provider: string) => `Déconnecter ${provider} ?`,
    notConnected: (provider: string) => `${provider} n’est pas connecté`,
    disconnected: (provider: string) => `Déconnecter ${provider}`,
    removed: (number: string) => `Retirer le ${number}`,
  },
} as const;

for (const [locale, lang] of [
  ['en-US', 'en'],
  ['fr-FR', 'fr'],
] as const) {
  test.describe(lang, { tag: '@phone' }, () => {
    test.use({ locale });

    const look = async (
      { page, go, axe, isMobile }: Pick<Fixtures, 'go' | 'axe'> & { page: Page; isMobile: boolean },
      path: string,
      heading?: string,
    ) => {
      const answer = await go(path);
      expect(answer?.status(), path).toBe(200);
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
      await expect(page).toHaveTitle(heading ? `${heading} · AVA` : / · AVA$/);
      if (heading) await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
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
      for (const path of [...signedIn, REMOVED, ...asking]) await look({ page, go, axe, isMobile }, path);
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

    test('pages that ask before something goes, and what stays of it', async ({
      page,
      go,
      comes,
      axe,
      isMobile,
      setUp,
      answering: number,
    }) => {
      test.slow();
      const words = headings[lang];
      const seen = (path: string, heading: string) => look({ page, go, axe, isMobile }, path, heading);
      const done = page.locator('.page-head .pill.ok');
      const path = await numberPath(page, go, number);
      await seen(NUMBERS, words.numbers);
      await seen(path, pretty(number));
      await seen(`${path}/remove`, words.remove(pretty(number)));
      await seen(leaving('vapi'), words.disconnect('Vapi'));
      await seen(leaving('twilio'), words.disconnect('Twilio'));

      const removal = await setUp.removeNumber(path);
      await go(removal);
      await comes(done);
      await seen(removal, words.removed(pretty(number)));
      await seen(REMOVED, words.numbers);
      await seen(path, pretty(number));
      await seen(`${NUMBERS}?search=999999`, words.numbers);
      const operation = await setUp.disconnect('vapi');
      await go(operation);
      await comes(done);
      await seen(operation, words.disconnected('Vapi'));
      await seen(leaving('vapi'), words.notConnected('Vapi'));
    });
  });
}
