// Every page, in both languages, as it is before there is anything to show and
// once there is: no finding of axe, one heading, its language, no error.

import type { Page } from '@playwright/test';
import { expect, test, type Fixtures } from '../fixtures';
import {
  ACCOUNT,
  AGENTS,
  BUY,
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
  switching,
} from '../journey';

const open = ['/login', '/signup'];
const signedIn = [INTEGRATIONS, VAPI, TWILIO, AGENTS, NEW_AGENT, NUMBERS, BUY, OPERATIONS, SANDBOX];
const asking = [leaving('vapi'), leaving('twilio'), switching('managed'), switching('byo')];

/** What the pages of numbers and of leaving are called. */
const headings = {
  en: {
    numbers: 'Numbers',
    remove: (number: string) => `Remove ${number}?`,
    disconnect: (provider: string) => `Disconnect ${provider}?`,
    notConnected: (provider: string) => `${provider} is not connected`,
    disconnected: (provider: string) => `Disconnect ${provider}`,
    removed: (number: string) => `Remove ${number}`,
    buy: 'Buy a number',
    confirm: (number: string) => `Buy ${number}?`,
    release: (number: string) => `Release ${number}?`,
    toOwn: 'Switch to your own Twilio account?',
    toManaged: 'Switch to managed numbers?',
  },
  fr: {
    numbers: 'Numéros',
    remove: (number: string) => `Retirer le ${number} ?`,
    disconnect: (provider: string) => `Déconnecter ${provider} ?`,
    notConnected: (provider: string) => `${provider} n’est pas connecté`,
    disconnected: (provider: string) => `Déconnecter ${provider}`,
    removed: (number: string) => `Retirer le ${number}`,
    buy: 'Acheter un numéro',
    confirm: (number: string) => `Acheter le ${number} ?`,
    release: (number: string) => `Libérer le ${number} ?`,
    toOwn: 'Passer à votre propre compte Twilio ?',
    toManaged: 'Passer aux numéros gérés ?',
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
      if (lang === 'fr') {
        const text = (await page.locator('body').innerText()).replaceAll(/https?:\S+/g, '');
        expect(text.match(/.{0,30}(?:[^\s] [:;?!»](?=\s|$)|« ).{0,20}/m)?.[0], `${path} keeps French signs with their word`).toBeUndefined();
      }
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
        if (list !== AGENTS) continue;
        for (const act of ['delete', 'conflict']) await look({ page, go, axe, isMobile }, `${href}/${act}`);
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

    test('pages of supplied numbers', async ({ page, go, axe, isMobile, setUp, prepared: _ }) => {
      test.slow();
      const words = headings[lang];
      const seen = (path: string, heading: string) => look({ page, go, axe, isMobile }, path, heading);
      await seen(`${BUY}?country=US&kind=local`, words.buy);
      await seen(`${BUY}?country=FR&kind=local&area=184`, words.buy);
      await seen(`${BUY}?country=US&kind=local&digits=99999999`, words.buy);
      const confirm = await setUp.offer('country=FR&kind=local');
      await seen(confirm, words.confirm(pretty(`+${/number=(\d+)/.exec(confirm)?.[1]}`)));
      const { number, path } = await setUp.bought();
      await seen(path, pretty(number));
      await seen(`${path}/release`, words.release(pretty(number)));
      await seen(switching('byo'), words.toOwn);
      await seen(switching('managed'), words.toManaged);
      for (const other of [INTEGRATIONS, TWILIO, NUMBERS]) await look({ page, go, axe, isMobile }, other);
      await setUp.release(path, number);
      await seen(path, pretty(number));
      await seen(REMOVED, words.numbers);
    });
  });
}
