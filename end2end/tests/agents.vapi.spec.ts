// An agent and its assistant: changes that somebody makes at Vapi meanwhile, and those
// that AVA must not make there.

import type { Page } from '@playwright/test';
import { expect, field, test, type Account } from '../fixtures';
import { AGENTS, GREETING, agree, follow, heading, inStep, pretty, readiness, saveAgent, type Go } from '../journey';
import type { Sandbox } from '../sandbox';

const THEIRS = 'Good day from the console.';

function asks(page: Page) {
  return page.getByRole('link', { name: 'Compare both sides' });
}

async function rename(page: Page, go: Go, agent: string, name: string): Promise<void> {
  await go(agent);
  await field(page, 'name').fill(name);
  await saveAgent(page).click();
  await expect(heading(page)).toHaveText(name);
}

/** The assistant of the only agent. */
async function assistant(sandbox: Sandbox, account: Account) {
  const [there] = await sandbox.assistants(account);
  if (!there) throw new Error('no assistant at Vapi');
  return there;
}

/** Renames the agent here to "Desk", and gives its assistant another greeting at Vapi. */
async function contradict(page: Page, go: Go, agent: string, account: Account, sandbox: Sandbox, changes = {}): Promise<void> {
  const { id } = await assistant(sandbox, account);
  await sandbox.setAtVapi('assistant', id, { firstMessage: THEIRS, ...changes });
  await rename(page, go, agent, 'Desk');
}

for (const [button, name, greeting] of [
  ['Keep all ours', 'Desk', GREETING],
  ['Take all theirs', 'Reception', THEIRS],
  ['Save choice', 'Desk', THEIRS],
] as const) {
  // The tests are the same up to the decision, so one of them looks.
  const looks = button === 'Save choice';
  test(`changed at Vapi meanwhile, both sides are shown: ${button}`, { tag: looks ? '@phone' : [] }, async ({
    page,
    go,
    comes,
    ready,
    agentAtVapi: agent,
    account,
    sandbox,
    axe,
  }) => {
    const main = page.locator('main');
    await contradict(page, go, agent, account, sandbox);
    await comes(asks(page));
    await ready();
    if (looks) await axe('an agent that was changed at Vapi');
    expect(await assistant(sandbox, account)).toMatchObject({ name: 'Reception', firstMessage: THEIRS });
    await go(AGENTS);
    await expect(main.locator('.agent')).toContainText('Somebody changed this assistant at Vapi.');
    await go(agent);
    await follow(asks(page), `${agent}/conflict`);
    await ready();
    await expect(heading(page)).toHaveText('Compare both sides of Desk');
    const side = (legend: string) => page.getByRole('group', { name: legend, exact: true });
    await expect(main.getByRole('group')).toHaveCount(2);
    await expect(side('Name').getByRole('radio')).toHaveCount(2);
    await expect(side('Name')).toContainText('Desk');
    await expect(side('Name')).toContainText('Reception');
    await expect(side('Greeting')).toContainText(GREETING);
    await expect(side('Greeting')).toContainText(THEIRS);
    if (looks) await axe('both sides of an agent');
    if (looks) {
      await side('Name').getByRole('radio', { name: /^Here/ }).check();
      await side('Greeting').getByRole('radio', { name: /^At Vapi/ }).check();
    }
    await follow(page.getByRole('button', { name: button }), agent);
    await comes(inStep(page));
    await expect(heading(page)).toHaveText(name);
    await ready();
    await expect(field(page, 'greeting')).toHaveValue(greeting);
    await expect.poll(async () => assistant(sandbox, account)).toMatchObject({ name, firstMessage: greeting });
    await go(`${agent}/conflict`);
    await expect(main).toContainText('Nothing to decide');
    await follow(main.getByRole('link', { name: 'Back to the agent' }), agent);
  });
}

test('what AVA cannot keep is said, and is not offered', async ({ page, go, comes, agentAtVapi: agent, account, sandbox, axe }) => {
  const content = 'Answer in one or two sentences.\n'.repeat(60);
  const model = { provider: 'anthropic', model: 'claude-opus-4-20250514', messages: [{ role: 'system', content }] };
  await contradict(page, go, agent, account, sandbox, { model });
  await comes(asks(page));
  await go(`${agent}/conflict`);
  const side = page.locator('.side').filter({ hasText: 'AVA cannot keep what stands at Vapi:' });
  await expect(side.filter({ hasText: 'Model' }).getByRole('radio')).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Take all theirs' })).toHaveCount(0);
  await axe('a side that cannot be kept');
  await follow(page.getByRole('button', { name: 'Save choice' }), agent);
  await comes(inStep(page));
  expect((await assistant(sandbox, account)).model).toMatchObject({ provider: 'openai' });
});

test('a decision that was taken elsewhere is over here too', async ({ page, go, comes, context, agentAtVapi: agent, account, sandbox, axe }) => {
  await contradict(page, go, agent, account, sandbox);
  await comes(asks(page));
  const other = await context.newPage();
  for (const tab of [page, other]) await go(`${agent}/conflict`, tab);
  await follow(other.getByRole('button', { name: 'Take all theirs' }), agent);
  await comes(page.locator('main').getByText('Nothing to decide'));
  await axe('a conflict that is over');
});

test('lesson 25: an assistant that was deleted at Vapi is made again only when a person says so', { tag: '@no-js' }, async ({
  page,
  go,
  comes,
  canAnswer,
  ready,
  agent,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const { id } = await assistant(sandbox, account);
  await sandbox.deleteAtVapi('assistant', id);
  const main = page.locator('main');
  await rename(page, go, agent, 'Desk');
  await comes(main.getByRole('heading', { name: 'Its assistant is gone' }));
  await ready();
  await axe('an agent whose assistant is gone');
  expect(await sandbox.assistants(account)).toEqual([]);
  await go(AGENTS);
  await expect(main.locator('.agent')).toContainText('Somebody deleted this assistant at Vapi.');
  // Another save does not bring the assistant back.
  await rename(page, go, agent, 'Front desk');
  await go(agent);
  await expect(main.getByRole('heading', { name: 'Its assistant is gone' })).toBeVisible();
  expect(await sandbox.assistants(account)).toEqual([]);

  await main.getByRole('button', { name: 'Make it again at Vapi' }).click();
  await comes(inStep(page));
  const again = await assistant(sandbox, account);
  expect([again.name, again.id === id]).toEqual(['Front desk', false]);
  await canAnswer();
  await expect(readiness(page)).toContainText(`${pretty(number)} can answer with Front desk`);
  expect((await sandbox.vapiNumbers(account)).map((at) => at.assistantId)).toEqual([again.id]);
});

test('an assistant that was deleted at Vapi can take its agent with it', async ({ page, go, comes, agentAtVapi: agent, account, sandbox, allowStatus }) => {
  allowStatus(404);
  await sandbox.deleteAtVapi('assistant', (await assistant(sandbox, account)).id);
  await rename(page, go, agent, 'Desk');
  const main = page.locator('main');
  await comes(main.getByRole('heading', { name: 'Its assistant is gone' }));
  await follow(main.locator('.card', { hasText: 'Its assistant is gone' }).getByRole('link', { name: 'Delete' }), `${agent}/delete`);
  await agree(page);
  await comes(page.locator('.page-head').getByText('Done', { exact: true }));
  await go(AGENTS);
  await expect(main).toContainText('Nobody answers yet');
});

test('lesson 23: a Vapi that does not answer while AVA looks is asked again, and there is one assistant', async ({
  page,
  go,
  comes,
  setUp,
  connected: account,
  sandbox,
  axe,
}) => {
  const clear = await sandbox.fault({
    provider: 'vapi',
    scope: account.vapiKey,
    kind: 'rate_limited',
    method: 'GET',
    path_contains: 'assistant',
    remaining: 1000,
    retry_after_secs: 1,
  });
  const agent = await setUp.agent();
  await go(agent);
  const main = page.locator('main');
  await comes(page.locator('.page-head').getByText('Not in step'));
  await axe('an agent that Vapi keeps waiting');
  await clear();
  await comes(inStep(page), 40);
  expect(await sandbox.assistants(account)).toHaveLength(1);
  await expect(main.getByText('Vapi has what is saved here.')).toBeVisible();
});

test('lesson 24, 26: a save reaches Vapi as it was committed, and touches no number', async ({
  page,
  go,
  comes,
  setUp,
  agent,
  account,
  answering: number,
  sandbox,
}) => {
  const other = await sandbox.makeAtVapi(account, 'assistant', { name: 'Of somebody else' });
  const [, second = ''] = await sandbox.numbers(account);
  await setUp.number(second);
  await setUp.settled(await setUp.numberPath(second));
  expect(await sandbox.vapiNumbers(account)).toHaveLength(2);
  const moved = (await sandbox.vapiNumbers(account)).find((at) => at.number === second);
  await sandbox.setAtVapi('phone-number', moved?.id ?? '', { assistantId: other });
  const before = (await sandbox.vapiNumbers(account)).map((at) => [at.number, at.assistantId]).sort();
  for (const name of ['Desk', 'Front desk']) await rename(page, go, agent, name);
  await comes(inStep(page));
  await expect
    .poll(async () => (await sandbox.assistants(account)).map((at) => at.name).sort())
    .toEqual(['Front desk', 'Of somebody else']);
  expect((await sandbox.vapiNumbers(account)).map((at) => [at.number, at.assistantId]).sort()).toEqual(before);
  expect(before.map(([at]) => at)).toContain(number);
});
