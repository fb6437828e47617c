// Several tabs: a change in one shows in all, and two clicks are one.

import { expect, field, test } from '../fixtures';
import {
  ACCOUNT,
  AGENTS,
  INTEGRATIONS,
  NUMBERS,
  OPERATION,
  OPERATIONS,
  TAKEN_BACK,
  TWILIO,
  VAPI,
  bring,
  card,
  cleanUps,
  connectTwilio,
  connectVapi,
  connectedWord,
  heading,
  leaving,
  makeAgent,
  mark,
  marked,
  press,
  pretty,
  readiness,
  rows,
  save,
  saveAgent,
  step,
  storedVapi,
  submit,
  typeTwilio,
  type Go,
  arrives,
} from '../journey';
import type { BrowserContext, Page } from '@playwright/test';

// Nothing reads a page anew but what the server tells: what is not told is never shown. How soon it is,
// `scripts/bench.sh` measures, with nothing else on the machine.
const live = { timeout: 5_000 };

/** Opens each page in a tab of its own, marked. */
async function tabs<const Paths extends readonly string[]>(
  context: BrowserContext,
  go: Go,
  paths: Paths,
): Promise<{ [At in keyof Paths]: Page }> {
  const opened: Page[] = [];
  for (const path of paths) {
    const tab = await context.newPage();
    await go(path, tab);
    await mark(tab);
    opened.push(tab);
  }
  return opened as { [At in keyof Paths]: Page };
}

/** Holds back what a tab asks of `url`, until the gate is opened. */
async function gate(tab: Page, url: string): Promise<() => void> {
  let open = () => {};
  const opened = new Promise<void>((done) => (open = done));
  await tab.route(url, async (route) => {
    await opened;
    await route.continue();
  });
  return open;
}

/** Holds back the next frames of the page, until they are let go. */
async function holdFrames(tab: Page): Promise<() => Promise<void>> {
  await tab.addInitScript(() => {
    const paint = window.requestAnimationFrame.bind(window);
    const held: FrameRequestCallback[] = [];
    window.requestAnimationFrame = (frame) => held.push(frame);
    window.addEventListener('test:paint', () => {
      window.requestAnimationFrame = paint;
      for (const frame of held.splice(0)) frame(performance.now());
    });
  });
  return () => tab.evaluate(() => void window.dispatchEvent(new Event('test:paint')));
}

test('lesson 03: what one tab changes, every other tab shows, without a reload', async ({
  page: leader,
  go,
  context,
  account,
}) => {
  await go(INTEGRATIONS);
  await mark(leader);
  const [second, third] = await tabs(context, go, [INTEGRATIONS, ACCOUNT]);
  for (const tab of [leader, second]) await expect(readiness(tab)).toContainText('Start by connecting Vapi');

  // A tab that is not the leader makes the change: the leader and the other see it.
  await connectVapi(third, go, account);
  for (const tab of [leader, second]) {
    await expect(readiness(tab)).toContainText('Next, make an agent', live);
    await expect(storedVapi(tab, account)).toBeVisible(live);
  }
  await makeAgent(third, go);
  for (const tab of [leader, second]) {
    await expect(readiness(tab)).toContainText('Next, connect Twilio', live);
    await expect(marked(tab)).toBeVisible();
  }

  // The leader goes; another takes over.
  await leader.close();
  await connectTwilio(third, go, account);
  await expect(readiness(second)).toContainText('Next, choose the number that people call', live);
  await expect(marked(second)).toBeVisible();
});

test('lesson 03, 28: a removed number leaves every other tab', async ({ page, go, context, setUp, agent, answering: number }) => {
  const path = await setUp.numberPath(number);
  const others = await tabs(context, go, [NUMBERS, INTEGRATIONS, TWILIO, agent]);
  const [list, integrations, twilio, answers] = others;
  const [itself] = await tabs(context, go, [path]);
  for (const tab of others) await expect(tab.locator('main')).toContainText(pretty(number));
  await go(`${path}/remove`);
  expect((await press(submit(page), 'numbers/remove')).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('main')).toContainText('No number yet', live),
    // This page may still speak of the number's clean-up.
    expect(readiness(integrations)).toContainText('Next, choose the number that people call', live),
    expect(twilio.locator('main')).not.toContainText(pretty(number), live),
    expect(answers.locator('main')).toContainText('No number yet', live),
    expect(itself.locator('main')).toContainText(/It is removed here\.|It is not in AVA any more\./, live),
  ]);
  for (const tab of [...others, itself]) await expect(marked(tab)).toBeVisible();
});

test('lesson 03: what is disconnected in one tab is gone from every other', async ({
  page,
  go,
  context,
  agent,
  answering: number,
}) => {
  const [list, integrations, twilio, answers, asks] = await tabs(context, go, [NUMBERS, INTEGRATIONS, TWILIO, agent, leaving('twilio')]);
  await go(leaving('twilio'));
  expect((await press(submit(page), 'integrations/disconnect')).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('main')).not.toContainText(pretty(number), live),
    expect(readiness(integrations)).toContainText('Next, connect Twilio', live),
    expect(twilio.getByText('What is stored')).toHaveCount(0, live),
    expect(answers.locator('main')).toContainText('No number yet', live),
    expect(heading(asks)).toHaveText('Twilio is not connected', live),
  ]);
  await expect(card(integrations, 'Twilio')).toContainText('Not connected');
  for (const tab of [list, integrations, twilio, answers, asks]) {
    await expect(marked(tab)).toBeVisible();
  }
  // The form of a new account stands where the stored one was.
  await expect(field(twilio, 'account_sid')).toHaveValue('');
});

test('lesson 28: an agent that is renamed, then deleted, is so in every other tab', async ({
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
  const path = await setUp.numberPath(number);
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
  expect((await press(saveAgent(page), 'agents/update')).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('.agent h2')).toHaveText(['Day desk', 'Night desk'], live),
    expect(choices(its)).toHaveText(['Day desk', 'Night desk'], live),
    expect(twilio.locator('#import-agent option')).toHaveText([/Day desk/, 'Night desk'], live),
    expect(heading(itself)).toHaveText('Day desk', live),
    expect(heading(asks)).toHaveText('Delete Day desk?', live),
    expect(integrations.locator('main')).toContainText('Day desk', live),
  ]);
  await go(`${agent}/delete`);
  expect((await press(submit(page), 'agents/delete')).ok()).toBe(true);
  await Promise.all([
    expect(list.locator('.agent h2')).toHaveText(['Night desk'], live),
    expect(choices(its)).toHaveText(['Night desk'], live),
    expect(twilio.locator('#import-agent option')).toHaveText([/Night desk/], live),
    expect(readiness(integrations)).not.toContainText('can answer with', live),
    expect(heading(itself)).toHaveText('There is nothing here', live),
    expect(heading(asks)).toHaveText('There is nothing here', live),
  ]);
  for (const tab of [list, its, twilio, integrations, itself, asks]) await expect(marked(tab)).toBeVisible();
});

test('lesson 05: both services left at once, in two tabs, end clean', async ({ page, go, context, account, answering: _, sandbox }) => {
  const [other] = await tabs(context, go, [leaving('vapi')]);
  await go(leaving('twilio'));
  await Promise.all([page, other].map((tab) => submit(tab).click()));
  for (const tab of [page, other]) {
    await tab.waitForURL(`**${OPERATION}`);
    await expect(tab.locator('main')).toContainText(TAKEN_BACK, { timeout: 30_000 });
  }
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.assistants(account)).toEqual([]);
  const pointed = (await sandbox.twilioNumbers(account)).filter((number) => number.voice_url.includes('vapi.ai'));
  expect(pointed).toEqual([]);
  await go(INTEGRATIONS);
  await expect(page.getByText('Not connected')).toHaveCount(await page.locator('.service').count());
});

test('lesson 33: a double click leaves once', async ({ page, go, answering: _ }) => {
  await go(leaving('twilio'));
  await submit(page).dblclick();
  await arrives(page, OPERATION);
  await expect(page.locator('main')).toContainText(TAKEN_BACK);
  await go(OPERATIONS);
  await expect(page.locator('main').getByRole('link', { name: 'Disconnect Twilio' })).toHaveCount(1);
});

test('lesson 33: a form is not sent again while the next page is on its way', async ({ page, go, agent }) => {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/agents/duplicate')) sent.push(request.method());
  });
  await go(agent);
  const letPage = await gate(page, `**${AGENTS}/*`);
  const onItsWay = page.waitForRequest(`**${AGENTS}/*`);
  // The button is pressed over and over, until this page is gone.
  await page.getByRole('button', { name: 'Duplicate' }).evaluate((button: HTMLButtonElement) => {
    setInterval(() => button.click(), 5);
  });
  await onItsWay;
  letPage();
  await expect(heading(page)).toHaveText('Reception 2');
  expect(sent).toEqual(['POST']);
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

test('a clean-up is followed live, step by step', async ({ page, go, context, account, answering: number, heldCleanup, sandbox }) => {
  await go(heldCleanup);
  const [integrations] = await tabs(context, go, [INTEGRATIONS]);
  await expect(step(page, `Take ${pretty(number)} out of Vapi`)).toHaveAttribute('aria-current', 'step');
  const line = cleanUps(integrations);
  await expect(line).toContainText('Twilio is being taken back: 1 of 4 steps.');
  await sandbox.release(account.vapiKey);
  await expect(page.locator('main')).toContainText(TAKEN_BACK);
  await expect(line).toHaveCount(0);
  await expect(marked(integrations)).toBeVisible();
});

test('lesson 03: a tab that was drawn before the one that listens misses nothing', async ({
  page: early,
  go,
  context,
  account,
  heldCleanup: operation,
  sandbox,
}) => {
  // This tab is drawn now, while its script comes late.
  const letScript = await gate(early, '**/pkg/live.*.js');
  await early.goto(operation, { waitUntil: 'commit' });
  await early.locator('.steps').waitFor();
  await sandbox.release(account.vapiKey);
  await expect
    .poll(async () => (await early.request.get(operation)).text(), { message: 'it ends' })
    .toContain(TAKEN_BACK);
  // This tab is drawn after the operation ended; it listens first, and is not connected yet.
  const listens = await context.newPage();
  const letConnection = await gate(listens, '**/events*');
  const connecting = listens.waitForRequest('**/events*');
  await go(INTEGRATIONS, listens);
  await connecting;
  const asked = await listens.evaluateHandle(() => ({
    it: new Promise<void>((heard) => (new BroadcastChannel('ava-live').onmessage = () => heard())),
  }));
  letScript();
  await asked.evaluate(({ it }) => it);
  letConnection();
  await expect(early.locator('main')).toContainText(TAKEN_BACK);
});

test('lesson 03: a tab that is about to listen hears of one that was drawn before it', async ({
  page: early,
  go,
  context,
  account,
  heldCleanup: operation,
  sandbox,
}) => {
  const letScript = await gate(early, '**/pkg/live.*.js');
  await early.goto(operation, { waitUntil: 'commit' });
  await early.locator('.steps').waitFor();
  await sandbox.release(account.vapiKey);
  await expect
    .poll(async () => (await early.request.get(operation)).text(), { message: 'it ends' })
    .toContain(TAKEN_BACK);
  // This tab has the lock, and is too busy to see that.
  const listens = await context.newPage();
  await listens.addInitScript(() => {
    const freed = new Promise((done) => window.addEventListener('test:free', done));
    const request = navigator.locks.request.bind(navigator.locks) as (
      name: string,
      options: LockOptions,
      granted: LockGrantedCallback<unknown>,
    ) => Promise<unknown>;
    navigator.locks.request = ((name: string, options: LockOptions, granted: LockGrantedCallback<unknown>) =>
      request(name, options, async (lock) => {
        document.documentElement.setAttribute('data-lock', '');
        await freed;
        return granted(lock);
      })) as typeof navigator.locks.request;
  });
  await go(INTEGRATIONS, listens);
  await listens.locator('html[data-lock]').waitFor();
  const asked = await listens.evaluateHandle(() => ({
    it: new Promise<void>((heard) => (new BroadcastChannel('ava-live').onmessage = () => heard())),
  }));
  letScript();
  await asked.evaluate(({ it }) => it);
  await listens.evaluate(() => void window.dispatchEvent(new Event('test:free')));
  await expect(early.locator('main')).toContainText(TAKEN_BACK);
});

test('a filter asks for a page without loading it, and a step back undoes it', async ({ page, go, context, answering: number }) => {
  const [tab] = await tabs(context, go, [NUMBERS]);
  await tab.getByLabel('Show').selectOption('Not ready');
  await tab.getByRole('button', { name: 'Find' }).click();
  await expect(tab.locator('main')).toContainText('No number fits');
  await tab.goBack();
  await expect(rows(tab)).toContainText([pretty(number)]);
  await expect(tab.getByLabel('Show')).toHaveValue('');
  await tab.goForward();
  await expect(tab.locator('main')).toContainText('No number fits');
  await expect(tab.getByLabel('Show')).toHaveValue('not_ready');
  await expect(marked(tab)).toBeVisible();
  await page.close();
});

test('what is chosen before a list that was drawn anew is painted stays chosen', async ({ page, go, answering: _ }) => {
  const paint = await holdFrames(page);
  await go(NUMBERS);
  await page.getByLabel('Show').selectOption('Not ready');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.locator('main')).toContainText('No number fits');
  await page.getByLabel('Show').selectOption('Ready');
  await paint();
  await expect(page.getByLabel('Show')).toHaveValue('ready');
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

test('what is chosen stays chosen while the list is another', async ({ page, go, context, setUp, answering: number, allowStatus }) => {
  // The page that deletes the agent may hear of it before it has gone itself.
  allowStatus(404);
  const day = await setUp.agent('Day desk');
  await setUp.agent('Night desk');
  await go(await setUp.numberPath(number));
  const choice = page.getByLabel('Agent', { exact: true });
  const night = await choice.locator('option').filter({ hasText: 'Night desk' }).getAttribute('value');
  await choice.selectOption(night);
  const other = await context.newPage();
  await go(`${day}/delete`, other);
  await submit(other).click();
  await expect(choice.locator('option')).toHaveCount(2);
  await expect(choice).toHaveValue(night ?? '');
});

test('lesson 33: a double click is one import and one number', async ({
  page,
  go,
  canAnswer,
  prepared: account,
  number,
  sandbox,
}) => {
  await go(TWILIO);
  await typeTwilio(page, account, number);
  await save(page).dblclick();
  await expect(connectedWord(page)).toBeVisible();
  await canAnswer();
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
  await go(OPERATIONS);
  await expect(page.locator('main').getByRole('link', { name: `Bring ${pretty(number)} to Vapi` })).toHaveCount(1);
});

test('lesson 33: two tabs that bring the same number make one', async ({
  page,
  go,
  canAnswer,
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
  await Promise.all([page, other].map((tab) => bring(tab).click()));
  for (const tab of [page, other]) await tab.waitForURL(`**${TWILIO}`);
  await canAnswer();
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
  await go(OPERATIONS);
  await expect(page.locator('main').getByRole('link', { name: `Bring ${pretty(number)} to Vapi` })).toHaveCount(1);
});

test('lesson 54: no success before the server has answered, and then it is said once', async ({
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
  const success = page.getByText('Vapi accepted the key. You are connected.');
  await expect(success).toHaveCount(0);
  await expect(page.locator('.toast')).toHaveCount(0);
  await expect(page.getByText('What is stored')).toHaveCount(0);
  await sandbox.release(account.vapiKey);
  await expect(page.locator('main').getByText('Vapi accepted the key. You are connected.')).toBeVisible();
  await expect(success).toHaveCount(1);
  await expect(connectedWord(page)).toBeVisible();
});

test('lesson 27, 55: what is saved stays, and a field can be cleared', async ({ page, go, agent }) => {
  await go(agent);
  await field(page, 'speaks_first').selectOption('caller');
  await field(page, 'greeting').fill('');
  await field(page, 'language').selectOption('fr');
  await saveAgent(page).click();
  await expect(page.locator('.toast')).toHaveText(/Saved\./);
  await expect(field(page, 'language')).toHaveValue('fr');
  await go(agent);
  await expect(field(page, 'greeting')).toHaveValue('');
  await expect(field(page, 'language')).toHaveValue('fr');
});
