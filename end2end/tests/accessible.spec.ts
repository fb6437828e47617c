// Every page, as it is before there is anything to show and once there is: no finding of
// axe, one heading, its language, no error, and no wider than any screen. Other files
// have axe look at states that no page here shows.

import { expect, test as base } from '../fixtures';
import {
  ACCOUNT,
  ACTIVITY,
  AGENTS,
  APPOINTMENTS,
  AUDIT,
  BOOK,
  BOOKING,
  BUY,
  CALLS,
  CONTACTS,
  FACTOR,
  FIGURES,
  TOLD,
  INTEGRATIONS,
  INVITATIONS,
  GOOGLE,
  NEW_AGENT,
  IMPORT_CONTACTS,
  NEW_CONTACT,
  NEW_SERVICE,
  NEW_WEBHOOK,
  NOTIFICATIONS,
  NUMBERS,
  OPENAI,
  OPERATIONS,
  ORGANISATIONS,
  PLATFORM,
  PLATFORM_LOG,
  READINESS,
  REMOVED,
  RETENTION,
  ROLES,
  SANDBOX,
  SERVICE_TOKENS,
  SMTP,
  TEAM,
  TENANTS,
  TOKENS,
  TWILIO,
  VAPI,
  WEBHOOKS,
  heading as title,
  history,
  idOf,
  leaving,
  offered,
  overhang,
  pretty,
  switching,
  ownHours,
} from '../journey';
import { adminLink, orgId } from '../operator';

const open = ['/login', '/signup', '/forgot'];
// The last has the links that a test goes on from.
const providers = [VAPI, TWILIO, OPENAI, SMTP, GOOGLE, history('vapi')];
const signedIn = [INTEGRATIONS, ...providers, AGENTS, NEW_AGENT, NUMBERS, BUY, READINESS, NOTIFICATIONS, SANDBOX, OPERATIONS];
const asking = [leaving('vapi'), leaving('twilio'), switching('managed'), switching('byo')];

/** The headings of the pages of numbers and of leaving. */
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

/** The widths of a phone, a tablet and a desk: no page is wider than one of them. */
const widths = [390, 768, 1440];

const test = base.extend<{ lang: 'en' | 'fr'; look: (path: string, heading?: string) => Promise<void> }>({
  // The words of a language stand in the markup, which is the same on every screen:
  // French, whose words are longer, is for the screen that has less room.
  lang: async ({ isMobile }, use) => {
    await use(isMobile ? 'fr' : 'en');
  },

  locale: async ({ lang }, use) => {
    await use(lang === 'fr' ? 'fr-FR' : 'en-US');
  },

  look: async ({ page, go, axe, lang, viewport, isMobile, javaScriptEnabled }, use) => {
    await use(async (path, heading) => {
      const answer = await go(path);
      expect(answer?.status(), path).toBe(200);
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(title(page)).toHaveCount(1);
      await expect(page).toHaveTitle(heading ? `${heading} · AVA` : / · AVA$/);
      if (heading) await expect(title(page)).toHaveText(heading);
      if (lang === 'fr') {
        const text = (await page.locator('body').innerText()).replaceAll(/https?:\S+/g, '');
        expect(text.match(/.{0,30}(?:[^\s] [:;?!»](?=\s|$)|« ).{0,20}/m)?.[0], `${path} keeps French signs with their word`).toBeUndefined();
      }
      const { width: own, height } = viewport ?? { width: 1440, height: 900 };
      // Its own width comes last: the next page is loaded with it.
      for (const width of [...widths.filter((width) => width !== own), own]) {
        await page.setViewportSize({ width, height });
        expect(await overhang(page), `${path} is not wider than ${width} px`).toBe(0);
      }
      // On a desk, axe looks at the page that the server sends; on a phone, at the hydrated one.
      if (isMobile || !javaScriptEnabled) await axe(path);
    });
  },
});

const everywhere = { tag: ['@phone', '@no-js'] };

test('pages for a visitor', everywhere, async ({ look }) => {
  for (const path of open) await look(path);
});

test('pages with nothing on them yet', everywhere, async ({ page, look, account: _ }) => {
  test.slow();
  for (const path of [...signedIn, REMOVED, ...asking]) await look(path);
  const entries = await page.locator('nav a[href^="/"]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  for (const path of new Set(entries)) if (!signedIn.includes(path)) await look(path);
});

test('pages of a number that can answer', everywhere, async ({ page, look, answering: _, agent }) => {
  test.slow();
  const more = [ACCOUNT, `${TWILIO}?choose=1`, agent, `${agent}/delete`, `${agent}/conflict`];
  for (const path of [...more, ...signedIn]) await look(path);
  const href = await page.locator(`main a[href^="${OPERATIONS}/"]`).first().getAttribute('href');
  await look(href ?? '');
});

test('pages that ask before something goes, and what stays of it', everywhere, async ({ look, lang, setUp, answering: number }) => {
  test.slow();
  const words = headings[lang];
  const path = await setUp.numberPath(number);
  await look(NUMBERS, words.numbers);
  await look(path, pretty(number));
  await look(`${path}/remove`, words.remove(pretty(number)));
  await look(leaving('vapi'), words.disconnect('Vapi'));
  await look(leaving('twilio'), words.disconnect('Twilio'));

  const removal = await setUp.removeNumber(path);
  await setUp.settled(removal);
  await look(removal, words.removed(pretty(number)));
  await look(REMOVED, words.numbers);
  await look(path, pretty(number));
  await look(`${NUMBERS}?search=999999`, words.numbers);
  const operation = await setUp.disconnect('vapi');
  await setUp.settled(operation);
  await look(operation, words.disconnected('Vapi'));
  await look(leaving('vapi'), words.notConnected('Vapi'));
});

test('pages of supplied numbers', everywhere, async ({ look, lang, setUp, prepared: _ }) => {
  test.slow();
  const words = headings[lang];
  await look(`${BUY}?country=US&kind=local`, words.buy);
  await look(`${BUY}?country=FR&kind=local&area=184`, words.buy);
  await look(`${BUY}?country=US&kind=local&digits=99999999`, words.buy);
  const confirm = await setUp.offer('country=FR&kind=local');
  await look(confirm, words.confirm(pretty(offered(confirm))));
  const { number, path } = await setUp.bought();
  await look(path, pretty(number));
  await look(`${path}/release`, words.release(pretty(number)));
  await look(switching('byo'), words.toOwn);
  await look(switching('managed'), words.toManaged);
  for (const other of [INTEGRATIONS, TWILIO, NUMBERS]) await look(other);
  await setUp.release(path, number);
  await look(path, pretty(number));
  await look(REMOVED, words.numbers);
});

test('pages of a person and of a team', everywhere, async ({ look, setUp, account: _, somebody }) => {
  test.slow();
  await setUp.invite(`ben.${somebody.email}`);
  for (const path of [ACCOUNT, ACTIVITY, FACTOR, TOKENS, TOLD, TEAM, INVITATIONS, ROLES, SERVICE_TOKENS, ORGANISATIONS, AUDIT]) {
    await look(path);
  }
});

test('pages of webhooks', everywhere, async ({ look, setUp, account: _ }) => {
  test.slow();
  for (const path of [WEBHOOKS, NEW_WEBHOOK]) await look(path);
  // No program listens at this address.
  const webhook = await setUp.webhook('http://127.0.0.1:9/ava');
  for (const path of [WEBHOOKS, webhook, `${webhook}/settings`, `${webhook}?show=failed`]) await look(path);
});

test('pages of calls, appointments and contacts', everywhere, async ({ look, setUp, agent, answering: number }) => {
  test.slow();
  for (const path of [BOOK, BOOKING, NEW_SERVICE, NEW_CONTACT, IMPORT_CONTACTS]) await look(path);
  await look(ownHours(agent));
  const service = await setUp.service();
  await look(ownHours(agent));
  const booked = await setUp.book(service);
  const contact = await setUp.contact();
  const call = await setUp.call(number);
  await look(`${agent}/try`);
  const chosen = `service=${idOf(service)}`;
  for (const path of [BOOK, `${BOOK}?${chosen}`, BOOKING, service, booked, CONTACTS, contact, CALLS, call]) await look(path);
  for (const path of [FIGURES, `${FIGURES}?days=7`, RETENTION]) await look(path);
  for (const layout of ['day', 'week', 'list']) await look(`${APPOINTMENTS}?layout=${layout}`);
  await look(`${BOOK}?moves=${idOf(booked)}`);
});

test('pages of the platform', everywhere, async ({ look, setUp, somebody }) => {
  test.slow();
  await setUp.join(adminLink(somebody.email), somebody);
  const tenant = `${TENANTS}/${orgId(somebody.organisation)}`;
  const mine = `${TENANTS}?search=${encodeURIComponent(somebody.organisation)}`;
  const pages = [PLATFORM, mine, `${TENANTS}/new`, tenant, `${tenant}/audit`, PLATFORM_LOG];
  for (const path of pages) await look(path);
});
