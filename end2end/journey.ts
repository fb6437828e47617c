// The actions of a person, in the words of the English pages.

import { expect, type Locator, type Page, type Response } from '@playwright/test';
import { field, fill, type Account, type Fixtures } from './fixtures';

export const INTEGRATIONS = '/dashboard/integrations';
export const VAPI = `${INTEGRATIONS}/vapi`;
export const TWILIO = `${INTEGRATIONS}/twilio`;
export const OPENAI = `${INTEGRATIONS}/openai`;
export const SMTP = `${INTEGRATIONS}/smtp`;
export const GOOGLE = `${INTEGRATIONS}/google_calendar`;
export const OPERATIONS = '/dashboard/operations';
export const NOTIFICATIONS = '/dashboard/notifications';
export const READINESS = '/dashboard/readiness';
export const ACCOUNT = '/dashboard/account';
export const AGENTS = '/dashboard/agents';
export const NUMBERS = '/dashboard/numbers';
export const BUY = `${NUMBERS}/buy`;
export const REMOVED = `${NUMBERS}?show=released`;
export const SANDBOX = '/sandbox';
export const NEW_AGENT = '/dashboard/agents/new';
export const CALLS = '/dashboard/calls';
export const FIGURES = `${CALLS}/figures`;
export const RETENTION = `${CALLS}/retention`;
export const APPOINTMENTS = '/dashboard/appointments';
export const BOOK = `${APPOINTMENTS}/new`;
export const BOOKING = `${APPOINTMENTS}/settings`;
export const NEW_SERVICE = `${APPOINTMENTS}/services/new`;
/** The id of whatever has this page: the end of its path. */
export const idOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
/** The hours and services of an agent, by the path of its page. */
export const ownHours = (agent: string) => `${APPOINTMENTS}/agents/${idOf(agent)}`;
export const CONTACTS = '/dashboard/contacts';
export const NEW_CONTACT = `${CONTACTS}/new`;
export const IMPORT_CONTACTS = `${CONTACTS}/import`;
export const WEBHOOKS = '/dashboard/webhooks';
export const NEW_WEBHOOK = `${WEBHOOKS}/new`;
export const AUDIT = '/dashboard/audit';
export const TEAM = '/dashboard/team';
export const INVITATIONS = `${TEAM}/invitations`;
export const ROLES = `${TEAM}/roles`;
export const ORGANISATIONS = '/dashboard/organisations';
export const ACTIVITY = `${ACCOUNT}/activity`;
export const FACTOR = `${ACCOUNT}/second-factor`;
export const TOKENS = `${ACCOUNT}/tokens`;
export const SERVICE_TOKENS = `${TEAM}/tokens`;
export const TOLD = `${ACCOUNT}/notifications`;
export const PLATFORM = '/admin';
export const TENANTS = `${PLATFORM}/tenants`;
export const PLATFORM_LOG = `${PLATFORM}/audit`;

/** The address of any one operation. */
export const OPERATION = `${OPERATIONS}/*`;

/** A key that Vapi refuses. */
export const REFUSED_KEY = '00000000-0000-4000-8000-000000000401';

export const PROVED = 'The number is at Vapi, bound, and proved.';
export const TAKEN_BACK = 'Everything is taken back. Nothing of the keys kept for it is left here.';

export type Go = Fixtures['go'];

/** `+14155550142` as people write it. */
export function pretty(e164: string): string {
  const [, country, rest] = /^\+(1|\d\d)(\d+)$/.exec(e164) ?? [];
  const groups = country === '33' ? /(\d)(\d\d)(\d\d)(\d\d)(\d\d)/ : /(\d{3})(\d{3})(\d+)/;
  return `+${country} ${groups.exec(rest ?? '')?.slice(1).join(' ')}`;
}

export function heading(page: Page): Locator {
  return page.getByRole('heading', { level: 1 });
}

/** The lines of a list: numbers, those for sale, or operations. */
export function rows(page: Page): Locator {
  return page.locator('main .rows > li');
}

/** The button of a page that has one form. */
export function submit(page: Page): Locator {
  return page.locator('main form [type="submit"]');
}

/** Follows the link or button to a page, and waits for its address. */
export async function follow(thing: Locator, to: string): Promise<void> {
  await thing.click();
  await thing.page().waitForURL(`**${to}`);
}

/** Presses the button, and waits until the server has answered. */
export async function press(button: Locator, action: string): Promise<Response> {
  const [answer] = await Promise.all([button.page().waitForResponse(`**/rpc/${action}`), button.click()]);
  return answer;
}

/** Marks the page: a reload would forget it. */
export async function mark(tab: Page): Promise<void> {
  await tab.evaluate(() => document.body.setAttribute('data-same-page', ''));
}

/** The page that was marked, unless it was loaded anew. */
export function marked(tab: Page): Locator {
  return tab.locator('body[data-same-page]');
}

/** By how much the page is wider than the screen. */
export async function overhang(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

export async function signOut(page: Page): Promise<void> {
  await follow(page.locator('main').getByRole('button', { name: 'Sign out' }).first(), '/login');
}

export function save(page: Page): Locator {
  return page.getByRole('button', { name: /^(Save and check|Enregistrer et vérifier)$/ });
}

/** Opens the form that replaces a stored key or account. */
export async function openReplace(page: Page): Promise<void> {
  await page.getByText(/^Replace (key|the credentials|mailbox)$/).click();
}

/** The word on the provider's page for a key that works. */
export function connectedWord(page: Page): Locator {
  return page.locator('main').getByText(/^(Connected|Connecté)$/);
}

export function card(page: Page, name: 'Vapi' | 'Twilio'): Locator {
  return page.locator('.service').filter({ has: page.getByRole('heading', { name }) });
}

/** The bell, with so many that are not read. */
export function bell(page: Page, unread: number): Locator {
  const name = unread === 1 ? '1 unread notification' : `${unread || 'No'} unread notification${unread ? 's' : ''}`;
  return page.getByRole('banner').getByRole('link', { name, exact: true });
}

/** The page of what happened to a provider's key. */
export function history(provider: string): string {
  return `${INTEGRATIONS}/${provider}/health`;
}

/** The first line of the page: a call is answered, or what is missing. */
export function readiness(page: Page): Locator {
  return page.locator('.ready').first();
}

/** The clean-ups that still take back, or carry, something at the providers. */
export function cleanUps(page: Page): Locator {
  return page.locator('main .cleanups');
}

export function compareButton(page: Page): Locator {
  return page.locator('main').getByRole('button', { name: /^(Compare with|Comparer avec) Vapi/ });
}

/** The differences at the providers, as the list of numbers says them. */
export function differences(page: Page): Locator {
  return page.locator('main .differences .deeds > li');
}

/** The end of the stored key, as the provider's page shows it. */
export function storedVapi(page: Page, { vapiKey }: Account): Locator {
  return page.locator('main').getByText(`•••• ${vapiKey.slice(-4)}`);
}

export function storedTwilio(page: Page, { twilio }: Account): Locator {
  return page.locator('main').getByText(`AC•••• ${twilio.sid.slice(-4)}`);
}

export async function saveVapi(page: Page, go: Go, key: string): Promise<void> {
  await go(VAPI, page);
  await field(page, 'key').fill(key);
  await save(page).click();
}

export async function replaceVapi(page: Page, go: Go, key: string): Promise<void> {
  await go(VAPI, page);
  await openReplace(page);
  await field(page, 'key').fill(key);
  await save(page).click();
}

export async function connectVapi(page: Page, go: Go, account: Account): Promise<void> {
  await saveVapi(page, go, account.vapiKey);
  await expect(storedVapi(page, account)).toBeVisible();
}

export const GREETING = 'Lakeside Clinic, good day.';
export const INSTRUCTIONS = 'You are the receptionist. Keep answers short.';

/** The button of the form of a new agent. */
export function make(page: Page): Locator {
  return page.getByRole('button', { name: /^(Make this agent|Créer cet agent)$/ });
}

/** The button of the form of an agent that is there. */
export function saveAgent(page: Page): Locator {
  return page.getByRole('button', { name: 'Save changes' });
}

/** The word on an agent's page once Vapi has what is saved. */
export function inStep(page: Page): Locator {
  return page.locator('.page-head').getByText('In step', { exact: true });
}

/** Sends what was typed; returns the path of the agent. */
export async function sendAgent(page: Page): Promise<string> {
  await make(page).click();
  await page.waitForURL(/\/dashboard\/agents\/(?!new)/);
  return new URL(page.url()).pathname;
}

/** Waits until the page is another. Unlike `waitForURL` it outlasts a navigation that the second of two clicks ends. */
export async function arrives(page: Page, path: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`${path.replaceAll('*', '[^/?]*')}(\\?|$)`));
  await page.waitForLoadState();
}

export async function makeAgent(page: Page, go: Go, name = 'Reception'): Promise<string> {
  await go(NEW_AGENT, page);
  await fill(page, { name, greeting: GREETING, instructions: INSTRUCTIONS });
  return sendAgent(page);
}

export async function typeTwilio(page: Page, { twilio }: Account, number = ''): Promise<void> {
  await fill(page, { account_sid: twilio.sid, auth_token: twilio.token });
  if (number) await page.locator('#twilio-number').fill(number);
}

/** Chooses the other way in, and types a key of the account. */
export async function typeApiKey(page: Page, { twilio }: Account): Promise<void> {
  await page.getByRole('radio', { name: /API key|Clé API/ }).check();
  await fill(page, { api_key_sid: `SK${twilio.token}`, api_key_secret: twilio.token });
}

export async function saveTwilio(page: Page, go: Go, account: Account, number = ''): Promise<void> {
  await go(TWILIO, page);
  await typeTwilio(page, account, number);
  await save(page).click();
}

export async function connectTwilio(page: Page, go: Go, account: Account, number = ''): Promise<void> {
  await saveTwilio(page, go, account, number);
  await expect(storedTwilio(page, account)).toBeVisible();
}

/** Opens the timeline from the Twilio page, where the number on its way has a link. */
export async function openTimeline(page: Page): Promise<void> {
  await follow(page.getByRole('link', { name: 'Open the timeline' }), OPERATION);
}

/** The button that brings the number that was chosen or typed. */
export function bring(page: Page): Locator {
  return page.getByRole('button', { name: 'Bring this number to Vapi' });
}

/** The number that the page before a purchase asks about. */
export function offered(path: string): string {
  return `+${/number=(\d+)/.exec(path)?.[1]}`;
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
  await follow(submit(page), OPERATION);
  return new URL(page.url()).pathname;
}

/** Asks for another try; AVA may have made one by itself meanwhile, and then there is nothing to press. */
export async function retry(page: Page, done: Locator): Promise<void> {
  await Promise.any([page.locator('main').getByRole('button', { name: 'Retry now' }).click(), done.waitFor()]);
}

/** The step of the timeline with this title. */
export function step(page: Page, title: string): Locator {
  return page.locator('.step').filter({ hasText: title });
}
