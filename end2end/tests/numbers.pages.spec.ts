// The pages of the numbers: all of them, one of them, and those of the past.

import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures';
import {
  AGENTS,
  INTEGRATIONS,
  NUMBERS,
  REMOVED,
  TAKEN_BACK,
  TWILIO,
  agree,
  bring,
  cleanUps,
  follow,
  heading,
  pretty,
  readiness,
  retry,
  rows,
} from '../journey';

/** A number that the sandbox account of a test does not own. */
const NOT_OWNED = '+14155550142';

function find(page: Page): Locator {
  return page.getByRole('button', { name: 'Find' });
}

test('the list says who answers each number, and its search and filters stand in the address', { tag: '@phone' }, async ({
  page,
  go,
  comes,
  ready,
  setUp,
  answering: number,
  axe,
}) => {
  await setUp.number(NOT_OWNED);
  await go(NUMBERS);
  const main = page.locator('main');
  await comes(rows(page).filter({ hasText: pretty(NOT_OWNED) }).getByText('Failed', { exact: true }));
  await expect(rows(page)).toContainText([pretty(NOT_OWNED), pretty(number)]);
  await expect(rows(page).first()).toContainText('Not seen at Twilio or Vapi yet');
  const ours = rows(page).last();
  await expect(ours.locator('.pill')).toHaveText('Ready');
  await expect(ours.getByRole('link', { name: 'Reception' })).toBeVisible();
  await expect(ours).toContainText('Calls go to Vapi');
  await expect(ours.getByText('Reception')).toHaveCount(1);
  await expect(ours).toContainText(/Checked .*(now|ago)/);
  await axe('the list of numbers');

  await main.getByLabel('Digits of the number').fill(pretty(number).slice(-8));
  await find(page).click();
  await page.waitForURL(/[?&]search=/);
  await expect(rows(page)).toContainText([pretty(number)]);
  await page.reload();
  await ready();
  await expect(rows(page)).toHaveCount(1);
  await expect(main.getByLabel('Digits of the number')).toHaveValue(pretty(number).slice(-8));

  await go(NUMBERS);
  for (const [show, code, shown] of [
    ['Ready', 'ready', number],
    ['Not ready', 'not_ready', NOT_OWNED],
  ] as const) {
    await main.getByLabel('Show').selectOption(show);
    await find(page).click();
    await page.waitForURL((url) => url.searchParams.get('show') === code);
    await expect(rows(page)).toContainText([pretty(shown)]);
    await expect(main.getByLabel('Show')).toHaveValue(code);
  }
  await main.getByLabel('Show').selectOption('All in use');
  await main.getByLabel('Agent').selectOption('Reception');
  await find(page).click();
  await page.waitForURL((url) => !!url.searchParams.get('agent') && !url.searchParams.get('show'));
  await expect(rows(page)).toContainText([pretty(number)]);

  // A step back leads to the search before.
  await page.goBack();
  await expect(rows(page)).toContainText([pretty(NOT_OWNED)]);
  await go(`${NUMBERS}?search=999999`);
  await expect(main).toContainText('No number fits');
  await main.getByRole('link', { name: 'Show all numbers' }).click();
  await expect(rows(page)).toHaveCount(2);
});

test('lesson 41: a list past any count has further pages, and each is an address', async ({ page, go, ready, setUp, account, sandbox, axe }) => {
  const main = page.locator('main');
  const serial = Number.parseInt(account.twilio.sid.slice(2, 8), 16) % 10_000;
  const many = Array.from({ length: 27 }, (_, at) => `+1415${String(2_000_000 + serial * 100 + at)}`);
  await sandbox.makeTwilio(account, many);
  await setUp.twilio(account);
  for (const number of many) await setUp.number(number);
  await go(NUMBERS);
  await expect(rows(page)).toHaveCount(25);
  await expect(rows(page).first()).toContainText(pretty(many[26] ?? ''));
  await axe('a long list of numbers');
  await main.getByRole('link', { name: 'Older' }).click();
  await page.waitForURL(/[?&]before=/);
  await expect(rows(page)).toContainText([pretty(many[1] ?? ''), pretty(many[0] ?? '')]);
  await expect(rows(page)).toHaveCount(2);
  await page.reload();
  await ready();
  await expect(rows(page)).toHaveCount(2);
  await main.getByRole('link', { name: 'Newest' }).click();
  await expect(rows(page)).toHaveCount(25);
  // The search looks in all of the numbers.
  await main.getByLabel('Digits of the number').fill((many[0] ?? '').slice(-7));
  await find(page).click();
  await page.waitForURL(/[?&]search=/);
  await expect(rows(page)).toContainText([pretty(many[0] ?? '')]);
  await expect(main.getByRole('link', { name: 'Older' })).toHaveCount(0);
});

test('an empty list says what to do first', async ({ page, go, setUp, account }) => {
  const main = page.locator('main');
  await go(NUMBERS);
  await expect(main).toContainText('No number yet');
  await follow(main.getByRole('link', { name: 'Connect Twilio' }), TWILIO);
  await setUp.twilio(account);
  await go(NUMBERS);
  await follow(main.getByRole('link', { name: 'Choose a number' }), `${TWILIO}?choose=1`);
  await go(REMOVED);
  await expect(main).toContainText('No number was removed');
});

test('another agent answers, then nobody, then the first again', async ({
  page,
  go,
  comes,
  ready,
  setUp,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  const night = await setUp.agent('Night desk');
  await setUp.settled(night);
  const assistantOf = async (name: string) => (await sandbox.assistants(account)).find((there) => there.name === name)?.id;
  const bound = async () => (await sandbox.vapiNumbers(account)).map((there) => there.assistantId);

  const path = await setUp.numberPath(number);
  await go(path);
  await expect(heading(page)).toHaveText(pretty(number));
  await expect(main).toContainText('Reception answers it. Checked');
  await expect(main.getByLabel('Agent').locator('option')).toHaveText(['Reception', 'Night desk']);
  await main.getByLabel('Agent').selectOption('Night desk');
  await main.getByRole('button', { name: 'Assign this agent' }).click();
  await comes(main.getByText('Night desk answers it.'));
  expect(await bound()).toEqual([await assistantOf('Night desk')]);
  await go(night);
  await expect(main).toContainText(pretty(number));

  await go(path);
  await main.getByRole('button', { name: 'Take the agent off' }).click();
  await comes(main.getByText('It is at Vapi, and nobody answers it.'));
  await ready();
  await axe('a number that nobody answers');
  await expect(main.getByRole('button', { name: 'Take the agent off' })).toHaveCount(0);
  await expect(main.getByRole('button', { name: 'Check again' })).toHaveCount(0);
  expect(await bound()).toEqual([undefined]);
  await go(night);
  await expect(main).toContainText('No number yet');
  await go(INTEGRATIONS);
  await expect(readiness(page)).not.toContainText('can answer with');

  await go(path);
  await main.getByLabel('Agent').selectOption('Reception');
  await main.getByRole('button', { name: 'Assign this agent' }).click();
  await comes(main.getByText('Reception answers it.'));
  expect(await bound()).toEqual([await assistantOf('Reception')]);
  await sandbox.calledBy(() => main.getByRole('button', { name: 'Check again' }).click(), account.twilio.sid);
  await go(path);
  await comes(main.getByText('Reception answers it.'));
});

test('lesson 28, 36, 39: a removed number says whose it was, is gone, is history, and comes again', async ({
  page,
  go,
  sent,
  comes,
  canAnswer,
  ready,
  setUp,
  account,
  agent,
  untouched,
  answering: number,
  sandbox,
  allowStatus,
}) => {
  // The page that asks may hear of the removal before it has gone itself.
  allowStatus(404);
  const main = page.locator('main');
  const path = await setUp.numberPath(number);
  await go(path);
  await follow(main.getByRole('link', { name: 'Remove', exact: true }), `${path}/remove`);
  await expect(heading(page)).toHaveText(`Remove ${pretty(number)}?`);
  await ready();
  await expect(main).toContainText('Reception loses this number and no longer answers it.');
  await follow(main.getByRole('link', { name: 'Cancel' }), path);
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);

  await go(`${path}/remove`);
  await expect(main.getByRole('button', { name: `Remove ${pretty(number)}` })).toBeVisible();
  const operation = await agree(page);
  await expect(heading(page)).toHaveText(`Remove ${pretty(number)}`);
  await comes(main.getByText(TAKEN_BACK));
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.twilioNumbers(account)).toEqual(untouched);
  for (const other of [INTEGRATIONS, TWILIO, NUMBERS, AGENTS, agent]) {
    expect(await sent(other), other).not.toContain(pretty(number));
  }
  expect((await page.request.get(`${path}/remove`)).status()).toBe(404);

  await go(NUMBERS);
  await expect(main).toContainText('No number yet');
  await go(REMOVED);
  await expect(rows(page).getByRole('link', { name: pretty(number) })).toHaveAttribute('href', path);
  await expect(rows(page).locator('.pill')).toHaveText('Removed');
  await go(path);
  await expect(main).toContainText('It is not in AVA any more.');
  await expect(main.getByRole('link', { name: 'See its clean-up' })).toHaveAttribute('href', operation);
  await expect(main.locator('form')).toHaveCount(0);

  await follow(main.getByRole('link', { name: 'Bring it again' }), `${TWILIO}?choose=1`);
  const choice = page.locator('.choice-card').filter({ hasText: pretty(number) });
  await expect(choice).not.toContainText('already in AVA');
  await choice.getByRole('radio').check();
  await follow(bring(page), TWILIO);
  await canAnswer();
  await go(NUMBERS);
  await expect(rows(page)).toContainText([pretty(number)]);
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('lesson 29, 31: a removal that does not go through is not shown as done', async ({
  page,
  go,
  comes,
  setUp,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const clear = await sandbox.turnAway(account);
  const path = await setUp.numberPath(number);
  const operation = await setUp.removeNumber(path);
  const main = page.locator('main');
  await go(path);
  await comes(main.getByText('A step did not go through yet. AVA tries again by itself.'));
  await expect(main).toContainText('It is removed here. AVA takes it back at Vapi and Twilio.');
  await axe('a number that is being removed');
  await go(NUMBERS);
  await expect(main).not.toContainText(pretty(number));
  await go(REMOVED);
  await expect(rows(page).locator('.pill')).toHaveText('Being removed');
  await go(INTEGRATIONS);
  await expect(cleanUps(page)).toContainText(`${pretty(number)} is being taken back: it waits for Vapi`);
  await clear();
  await go(operation);
  await retry(page, main.getByText('Done', { exact: true }));
  await comes(main.getByText('Done', { exact: true }));
  await go(REMOVED);
  await expect(rows(page).locator('.pill')).toHaveText('Removed');
});
