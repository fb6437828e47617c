// Several tabs: what changes in one shows in all, and two clicks are one.

import { expect, field, test } from '../fixtures';
import {
  ACCOUNT,
  AGENTS,
  INTEGRATIONS,
  NUMBERS,
  OPERATIONS,
  TWILIO,
  VAPI,
  connectTwilio,
  connectVapi,
  connectedWord,
  leaving,
  makeAgent,
  numberPath,
  pretty,
  readiness,
  save,
  step,
} from '../journey';
import type { BrowserContext, Page } from '@playwright/test';

const soon = { timeout: 2_000 };
const atOnce = { timeout: 1_000 };

/** Opens each page in a tab of its own, marked: a reload would forget it. */
async function tabs<const Paths extends readonly string[]>(
  context: BrowserContext,
  go: (path: string, tab?: Page) => Promise<unknown>,
  paths: Paths,
): Promise<{ [At in keyof Paths]: Page }> {
  const opened: Page[] = [];
  for (const path of paths) {
    const tab = await context.newPage();
    await go(path, tab);
    await tab.evaluate(() => document.body.setAttribute('data-same-page', ''));
    opened.push(tab);
  }
  return opened as { [At in keyof Paths]: Page };
}

/** Holds back what a tab asks for, until it is opened. */
async function gate(tab: Page, url: string): Promise<() => void> {
  let open = () => {};
  const opened = new Promise<void>((done) => (open = done));
  await tab.route(url, async (route) => {
    await opened;
    await route.continue();
  });
  return open;
}

test('lesson 03: what one tab changes, every other tab shows, without a reload', async ({
  page: leader,
  go,
  context,
  account,
}) => {
  const second = await context.newPage();
  const third = await context.newPage();
  await go(INTEGRATIONS);
  await go(INTEGRATIONS, second);
  await go(ACCOUNT, third);
  for (const tab of [leader, second]) {
    // A reload would forget it.
    await tab.evaluate(() => document.body.setAttribute('data-same-page', ''));
    await expect(readiness(tab)).toContainText('Start by connecting Vapi');
  }

  // A tab that is not the leader makes the change: the leader and the other see it.
  await connectVapi(third, go, account);
  for (const tab of [leader, second]) {
    await expect(readiness(tab)).toContainText('Next, make an agent', soon);
    await expect(tab.locator('main').getByText(`•••• ${account.vapiKey.slice(-4)}`)).toBeVisible(soon);
  }
  await makeAgent(third, go);
  for (const tab of [leader, second]) {
    await expect(readiness(tab)).toContainText('Next, connect Twilio', soon);
    await expect(tab.locator('body')).toHaveAttribute('data-same-page', '');
  }

  // The leader goes; another takes over.
  await leader.close();
  await connectTwilio(third, go, account);
  await expect(readiness(second)).toContainText('Next, choose the number that people call', { timeout: 5_000 });
  await expect(second.locator('body')).toHaveAttribute('data-same-page', '');
});

test('lesson 03, 28: a removed number leaves every other tab within a second', async ({ page, go, context, agent, answering: number }) => {
  const path = await numberPath(page, go, number);
  const [list, integrations, twilio, answers] = await tabs(context, go, [NUMBERS, INTEGRATIONS, TWILIO, agent]);
  const [itself] = await tabs(context, go, [path]);
  const others = [list, integrations, twilio, answers];
  for (const tab of others) await expect(tab.locator('main')).toContainText(pretty(number));
  await go(`${path}/remove`);
  const answered = page.waitForResponse('**/rpc/numbers/remove');
  await page.locator('main form [type="submit"]').click();
  expect((await answered).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('main')).toContainText('No number yet', atOnce),
    // Here its clean-up may still be spoken of.
    expect(integrations.locator('.ready')).toContainText('Next, choose the number that people call', atOnce),
    expect(twilio.locator('main')).not.toContainText(pretty(number), atOnce),
    expect(answers.locator('main')).toContainText('No number yet', atOnce),
    expect(itself.locator('main')).toContainText(/It is removed here\.|It is not in AVA any more\./, atOnce),
  ]);
  for (const tab of [...others, itself]) await expect(tab.locator('body')).toHaveAttribute('data-same-page', '');
});

test('lesson 03: what is disconnected in one tab is gone from every other within a second', async ({
  page,
  go,
  context,
  agent,
  answering: number,
}) => {
  const [list, integrations, twilio, answers, asks] = await tabs(context, go, [NUMBERS, INTEGRATIONS, TWILIO, agent, leaving('twilio')]);
  await go(leaving('twilio'));
  const answered = page.waitForResponse('**/rpc/integrations/disconnect');
  await page.locator('main form [type="submit"]').click();
  expect((await answered).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('main')).not.toContainText(pretty(number), atOnce),
    expect(integrations.locator('.ready')).toContainText('Next, connect Twilio', atOnce),
    expect(twilio.getByText('What is stored')).toHaveCount(0, atOnce),
    expect(answers.locator('main')).toContainText('No number yet', atOnce),
    expect(asks.getByRole('heading', { level: 1 })).toHaveText('Twilio is not connected', atOnce),
  ]);
  await expect(integrations.locator('.service').last()).toContainText('Not connected');
  for (const tab of [list, integrations, twilio, answers, asks]) {
    await expect(tab.locator('body')).toHaveAttribute('data-same-page', '');
  }
  // The form of a new account stands where the stored one was.
  await expect(field(twilio, 'account_sid')).toHaveValue('');
});

test('lesson 28: an agent that is renamed, then deleted, is so in every other tab within a second', async ({
  page,
  go,
  context,
  setUp,
  agent,
  answering: number,
  allowStatus,
}) => {
  allowStatus(404);
  await setUp.agent('Night desk');
  const path = await numberPath(page, go, number);
  const [list, its, twilio, integrations, itself, asks] = await tabs(context, go, [
    AGENTS,
    path,
    `${TWILIO}?choose=1`,
    INTEGRATIONS,
    agent,
    `${agent}/delete`,
  ]);
  const choices = (tab: Page) => tab.getByLabel('Agent', { exact: true }).locator('option');
  await go(agent);
  await field(page, 'name').fill('Day desk');
  const saved = page.waitForResponse('**/rpc/agents/update');
  await page.getByRole('button', { name: 'Save changes' }).click();
  expect((await saved).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('.agent h2')).toHaveText(['Day desk', 'Night desk'], atOnce),
    expect(choices(its)).toHaveText(['Day desk', 'Night desk'], atOnce),
    expect(twilio.locator('#import-agent option')).toHaveText([/Day desk/, 'Night desk'], atOnce),
    expect(itself.getByRole('heading', { level: 1 })).toHaveText('Day desk', atOnce),
    expect(asks.getByRole('heading', { level: 1 })).toHaveText('Delete Day desk?', atOnce),
    expect(integrations.locator('main')).toContainText('Day desk', atOnce),
  ]);
  await go(`${agent}/delete`);
  const deleted = page.waitForResponse('**/rpc/agents/delete');
  await page.locator('main form [type="submit"]').click();
  expect((await deleted).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('.agent h2')).toHaveText(['Night desk'], atOnce),
    expect(choices(its)).toHaveText(['Night desk'], atOnce),
    expect(twilio.locator('#import-agent option')).toHaveText([/Night desk/], atOnce),
    expect(integrations.locator('.ready')).not.toContainText('can answer with', atOnce),
    expect(itself.getByRole('heading', { level: 1 })).toHaveText('There is nothing here', atOnce),
    expect(asks.getByRole('heading', { level: 1 })).toHaveText('There is nothing here', atOnce),
  ]);
  for (const tab of [list, its, twilio, integrations, itself, asks]) await expect(tab.locator('body')).toHaveAttribute('data-same-page', '');
});

test('lesson 05: both services left at once, in two tabs, end clean', async ({ page, go, context, account, answering: _, sandbox }) => {
  const [other] = await tabs(context, go, [leaving('vapi')]);
  await go(leaving('twilio'));
  await Promise.all([page, other].map((tab) => tab.locator('main form [type="submit"]').click()));
  for (const tab of [page, other]) {
    await tab.waitForURL('**/dashboard/operations/*');
    await expect(tab.locator('main')).toContainText('Everything is taken back.', { timeout: 30_000 });
  }
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.assistants(account)).toEqual([]);
  const pointed = (await sandbox.twilioNumbers(account)).filter((number) => number.voice_url.includes('vapi.ai'));
  expect(pointed).toEqual([]);
  await go(INTEGRATIONS);
  await expect(page.getByText('Not connected')).toHaveCount(2);
});

test('lesson 33: a double click leaves once', async ({ page, go, answering: _ }) => {
  await go(leaving('twilio'));
  await page.locator('main form [type="submit"]').dblclick();
  await page.waitForURL('**/dashboard/operations/*');
  await expect(page.locator('main')).toContainText('Everything is taken back.');
  await go(OPERATIONS);
  await expect(page.locator('main').getByRole('link', { name: 'Disconnect Twilio' })).toHaveCount(1);
});

test('lesson 33: a form is not sent again while the next page is on its way', async ({ page, go, agent }) => {
  await go(agent);
  const letPage = await gate(page, `**${AGENTS}/*`);
  const onItsWay = page.waitForRequest(`**${AGENTS}/*`);
  const duplicate = page.getByRole('button', { name: 'Duplicate' });
  await duplicate.click();
  await onItsWay;
  await expect(duplicate).toBeDisabled();
  letPage();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Reception 2');
});

test('lesson 33: the second click of a double click sends nothing more', async ({ page, go, account }) => {
  await go(VAPI);
  await field(page, 'key').fill(account.vapiKey);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/save-vapi')) sent.push(request.method());
  });
  await save(page).dispatchEvent('click', { detail: 2 });
  await save(page).click();
  await expect(connectedWord(page)).toBeVisible();
  expect(sent).toEqual(['POST']);
});

test('a clean-up is followed live, step by step', async ({ page, go, context, setUp, account, answering: number, sandbox }) => {
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_before', method: 'DELETE', path_contains: 'phone-number' });
  const operation = await setUp.disconnect('twilio');
  await sandbox.held(account.vapiKey);
  await go(operation);
  const [integrations] = await tabs(context, go, [INTEGRATIONS]);
  await expect(step(page, `Take ${pretty(number)} out of Vapi`)).toHaveAttribute('aria-current', 'step');
  const line = integrations.locator('.clean-ups');
  await expect(line).toContainText('Twilio is being taken back: 1 of 4 steps.');
  await sandbox.release(account.vapiKey);
  await expect(page.locator('main')).toContainText('Everything is taken back.');
  await expect(line).toHaveCount(0);
  await expect(integrations.locator('body')).toHaveAttribute('data-same-page', '');
});

test('lesson 03: a tab that was drawn before the one that listens misses nothing', async ({
  page: early,
  go,
  context,
  setUp,
  account,
  answering: _,
  sandbox,
}) => {
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_before', method: 'DELETE', path_contains: 'phone-number' });
  const operation = await setUp.disconnect('twilio');
  await sandbox.held(account.vapiKey);
  // Drawn now, while its script comes late.
  const letScript = await gate(early, '**/pkg/live.*.js');
  await early.goto(operation, { waitUntil: 'commit' });
  await early.locator('.steps').waitFor();
  await sandbox.release(account.vapiKey);
  await expect
    .poll(async () => (await early.request.get(operation)).text(), { message: 'it ends' })
    .toContain('Everything is taken back.');
  // Drawn after it ended; listens first, and is not connected yet.
  const listens = await context.newPage();
  const letConnection = await gate(listens, '**/events*');
  const connecting = listens.waitForRequest('**/events*');
  await go(INTEGRATIONS, listens);
  await connecting;
  const asked = listens.evaluate(
    () => new Promise<void>((heard) => (new BroadcastChannel('ava-live').onmessage = () => heard())),
  );
  letScript();
  await asked;
  letConnection();
  await expect(early.locator('main')).toContainText('Everything is taken back.');
});

test('a filter asks for a page without loading it, and a step back undoes it', async ({ page, go, context, answering: number }) => {
  const [tab] = await tabs(context, go, [NUMBERS]);
  const rows = tab.locator('main .rows > li');
  await tab.getByLabel('Show').selectOption('Not ready');
  await tab.getByRole('button', { name: 'Find' }).click();
  await expect(tab.locator('main')).toContainText('No number fits');
  await tab.goBack();
  await expect(rows).toContainText([pretty(number)]);
  await expect(tab.getByLabel('Show')).toHaveValue('');
  await tab.goForward();
  await expect(tab.locator('main')).toContainText('No number fits');
  await expect(tab.getByLabel('Show')).toHaveValue('not_ready');
  await expect(tab.locator('body')).toHaveAttribute('data-same-page', '');
  await page.close();
});

test('lesson 19: the import goes on with every tab closed, and another tab follows it live', async ({
  page,
  go,
  context,
  setUp,
  prepared: account,
  number,
  sandbox,
}) => {
  await sandbox.fault({ provider: 'twilio', scope: account.twilio.sid, kind: 'hold_before', path_contains: 'IncomingPhoneNumbers' });
  await setUp.twilio(account, number);
  await go(TWILIO);
  await sandbox.held(account.twilio.sid);
  const watcher = await context.newPage();
  await go(INTEGRATIONS, watcher);
  await expect(readiness(watcher)).toContainText(`${pretty(number)} is on its way to Vapi`);
  await page.close();
  await sandbox.release(account.twilio.sid);
  await expect(readiness(watcher)).toContainText(`${pretty(number)} can answer with Reception`);
});

test('a change made elsewhere does not touch what is being typed', async ({ page, go, setUp, account }) => {
  await go(TWILIO);
  await field(page, 'account_sid').fill('AC1234');
  await page.locator('#twilio-number').fill('+1 415');
  await setUp.vapi(account);
  await setUp.agent();
  await expect(page.locator('#twilio-agent')).toBeVisible();
  await expect(field(page, 'account_sid')).toHaveValue('AC1234');
  await expect(page.locator('#twilio-number')).toHaveValue('+1 415');
});

test('what is chosen stays chosen while the list is another', async ({ page, go, context, setUp, answering: number }) => {
  const day = await setUp.agent('Day desk');
  await setUp.agent('Night desk');
  await go(await numberPath(page, go, number));
  const choice = page.getByLabel('Agent', { exact: true });
  const night = await choice.locator('option').filter({ hasText: 'Night desk' }).getAttribute('value');
  await choice.selectOption(night);
  const other = await context.newPage();
  await go(`${day}/delete`, other);
  await other.locator('main form [type="submit"]').click();
  await expect(choice.locator('option')).toHaveCount(2);
  await expect(choice).toHaveValue(night ?? '');
});

test('lesson 33: a double click is one import and one number', async ({
  page,
  go,
  prepared: account,
  number,
  sandbox,
}) => {
  await go(TWILIO);
  await field(page, 'account_sid').fill(account.twilio.sid);
  await field(page, 'auth_token').fill(account.twilio.token);
  await page.locator('#twilio-number').fill(number);
  await save(page).dblclick();
  await expect(connectedWord(page)).toBeVisible();
  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('can answer with');
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
  await go(OPERATIONS);
  await expect(page.locator('main').getByRole('link', { name: `Bring ${pretty(number)} to Vapi` })).toHaveCount(1);
});

test('lesson 33: two tabs that bring the same number make one', async ({
  page,
  go,
  context,
  setUp,
  prepared: account,
  number,
  sandbox,
}) => {
  await setUp.twilio(account);
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await go(`${TWILIO}?choose=1`, tab);
    await tab.getByRole('radio', { name: pretty(number) }).check();
  }
  await Promise.all([page, other].map((tab) => tab.getByRole('button', { name: 'Bring this number to Vapi' }).click()));
  for (const tab of [page, other]) await tab.waitForURL(`**${TWILIO}`);
  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('can answer with');
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
  await go(OPERATIONS);
  await expect(page.locator('main').getByRole('link', { name: `Bring ${pretty(number)} to Vapi` })).toHaveCount(1);
});

test('lesson 54: no toast before the server has answered, and the button says that it waits', { tag: '@phone' }, async ({
  page,
  go,
  account,
  sandbox,
}) => {
  await go(VAPI);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_after' });
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await sandbox.held(account.vapiKey);
  await expect(save(page)).toBeDisabled();
  await expect(save(page)).toHaveAttribute('aria-busy', 'true');
  await expect(page.locator('.toast')).toHaveCount(0);
  await expect(page.getByText('What is stored')).toHaveCount(0);
  await sandbox.release(account.vapiKey);
  await expect(page.locator('.toast')).toHaveText(/Vapi accepted the key\. You are connected\./);
  await expect(connectedWord(page)).toBeVisible();
});

test('lesson 27, 55: what is saved stays, and a field can be cleared', async ({ page, go, agent }) => {
  await go(agent);
  await field(page, 'speaks_first').selectOption('caller');
  await field(page, 'greeting').fill('');
  await field(page, 'language').selectOption('fr');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.locator('.toast')).toHaveText(/Saved\./);
  await expect(field(page, 'language')).toHaveValue('fr');
  await go(agent);
  await expect(field(page, 'greeting')).toHaveValue('');
  await expect(field(page, 'language')).toHaveValue('fr');
});
