// What a person does, in the words of the English pages.

import { expect, type Locator, type Page } from '@playwright/test';
import { field, type Account } from './fixtures';
import type { SetUp } from './setup';

export const INTEGRATIONS = '/dashboard/integrations';
export const VAPI = `${INTEGRATIONS}/vapi`;
export const TWILIO = `${INTEGRATIONS}/twilio`;
export const OPERATIONS = '/dashboard/operations';
export const ACCOUNT = '/dashboard/account';
export const AGENTS = '/dashboard/agents';
export const NUMBERS = '/dashboard/numbers';
export const BUY = `${NUMBERS}/buy`;
export const REMOVED = `${NUMBERS}?show=released`;
export const SANDBOX = '/sandbox';
export const NEW_AGENT = '/dashboard/agents/new';

type Go = (path: string, tab?: Page) => Promise<unknown>;

/** `+14155550142` as people write it. */
export function pretty(e164: string): string {
  const [, country, rest] = /^\+(1|\d\d)(\d+)$/.exec(e164) ?? [];
  const groups = country === '33' ? /(\d)(\d\d)(\d\d)(\d\d)(\d\d)/ : /(\d{3})(\d{3})(\d+)/;
  return `+${country} ${groups.exec(rest ?? '')?.slice(1).join(' ')}`;
}

export function save(page: Page): Locator {
  return page.getByRole('button', { name: /^(Save and check|Enregistrer et vérifier)$/ });
}

/** Opens what replaces a stored key or account. */
export async function openReplace(page: Page): Promise<void> {
  await page.getByText(/^Replace (key|the credentials)$/).click();
}

/** The word on the provider's page for a key that works. */
export function connectedWord(page: Page): Locator {
  return page.locator('main').getByText(/^(Connected|Connecté)$/);
}

/** What the page says first: a call is answered, or what is missing. */
export function readiness(page: Page): Locator {
  return page.locator('.ready');
}

export async function saveVapi(page: Page, go: Go, key: string): Promise<void> {
  await go(VAPI, page);
  await field(page, 'key').fill(key);
  await save(page).click();
}

export async function connectVapi(page: Page, go: Go, { vapiKey }: Account): Promise<void> {
  await saveVapi(page, go, vapiKey);
  await expect(page.locator('main').getByText(`•••• ${vapiKey.slice(-4)}`)).toBeVisible();
}

export async function makeAgent(page: Page, go: Go, name = 'Reception'): Promise<void> {
  await go(NEW_AGENT, page);
  await field(page, 'name').fill(name);
  await field(page, 'greeting').fill('Lakeside Clinic, good day.');
  await field(page, 'instructions').fill('You are the receptionist. Keep answers short.');
  await page.locator('form:has([name="form[instructions]"]) [type="submit"]').click();
  await page.waitForURL(/\/dashboard\/agents\/(?!new)/);
}

export async function saveTwilio(page: Page, go: Go, { twilio }: Account, number = ''): Promise<void> {
  await go(TWILIO, page);
  await field(page, 'account_sid').fill(twilio.sid);
  await field(page, 'auth_token').fill(twilio.token);
  if (number) await page.locator('#twilio-number').fill(number);
  await save(page).click();
}

export async function connectTwilio(page: Page, go: Go, account: Account, number = ''): Promise<void> {
  await saveTwilio(page, go, account, number);
  await expect(page.locator('main').getByText(`AC•••• ${account.twilio.sid.slice(-4)}`)).toBeVisible();
}

/** From the Twilio page, where the number on its way has a link. */
export async function openTimeline(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Open the timeline' }).click();
  await page.waitForURL('**/dashboard/operations/*');
}

/** Has the saved account bring the number over, and opens the timeline. */
export async function followImport(
  page: Page,
  go: Go,
  setUp: SetUp,
  account: Account,
  number: string,
): Promise<void> {
  await setUp.twilio(account, number);
  await go(TWILIO, page);
  await openTimeline(page);
}

/** The page that asks before a provider is disconnected. */
export function leaving(provider: 'vapi' | 'twilio'): string {
  return `${INTEGRATIONS}/${provider}/disconnect`;
}

/** The page that leads from an own Twilio account to supplied numbers, or back. */
export function switching(to: 'managed' | 'byo'): string {
  return `${TWILIO}/switch?to=${to}`;
}

/** Presses the button of a page that asks; returns the path of the clean-up that follows. */
export async function agree(page: Page): Promise<string> {
  await page.locator('main form [type="submit"]').click();
  await page.waitForURL('**/dashboard/operations/*');
  return new URL(page.url()).pathname;
}

/** The path of a number's page, as `list` shows it. */
export async function numberPath(page: Page, go: Go, number: string, list = NUMBERS): Promise<string> {
  await go(list, page);
  return (await page.locator('main .rows').getByRole('link', { name: pretty(number) }).getAttribute('href')) ?? '';
}

/** The step of the timeline with this title. */
export function step(page: Page, title: string): Locator {
  return page.locator('.step').filter({ hasText: title });
}
