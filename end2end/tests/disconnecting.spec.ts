// Disconnecting: everything is gone here at once and for good, it is taken back at the
// providers, and receipts show it.

import type { Page } from '@playwright/test';
import { expect, signIn, test, type Fixtures } from '../fixtures';
import {
  ACCOUNT,
  AGENTS,
  INTEGRATIONS,
  NEW_AGENT,
  NUMBERS,
  OPERATIONS,
  REMOVED,
  TAKEN_BACK,
  TWILIO,
  VAPI,
  agree,
  card,
  cleanUps,
  follow,
  heading,
  idOf,
  inStep,
  leaving,
  pretty,
  readiness,
  retry,
  rows,
  signOut,
  step,
  storedVapi,
} from '../journey';

/** No page but the history knows the number. */
async function isGone(sent: Fixtures['sent'], number: string, agent: string, tab?: Page): Promise<void> {
  for (const path of [INTEGRATIONS, VAPI, TWILIO, AGENTS, NEW_AGENT, agent, NUMBERS]) {
    expect(await sent(path, tab), path).not.toContain(pretty(number));
  }
}

test('lesson 05, 39: disconnecting Twilio names who loses what, and leaves nothing of it at Vapi', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  comes,
  account,
  untouched,
  answering: number,
  sandbox,
}) => {
  const [atVapi] = await sandbox.vapiNumbers(account);
  expect(await sandbox.twilioNumbers(account)).not.toEqual(untouched);

  const main = page.locator('main');
  await go(INTEGRATIONS);
  await follow(page.getByRole('link', { name: 'Disconnect: Twilio' }), leaving('twilio'));
  await expect(heading(page)).toHaveText('Disconnect Twilio?');
  await ready();
  await expect(main).toContainText(`The account AC•••• ${account.twilio.sid.slice(-4)} leaves AVA at once`);
  await expect(main.getByRole('listitem')).toHaveText(`${pretty(number)}: Reception loses it`);
  await expect(main).toContainText('Each number gets back the webhooks that it had before AVA.');
  await expect(main).not.toContainText('assistant is deleted');

  await agree(page);
  await expect(heading(page)).toHaveText('Disconnect Twilio');
  await comes(main.getByText(TAKEN_BACK));
  await expect(main.locator('.page-head').getByText('Done', { exact: true })).toBeVisible();
  const removed = step(page, `Take ${pretty(number)} out of Vapi`);
  await expect(removed).toContainText('Deleted at Vapi.');
  await expect(removed).toContainText(`Vapi ${atVapi?.id}`);
  const restored = step(page, `Give ${pretty(number)} its webhooks back at Twilio`);
  await expect(restored).toContainText('Its webhooks are what they were before AVA.');
  await expect(restored).toContainText(`Twilio ${untouched.find((there) => there.phone_number === number)?.sid}`);
  for (const done of [removed, restored]) {
    await expect(done).toHaveClass(/done/);
    await expect(done.locator('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
  }

  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.twilioNumbers(account)).toEqual(untouched);
  expect(await sandbox.assistants(account)).toHaveLength(1);
  await go(INTEGRATIONS);
  await expect(card(page, 'Twilio')).toContainText('Not connected');
  await expect(card(page, 'Vapi').locator('.pill')).toHaveText('Connected');
  await expect(readiness(page)).toContainText('Next, connect Twilio');
});

test('lesson 05: disconnecting Vapi first leaves the number as it was at Twilio, and keeps the agent', async ({
  page,
  go,
  sent,
  comes,
  account,
  agent,
  untouched,
  answering: number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  await go(VAPI);
  await follow(page.getByRole('link', { name: 'Disconnect: Vapi' }), leaving('vapi'));
  await expect(heading(page)).toHaveText('Disconnect Vapi?');
  await expect(main.getByRole('listitem')).toHaveText([`${pretty(number)}: Reception loses it`, 'Reception']);
  await expect(main).toContainText('1 assistant is deleted at Vapi');
  await expect(main).toContainText('The agents are set up again at Vapi when you reconnect it.');
  await agree(page);
  await comes(main.getByText(TAKEN_BACK));
  await expect(step(page, 'Delete the assistant of Reception at Vapi')).toContainText('Deleted at Vapi.');

  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.assistants(account)).toEqual([]);
  expect(await sandbox.twilioNumbers(account)).toEqual(untouched);
  await isGone(sent, number, agent);
  await go(agent);
  await expect(heading(page)).toHaveText('Reception');
  await expect(main.locator('.page-head').getByText('Not in step')).toBeVisible();
  await expect(main.getByRole('link', { name: 'Connect Vapi' })).toBeVisible();
  await go(AGENTS);
  await expect(main.getByText('Vapi is not connected')).toBeVisible();
  await axe('agents without Vapi');
  await go(INTEGRATIONS);
  await expect(card(page, 'Vapi')).toContainText('Not connected');
  await expect(card(page, 'Twilio').locator('.pill')).toHaveText('Connected');
});

test('the receipts are kept, and are a file to take away', async ({ page, go, comes, setUp, answering: number, account, sandbox }) => {
  const [atVapi] = await sandbox.vapiNumbers(account);
  const operation = await setUp.disconnect('twilio');
  await go(operation);
  await comes(page.locator('main').getByText(TAKEN_BACK));
  const link = page.getByRole('link', { name: 'Download receipts (JSON)' });
  const path = `${operation}/receipts.json`;
  await expect(link).toHaveAttribute('href', path);
  const saved = page.waitForEvent('download');
  await link.click();
  const id = idOf(operation);
  expect((await saved).suggestedFilename()).toBe(`receipts-${id}.json`);

  const file = await page.request.get(path);
  expect(file.headers()).toMatchObject({
    'content-type': 'application/json',
    'content-disposition': `attachment; filename="receipts-${id}.json"`,
  });
  const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const object = expect.stringMatching(/^PN[0-9a-f]{32}$/);
  expect(await file.json()).toEqual({
    operation: id,
    kind: 'disconnect',
    subject: 'twilio',
    started: at,
    finished: at,
    receipts: [
      { step: 'let_end', about: null, action: 'nothing_under_way', provider: null, object: null, count: null, at },
      { step: 'remove_at_vapi', about: number, action: 'removed_number', provider: 'vapi', object: atVapi?.id, count: null, at },
      { step: 'restore_at_twilio', about: number, action: 'restored_webhooks', provider: 'twilio', object, count: null, at },
      { step: 'shred_keys', about: null, action: 'shredded_keys', provider: null, object: null, count: null, at },
    ],
  });
  await go(OPERATIONS);
  await expect(page.locator('main').getByRole('link', { name: 'Disconnect Twilio' })).toHaveAttribute('href', operation);
});

test('lesson 03, 28: what is disconnected does not come back: reload, sign out, another browser', async ({
  page,
  go,
  sent,
  comes,
  setUp,
  elsewhere,
  account,
  agent,
  answering: number,
}) => {
  await go(await setUp.disconnect('twilio'));
  await comes(page.locator('main').getByText(TAKEN_BACK));
  await isGone(sent, number, agent);
  await go(NUMBERS);
  await page.reload();
  await expect(page.locator('main')).toContainText('No number yet');

  await go(ACCOUNT);
  await signOut(page);
  for (const browsing of [page, elsewhere]) {
    await go('/login', browsing);
    await signIn(browsing, account);
    await browsing.waitForURL(`**${INTEGRATIONS}`);
    await expect(card(browsing, 'Twilio')).toContainText('Not connected');
    await isGone(sent, number, agent, browsing);
  }
  await go(REMOVED);
  await expect(rows(page)).toContainText([pretty(number)]);
});

test('lesson 06: a provider that turns everybody away is waited for in words, and tried again on request', async ({
  page,
  go,
  sent,
  ready,
  comes,
  account,
  agent,
  answering: number,
  sandbox,
  axe,
}) => {
  const clear = await sandbox.turnAway(account);
  const main = page.locator('main');
  await go(leaving('twilio'));
  const operation = await agree(page);
  const waits = /^Waiting for Vapi, next attempt (\d{4}-\d\d-\d\d )?\d\d:\d\d UTC\. Everything is gone here already\.$/;
  await comes(main.getByText(waits));
  await ready();
  await axe('a clean-up that waits');

  // Everything else goes on.
  await go(INTEGRATIONS);
  const line = cleanUps(page).locator('.notice');
  await expect(line).toContainText(/Twilio is being taken back: it waits for Vapi, next attempt \d\d:\d\d UTC\./);
  await axe('a clean-up under way');
  await expect(card(page, 'Twilio')).toContainText('Not connected');
  await isGone(sent, number, agent);
  await go(INTEGRATIONS);
  await follow(line.getByRole('link', { name: 'See the steps' }), operation);

  await clear();
  await retry(page, main.getByText(TAKEN_BACK));
  await comes(main.getByText(TAKEN_BACK));
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  await go(INTEGRATIONS);
  await expect(line).toHaveCount(0);
});

test('lesson 31: what AVA cannot take back is asked of a person, and closed by hand', { tag: '@phone' }, async ({
  page,
  go,
  ready,
  comes,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const [atVapi] = await sandbox.vapiNumbers(account);
  const [assistant] = await sandbox.assistants(account);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 1000 });
  const main = page.locator('main');
  await go(leaving('vapi'));
  const operation = await agree(page);
  await comes(main.locator('.page-head').getByText('Needs attention'));
  await ready();
  const todo = main.locator('.effects').getByRole('listitem');
  await expect(todo).toContainText([
    `At Vapi, delete the phone number ${pretty(number)} (${atVapi?.id}).`,
    `At Twilio, open the number ${pretty(number)} (`,
    `At Vapi, delete the assistant Reception (${assistant?.id}).`,
  ]);
  await expect(todo.filter({ hasText: 'At Twilio' })).toContainText('Voice: https://demo.twilio.com/welcome/voice/.');
  await axe('what is left to do by hand');

  await go(INTEGRATIONS);
  await expect(cleanUps(page)).toContainText('Vapi is being taken back: it needs your attention.');
  await axe('a clean-up that needs attention');
  await follow(cleanUps(page).getByRole('link', { name: 'See the steps' }), operation);
  await main.getByRole('button', { name: 'I did it by hand' }).click();
  await comes(main.getByText('What was left was done by hand. Nothing of the keys kept for it is left here.'));
  await expect(main.getByRole('button')).toHaveCount(0);
  await axe('a clean-up closed by hand');
  const { receipts }: { receipts: { action: string }[] } = await (await page.request.get(`${operation}/receipts.json`)).json();
  expect(receipts.filter(({ action }) => action === 'done_by_hand')).toHaveLength(3);
  await go(INTEGRATIONS);
  await expect(cleanUps(page)).toHaveCount(0);
  await expect(card(page, 'Vapi')).toContainText('Not connected');
});

test('lesson 04: connected again at once, the number comes back once its clean-up is over', async ({
  page,
  go,
  comes,
  canAnswer,
  setUp,
  account,
  answering: number,
  heldCleanup,
  sandbox,
  axe,
}) => {
  const [before] = await sandbox.vapiNumbers(account);
  await setUp.twilio(account, number);
  await go(TWILIO);
  const main = page.locator('main');
  await comes(main.getByText(/^Waiting for another operation to end: Disconnect Twilio\./).first());
  await expect(main.getByRole('link', { name: 'See that operation' }).first()).toBeVisible();
  await axe('an import that waits for a clean-up');
  await sandbox.release(account.vapiKey);
  await go(heldCleanup);
  await comes(main.getByText(TAKEN_BACK));
  await canAnswer();
  await expect(readiness(page)).toContainText(`${pretty(number)} can answer with Reception`);
  const again = await sandbox.vapiNumbers(account);
  expect(again.map((there) => there.number)).toEqual([number]);
  expect(again[0]?.id).not.toBe(before?.id);
});

test('lesson 04: Vapi connected again, the agent is set up anew and the number answers', async ({
  page,
  go,
  comes,
  canAnswer,
  setUp,
  account,
  agent,
  answering: number,
  sandbox,
}) => {
  const main = page.locator('main');
  await go(await setUp.disconnect('vapi'));
  await comes(main.getByText(TAKEN_BACK));
  await setUp.vapi(account);
  await go(agent);
  await comes(inStep(page));
  await setUp.number(number);
  await canAnswer();
  expect(await sandbox.assistants(account)).toHaveLength(1);
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('an import under way is stopped, and what it made is taken back', async ({ page, go, comes, setUp, prepared: account, untouched, number, sandbox, axe }) => {
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_after', method: 'POST', path_contains: 'phone-number' });
  await setUp.twilio(account, number);
  await sandbox.held(account.vapiKey);
  await go(leaving('twilio'));
  const main = page.locator('main');
  await expect(main).toContainText(pretty(number));
  await axe('what goes while an import runs');
  await agree(page);
  await sandbox.release(account.vapiKey);
  await comes(main.getByText(TAKEN_BACK), 30);
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.twilioNumbers(account)).toEqual(untouched);
  await go(OPERATIONS);
  await main.getByRole('link', { name: `Bring ${pretty(number)} to Vapi` }).click();
  await expect(main.getByText(/^Stopped, because what it was for was removed or disconnected\./)).toBeVisible();
});

test('a service that nothing depends on is soon left, and what is left twice says so', async ({ page, go, comes, setUp, account }) => {
  const main = page.locator('main');
  await go(leaving('twilio'));
  await expect(heading(page)).toHaveText('Twilio is not connected');
  await expect(main.locator('form')).toHaveCount(0);
  await setUp.twilio(account);
  await go(leaving('twilio'));
  await expect(main).toContainText('Nothing depends on Twilio yet: no number and no agent.');
  const operation = await agree(page);
  await comes(main.getByText(TAKEN_BACK));
  await go(leaving('twilio'));
  await expect(main).toContainText('There is nothing to disconnect.');
  await expect(main.getByRole('link', { name: 'See what was taken back' })).toHaveAttribute('href', operation);
});

test('a change of mind leads back, and changes nothing', async ({ page, go, connected: account }) => {
  await go(leaving('vapi'));
  await follow(page.getByRole('link', { name: 'Cancel' }), VAPI);
  await expect(storedVapi(page, account)).toBeVisible();
});
