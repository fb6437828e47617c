// What every end-to-end test starts from. A test that leaves an error in the
// browser's console fails, whatever else it proved.

import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page, type Response } from '@playwright/test';

export { expect };

const sandbox = 'http://127.0.0.1:4110';

/** Someone who has signed up, with accounts at the providers that nobody else uses. */
export interface Account {
  organisation: string;
  name: string;
  email: string;
  password: string;
  vapiKey: string;
  twilio: { sid: string; token: string };
}

/** A failure of the sandbox, for one account: `scope` is its Vapi key or Twilio SID. */
export interface Fault {
  provider: 'vapi' | 'vapi_eu' | 'twilio';
  scope: string;
  kind:
    | 'latency'
    | 'rate_limited'
    | 'unauthorized'
    | 'forbidden'
    | 'server_error'
    | 'unavailable'
    | 'hang'
    | 'reset'
    | 'garbage'
    | 'hold_before'
    | 'hold_after';
  method?: string;
  path_contains?: string;
  /** How many calls it hits (1), after how many that pass (0). */
  remaining?: number;
  skip?: number;
  retry_after_secs?: number;
  latency_ms?: number;
}

interface TwilioNumber {
  account_sid: string;
  phone_number: string;
  voice: boolean;
}

interface Fixtures {
  /** Opens a page and waits until it can be used; `tab` is another than the test's own. */
  go: (path: string, tab?: Page) => Promise<Response | null>;
  /** Expects no finding of axe. Without JavaScript axe cannot run: nothing is checked. */
  axe: (name: string, tab?: Page) => Promise<void>;
  /** Announces answers of these statuses, which the console reports as errors. */
  allowStatus: (...statuses: number[]) => void;
  /** Signs somebody new up through the page. */
  account: Account;
  /** The numbers of a Twilio account that take calls, in E.164. */
  numbersOf: (sid: string) => Promise<string[]>;
  fault: (fault: Fault) => Promise<void>;
  /** Saves a full-page screenshot into shots/ when SHOTS=1. */
  shot: (page: Page, name: string) => Promise<void>;
  allowed: Set<number>;
  quietConsole: void;
}

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
      context.on('weberror', (event) => errors.push(`uncaught: ${event.error()}`));
      context.on('console', (message) => {
        if (message.type() !== 'error') return;
        const status = /^Failed to load resource: .* status of (\d{3})/.exec(message.text())?.[1];
        if (status && allowed.has(Number(status))) return;
        errors.push(`${message.text()} (${message.location().url})`);
      });
      await use();
      expect(errors, 'errors in the console').toEqual([]);
    },
    { auto: true },
  ],

  go: async ({ page, javaScriptEnabled }, use) => {
    await use(async (path, tab = page) => {
      const response = await tab.goto(path);
      if (javaScriptEnabled) await tab.locator('body[data-hydrated]').waitFor();
      return response;
    });
  },

  axe: async ({ page, javaScriptEnabled }, use) => {
    await use(async (name, tab = page) => {
      if (!javaScriptEnabled) return;
      const { violations } = await new AxeBuilder({ page: tab })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const findings = violations.map(({ id, help, nodes }) => ({
        id,
        help,
        nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })),
      }));
      expect(findings, `accessibility of ${name}`).toEqual([]);
    });
  },

  account: async ({ page, go }, use) => {
    const unique = randomBytes(6).toString('hex');
    // The last three digits of a SID choose a behaviour: these choose none.
    const secret = `${randomBytes(14).toString('hex')}aaaa`;
    const account: Account = {
      organisation: `Bakery ${unique}`,
      name: 'Ana Lopes',
      email: `ana.${unique}@example.com`,
      password: `correct horse ${unique}`,
      vapiKey: randomUUID(),
      twilio: { sid: `AC${secret}`, token: secret },
    };
    await go('/signup');
    for (const field of ['organisation', 'name', 'email', 'password'] as const) {
      await page.locator(`[name="${field}"]`).fill(account[field]);
    }
    await page.locator('form:has([name="organisation"]) [type="submit"]').click();
    await page.waitForURL('**/dashboard/integrations');
    await use(account);
  },

  numbersOf: async ({ request }, use) => {
    await use(async (sid) => {
      // The simulator makes an account when it is first asked for.
      const credentials = Buffer.from(`${sid}:${sid.slice(2)}`).toString('base64');
      const account = await request.get(`${sandbox}/twilio/2010-04-01/Accounts/${sid}.json`, {
        headers: { authorization: `Basic ${credentials}` },
      });
      expect(account).toBeOK();
      const snapshot = await request.get(`${sandbox}/control/snapshot`);
      expect(snapshot).toBeOK();
      const { twilio_numbers }: { twilio_numbers: TwilioNumber[] } = await snapshot.json();
      return twilio_numbers
        .filter((number) => number.account_sid === sid && number.voice)
        .map((number) => number.phone_number);
    });
  },

  fault: async ({ request }, use) => {
    await use(async (fault) => {
      expect(await request.post(`${sandbox}/control/faults`, { data: fault })).toBeOK();
    });
  },

  shot: async ({}, use, { project }) => {
    await use(async (page, name) => {
      if (process.env.SHOTS !== '1') return;
      const path = join(import.meta.dirname, 'shots', project.name, `${name}.png`);
      await page.screenshot({ path, fullPage: true });
    });
  },
});
