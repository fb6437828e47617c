// Agents: made, changed, copied, deleted, and changed by two people at once.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, field, fill, test } from '../fixtures';
import {
  AGENTS,
  GREETING,
  INSTRUCTIONS,
  INTEGRATIONS,
  NEW_AGENT,
  NUMBERS,
  TWILIO,
  agree,
  follow,
  heading,
  inStep,
  make,
  pretty,
  readiness,
  saveAgent,
  sendAgent,
  step,
} from '../journey';

/** The value of every field, and the assistant at Vapi that comes of them. */
const everySetting: { form: Record<string, string>; assistant: Record<string, unknown> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../src/tests/agents/every_setting.json'), 'utf8'),
);

/** The card of an agent in the list. */
function card(page: Page, name: string): Locator {
  return page.locator('.agent').filter({ has: page.getByRole('link', { name, exact: true }) });
}

test('an agent is made with every setting, and changed; what is cleared is cleared at Vapi too', async ({
  page,
  go,
  ready,
  comes,
  connected: account,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  await go(AGENTS);
  await expect(main).toContainText('Nobody answers yet');
  await follow(main.getByRole('link', { name: 'Make an agent' }), NEW_AGENT);
  await ready();
  await page.getByText('More settings').click();
  const names = await main.locator('[name^="form["]').evaluateAll((all) => all.map((one) => one.getAttribute('name')));
  expect(names.toSorted()).toEqual(Object.keys(everySetting.form).map((name) => `form[${name}]`).toSorted());
  for (const [name, value] of Object.entries(everySetting.form)) {
    const isList = await field(page, name).evaluate((input) => input.tagName === 'SELECT');
    await (isList ? field(page, name).selectOption(value) : field(page, name).fill(value));
  }
  await axe('every setting of an agent');
  const agent = await sendAgent(page);
  await comes(inStep(page));
  const there = async () => (await sandbox.assistants(account))[0];
  expect(await there()).toMatchObject(everySetting.assistant);

  await go(AGENTS);
  await expect(card(page, 'Front desk')).toContainText('Français');
  await expect(card(page, 'Front desk').locator('.pill')).toHaveText('In step');
  await follow(card(page, 'Front desk').getByRole('link'), agent);
  await ready();
  await expect(field(page, 'voice_id')).toHaveValue('21m00Tcm4TlvDq8ikWAM');
  await field(page, 'name').fill('Night desk');
  await field(page, 'speaks_first').selectOption('The caller');
  await field(page, 'greeting').fill('');
  await saveAgent(page).click();
  await expect(heading(page)).toHaveText('Night desk');
  await comes(inStep(page));
  await expect.poll(async () => (await there())?.name).toBe('Night desk');
  expect((await there())?.firstMessage ?? '').toBe('');
  expect((await there())?.firstMessageMode).toBe('assistant-waits-for-user');
  await go(agent);
  await expect(field(page, 'greeting')).toHaveValue('');
});

test('an agent is found by its name', { tag: '@no-js' }, async ({ page, go, ready, setUp, account: _ }) => {
  await setUp.agent('Émile');
  await setUp.agent('Night desk');
  await go(AGENTS);
  const names = page.locator('.agent h2');
  await expect(names).toHaveText(['Émile', 'Night desk']);
  await page.getByLabel('Name of the agent').fill('émi');
  await follow(page.getByRole('button', { name: 'Find' }), `${AGENTS}?search=*`);
  await ready();
  await expect(names).toHaveText(['Émile']);
  await page.reload();
  await ready();
  await expect(page.getByLabel('Name of the agent')).toHaveValue('émi');
  await expect(names).toHaveText(['Émile']);
  await go(`${AGENTS}?search=nobody`);
  await expect(page.locator('main')).toContainText('No agent has that name');
  await page.getByRole('link', { name: 'Show all agents' }).click();
  await expect(names).toHaveText(['Émile', 'Night desk']);
});

test('a voice is found by its name, or chosen under its service', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  account: _,
  axe,
  allowStatus,
  javaScriptEnabled,
}) => {
  allowStatus(422);
  await go(NEW_AGENT);
  const [search, list] = [page.getByLabel('Find a voice'), field(page, 'voice')];
  await expect(list.locator('optgroup[label="ElevenLabs"] option')).toContainText(['Sarah']);
  const names = page.locator(`datalist#${await search.getAttribute('list')} option`);
  expect(await names.count()).toBe((await list.locator('optgroup option:not([value="custom"])').count()));
  await fill(page, { name: 'Sarah at the desk', greeting: 'Good day.', instructions: INSTRUCTIONS });

  // Two services have a voice of that name.
  await search.fill('Emma');
  await make(page).click();
  await expect(search).toHaveAccessibleDescription(/Choose one from the list\./);
  await expect(search).toHaveValue('Emma');
  await axe('a voice that is not found');

  await search.fill('Sarah, ElevenLabs');
  await search.press('Tab');
  if (javaScriptEnabled) {
    await expect(list).toHaveValue('11labs:sarah');
    await expect(search).toHaveValue('');
    await expect(list).toBeFocused();
  }
  await sendAgent(page);
  await ready();
  await expect(list).toHaveValue('11labs:sarah');
  await expect(search).toHaveValue('');
});

test('what Vapi would refuse is refused here, on each field, and Vapi never sees it', { tag: '@no-js' }, async ({
  page,
  go,
  agentAtVapi: agent,
  account,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  await go(agent);
  const before = (await sandbox.calls(account.vapiKey)).length;
  await page.getByText('More settings').click();
  await fill(page, { name: 'Half typed', temperature: '9.5', max_duration: '0' });
  await saveAgent(page).click();
  for (const wrong of ['temperature', 'max_duration']) {
    await expect(field(page, wrong)).toHaveAttribute('aria-invalid', 'true');
    await expect(field(page, wrong)).toBeVisible();
  }
  await expect(field(page, 'name')).toHaveValue('Half typed');
  await expect(field(page, 'temperature')).toHaveValue('9.5');
  await axe('an agent that is refused');
  expect((await sandbox.calls(account.vapiKey)).length).toBe(before);
  await fill(page, { temperature: '1.5', max_duration: '30' });
  await saveAgent(page).click();
  await expect(heading(page)).toHaveText('Half typed');
});

test('a copy is an agent of its own', async ({ page, go, comes, ready, agent, answering: number, account, sandbox }) => {
  await go(agent);
  await page.getByRole('button', { name: 'Duplicate' }).click();
  await page.waitForURL((url) => url.pathname.startsWith(`${AGENTS}/`) && url.pathname !== agent);
  await ready();
  await expect(heading(page)).toHaveText('Reception 2');
  await expect(field(page, 'instructions')).toHaveValue(INSTRUCTIONS);
  // The number stays with the first.
  await expect(page.locator('main')).toContainText('No number yet');
  await comes(inStep(page));
  await field(page, 'greeting').fill('The copy speaks.');
  await saveAgent(page).click();
  await expect
    .poll(async () => (await sandbox.assistants(account)).map((at) => `${at.name}: ${at.firstMessage}`).sort())
    .toEqual(['Reception 2: The copy speaks.', `Reception: ${GREETING}`]);
  await go(AGENTS);
  await expect(card(page, 'Reception')).toContainText(pretty(number));
  await expect(card(page, 'Reception 2')).toContainText('No number yet');
});

test('lesson 28, 39: deleting an agent names the numbers that lose it, and leaves no trace of it at Vapi', async ({
  page,
  go,
  sent,
  comes,
  ready,
  setUp,
  agent,
  answering: number,
  account,
  sandbox,
  allowStatus,
  axe,
}) => {
  // The page that asks may hear of the deletion before it has gone itself.
  allowStatus(404);
  const night = await setUp.agent('Night desk');
  await setUp.settled(night);
  const main = page.locator('main');
  const path = await setUp.numberPath(number);
  await go(agent);
  await follow(page.getByRole('link', { name: 'Delete' }), `${agent}/delete`);
  await ready();
  await expect(heading(page)).toHaveText('Delete Reception?');
  await expect(main).toContainText(`${pretty(number)} loses its agent: nobody answers it then.`);
  await expect(main).toContainText('Another agent can answer its numbers');
  await follow(main.getByRole('link', { name: 'Cancel' }), agent);
  expect(await sandbox.assistants(account)).toHaveLength(2);

  await go(`${agent}/delete`);
  await agree(page);
  await expect(heading(page)).toHaveText('Delete Reception');
  await comes(page.locator('.page-head .pill').getByText('Done', { exact: true }));
  await expect(step(page, `Unbind ${pretty(number)} at Vapi`)).toHaveClass(/done/);
  await expect(step(page, 'Delete the assistant of Reception at Vapi')).toHaveClass(/done/);
  await axe('a deleted agent');
  expect((await sandbox.assistants(account)).map(({ name }) => name)).toEqual(['Night desk']);
  expect((await sandbox.vapiNumbers(account)).map((at) => [at.number, at.assistantId])).toEqual([[number, undefined]]);

  for (const gone of [agent, `${agent}/delete`, `${agent}/conflict`]) {
    expect((await page.request.get(gone)).status(), gone).toBe(404);
  }
  for (const list of [AGENTS, NUMBERS, INTEGRATIONS, TWILIO, `${TWILIO}?choose=1`, path]) {
    expect(await sent(list), list).not.toContain('Reception');
  }
  await go(path);
  await expect(main.getByLabel('Agent').locator('option')).toHaveText(['Night desk']);
  await main.getByRole('button', { name: 'Assign this agent' }).click();
  await comes(main.getByText('Night desk answers it.'));
  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText(`${pretty(number)} can answer with Night desk`);
});

test('two people change one agent: the second sees both, loses nothing, and decides', async ({
  page: mine,
  go,
  context,
  agent,
  allowStatus,
  axe,
}) => {
  allowStatus(409);
  const theirs = await context.newPage();
  await go(agent, mine);
  await go(agent, theirs);
  await fill(theirs, { name: 'Front desk', greeting: 'The newer greeting.' });
  await saveAgent(theirs).click();
  await expect(heading(theirs)).toHaveText('Front desk');

  await fill(mine, { greeting: 'The older greeting.', instructions: 'Typed for ten minutes.' });
  await saveAgent(mine).click();
  await expect(mine.getByRole('alert')).toContainText('Somebody changed this since you opened the page.');
  const beside = mine.locator('.meanwhile');
  await expect(beside.filter({ hasText: 'The newer greeting.' })).toHaveText('Saved meanwhile by Ana Lopes: The newer greeting.');
  await expect(beside.filter({ hasText: 'Front desk' })).toBeVisible();
  await expect(field(mine, 'greeting')).toHaveValue('The older greeting.');
  await expect(field(mine, 'instructions')).toHaveValue('Typed for ten minutes.');
  await axe('an agent that two people change', mine);

  await go(agent, theirs);
  await expect(field(theirs, 'greeting')).toHaveValue('The newer greeting.');
  await field(mine, 'name').fill('Front desk');
  await mine.getByRole('button', { name: 'Save mine over it' }).click();
  await expect(heading(mine)).toHaveText('Front desk');
  await expect(saveAgent(mine)).toBeVisible();
  await expect(beside).toHaveCount(0);
  await go(agent, theirs);
  await expect(field(theirs, 'name')).toHaveValue('Front desk');
  await expect(field(theirs, 'greeting')).toHaveValue('The older greeting.');
  await expect(field(theirs, 'instructions')).toHaveValue('Typed for ten minutes.');
});
