// The fixtures of every end-to-end test. A test that leaves an error in the browser's
// console, or that makes the browser open a dialog of its own, fails, whatever else it
// proved.

import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type CDPSession, type Locator, type Page, type Response } from '@playwright/test';
import { INTEGRATIONS, readiness } from './journey';
import { Sandbox, type TwilioNumber } from './sandbox';
import { SetUp } from './setup';

export { expect };

/** Someone who has signed up, with accounts at the providers that nobody else uses. */
export interface Account {
  organisation: string;
  name: string;
  email: string;
  password: string;
  vapiKey: string;
  twilio: { sid: string; token: string };
}

export interface Fixtures {
  /** Opens a page and waits until it can be used; `tab` is another than the test's own. */
  go: (path: string, tab?: Page) => Promise<Response | null>;
  /** The words of a page as the server sends it; a browser is slow to tell those of many pages. */
  sent: (path: string, tab?: Page) => Promise<string>;
  /** Waits until the page, hydrated or not, can be used. */
  ready: (tab?: Page) => Promise<void>;
  /** Expects to see it; without JavaScript nothing moves by itself, so the page is reloaded. */
  comes: (thing: Locator, seconds?: number) => Promise<void>;
  /** Expects no finding of axe; without JavaScript only on the walk through every page. */
  axe: (name: string, tab?: Page) => Promise<void>;
  /** Opens the integrations page, and waits until it says that a number can answer. */
  canAnswer: (seconds?: number) => Promise<void>;
  /** Announces answers of these statuses, or none, which the console reports as errors. */
  allowStatus: (...statuses: (number | 'none')[]) => void;
  /** Somebody new who has not signed up yet. */
  somebody: Account;
  /** Somebody new who is signed in. No page is open yet. */
  account: Account;
  /** The account, with its Vapi key saved. */
  connected: Account;
  /** The path of the account's agent, Reception. */
  agent: string;
  /** The path of that agent, once Vapi, whose key is saved, has it. */
  agentAtVapi: string;
  /** The account, with its Vapi key saved and an agent, Reception. */
  prepared: Account;
  /** All numbers of the account's Twilio account, as they were before AVA. */
  untouched: TwilioNumber[];
  /** The first of them that takes calls, in E.164. */
  number: string;
  /** That number, once Reception answers it. No page is open yet. */
  answering: string;
  /** The path of the clean-up of that Twilio account, held before the number goes from Vapi. */
  heldCleanup: string;
  /** A page of another browser, where nobody is signed in. */
  elsewhere: Page;
  setUp: SetUp;
  sandbox: Sandbox;
  /** Saves a full-page screenshot into shots/ when SHOTS=1. */
  shot: (page: Page, name: string) => Promise<void>;
  /** Has a browser without JavaScript run scripts, or none again; those of the page are not run after all. */
  scripts: (tab: Page, run: boolean) => Promise<void>;
  allowed: Set<number | 'none'>;
  quietConsole: void;
}

export function newAccount(): Account {
  const unique = randomBytes(6).toString('hex');
  // The last three digits of a SID choose a behaviour: these choose none.
  const secret = `${randomBytes(14).toString('hex')}aaaa`;
  return {
    organisation: `Bakery ${unique}`,
    name: 'Ana Lopes',
    email: `ana.${unique}@example.com`,
    password: `correct horse ${unique}`,
    vapiKey: randomUUID(),
    twilio: { sid: `AC${secret}`, token: secret },
  };
}

/** The account with another Twilio account, whose SID and token end in `end`. */
export function otherTwilio(account: Account, end = 'bbbb'): Account {
  const token = `${account.twilio.token.slice(0, -end.length)}${end}`;
  return { ...account, twilio: { sid: `AC${token}`, token } };
}

/** The field that a form sends as `form[name]`. */
export function field(page: Page | Locator, name: string): Locator {
  return page.locator(`[name="form[${name}]"]`);
}

/** Types into fields, by their names. */
export async function fill(page: Page | Locator, typed: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(typed)) await field(page, name).fill(value);
}

export async function signUp(page: Page, { organisation, name, email, password }: Account): Promise<void> {
  await fill(page, { org_name: organisation, name, email, password });
  await page.locator('form:has([name="form[org_name]"]) [type="submit"]').click();
}

export async function signIn(page: Page, account: Account, password = account.password): Promise<void> {
  // The second form of the page signs in to the demo account.
  await field(page, 'email').first().fill(account.email);
  await page.locator('input[type="password"]').fill(password);
  await page.getByRole('button', { name: /^(Sign in|Se connecter)$/ }).click();
}

/** Axe is sent to each page that it looks at: this is less than half as long as what the builder sends. */
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const test = base.extend<Fixtures>({
  extraHTTPHeaders: async ({}, use) => {
    const [a, b, c] = randomBytes(3);
    await use({ 'x-forwarded-for': `10.${a}.${b}.${c}` });
  },

  allowed: async ({}, use) => {
    await use(new Set());
  },

  allowStatus: async ({ allowed }, use) => {
    await use((...statuses) => statuses.forEach((status) => allowed.add(status)));
  },

  // Violations of the content security policy are console errors too.
  quietConsole: [
    async ({ context, allowed }, use) => {
      const errors: string[] = [];
      context.on('dialog', (dialog) => {
        errors.push(`${dialog.type()}: ${dialog.message()}`);
        return dialog.dismiss();
      });
      context.on('weberror', (event) => errors.push(`uncaught: ${event.error()}`));
      context.on('console', (message) => {
        if (message.type() !== 'error') return;
        const status = /^Failed to load resource: .* status of (\d{3})/.exec(message.text())?.[1];
        if (status && allowed.has(Number(status))) return;
        if (allowed.has('none') && /^Failed to load resource: net::/.test(message.text())) return;
        errors.push(`${message.text()} (${message.location().url})`);
      });
      await use();
      expect(errors, 'errors and dialogs of the browser').toEqual([]);
    },
    { auto: true },
  ],

  ready: async ({ page, javaScriptEnabled }, use) => {
    await use(async (tab = page) => {
      if (javaScriptEnabled) await tab.locator('body[data-hydrated]').waitFor();
    });
  },

  go: async ({ page, ready }, use) => {
    await use(async (path, tab = page) => {
      const response = await tab.goto(path);
      await ready(tab);
      return response;
    });
  },

  sent: async ({ page }, use) => {
    await use(async (path, tab = page) => {
      const answer = await tab.request.get(path);
      expect(answer, path).toBeOK();
      const main = /<main\b[\s\S]*<\/main>/.exec(await answer.text())?.[0] ?? '';
      expect(main, path).toContain('<h1');
      return main.replaceAll(/<[^>]*>/g, ' ').replaceAll(/(\s|&nbsp;)+/g, ' ');
    });
  },

  comes: async ({ javaScriptEnabled }, use) => {
    await use(async (thing, seconds = 15) => {
      if (javaScriptEnabled) {
        // A longer wait is made of short ones: one alone looks twice a second only.
        const look = () => expect(thing).toBeVisible({ timeout: 1000 });
        await expect(look).toPass({ timeout: seconds * 1000, intervals: [0] });
        return;
      }
      // A page that is loaded does not change: looking longer at it is in vain.
      const look = async () => {
        if (await thing.isVisible()) return true;
        await thing.page().reload();
        return thing.isVisible();
      };
      await expect.poll(look, { message: String(thing), timeout: seconds * 1000, intervals: [200] }).toBe(true);
    });
  },

  canAnswer: async ({ page, go, comes }, use) => {
    await use(async (seconds) => {
      await go(INTEGRATIONS);
      await comes(readiness(page).getByText(/can answer with|peut répondre avec/), seconds);
    });
  },

  scripts: async ({}, use) => {
    const sessions = new Map<Page, CDPSession>();
    await use(async (tab, run) => {
      const disable = (value: boolean) => sessions.get(tab)?.send('Emulation.setScriptExecutionDisabled', { value });
      if (!sessions.has(tab)) {
        sessions.set(tab, await tab.context().newCDPSession(tab));
        // A session takes back what it has set itself, and nothing else.
        await disable(true);
      }
      await disable(!run);
    });
  },

  axe: async ({ page, scripts, javaScriptEnabled }, use) => {
    await use(async (name, tab = page) => {
      // Axe is a script: where the page runs none, it may while axe looks. The
      // markup is that of the hydrated page, so every page once is enough.
      if (!javaScriptEnabled && !test.info().file.endsWith('accessible.spec.ts')) return;
      if (!javaScriptEnabled) await scripts(tab, true);
      const { violations } = await new AxeBuilder({ page: tab, axeSource })
        .options({ resultTypes: ['violations'] })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        // Without frames there is nothing to gather, which would open a page each time.
        .setLegacyMode()
        .analyze();
      if (!javaScriptEnabled) await scripts(tab, false);
      const findings = violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
      }));
      expect(findings, `accessibility of ${name}`).toEqual([]);
    });
  },

  somebody: async ({}, use) => {
    await use(newAccount());
  },

  setUp: async ({ context, locale, baseURL }, use) => {
    await use(new SetUp(context.request, locale ?? '', baseURL ?? ''));
  },

  account: async ({ setUp, somebody }, use) => {
    await setUp.signUp(somebody);
    await use(somebody);
  },

  connected: async ({ setUp, account }, use) => {
    await setUp.vapi(account);
    await use(account);
  },

  agent: async ({ setUp, account: _ }, use) => {
    await use(await setUp.agent());
  },

  agentAtVapi: async ({ setUp, connected: _, agent }, use) => {
    await setUp.settled(agent);
    await use(agent);
  },

  prepared: async ({ connected, agent: _ }, use) => {
    await use(connected);
  },

  untouched: async ({ account, sandbox }, use) => {
    await use(await sandbox.twilioNumbers(account));
  },

  number: async ({ untouched }, use) => {
    await use(untouched.find(({ voice }) => voice)?.phone_number ?? '');
  },

  answering: async ({ setUp, prepared, number }, use) => {
    await setUp.twilio(prepared, number);
    await setUp.answers();
    await use(number);
  },

  heldCleanup: async ({ setUp, sandbox, account, answering: _ }, use) => {
    const { vapiKey } = account;
    await sandbox.fault({ provider: 'vapi', scope: vapiKey, kind: 'hold_before', method: 'DELETE', path_contains: 'phone-number' });
    const operation = await setUp.disconnect('twilio');
    await sandbox.held(vapiKey);
    await use(operation);
  },

  elsewhere: async ({ browser, javaScriptEnabled, baseURL }, use) => {
    const context = await browser.newContext({ javaScriptEnabled, baseURL });
    await use(await context.newPage());
    await context.close();
  },

  sandbox: async ({ playwright }, use) => {
    const request = await playwright.request.newContext({ extraHTTPHeaders: { 'x-ava-sandbox': '1' } });
    const sandbox = new Sandbox(request);
    await use(sandbox);
    await sandbox.tidy();
    await request.dispose();
  },

  shot: async ({}, use, { project }) => {
    await use(async (page, name) => {
      if (process.env.SHOTS !== '1') return;
      const path = join(import.meta.dirname, 'shots', project.name, `${name}.png`);
      await page.screenshot({ path, fullPage: true });
    });
  },
});
