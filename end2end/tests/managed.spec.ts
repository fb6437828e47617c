// Numbers that this installation supplies: found, bought once, released for
// good, and switched to or from.

import { expect, field, test } from '../fixtures';
import {
  AGENTS,
  BUY,
  INTEGRATIONS,
  NUMBERS,
  OPERATION,
  PROVED,
  REMOVED,
  TAKEN_BACK,
  TWILIO,
  agree,
  card,
  follow,
  heading,
  offered,
  pretty,
  rows,
  step,
  switching,
  arrives,
} from '../journey';

test('lesson 34: the number that was chosen is bought, and answers', async ({
  page,
  go,
  comes,
  canAnswer,
  ready,
  setUp,
  prepared: account,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  await go(NUMBERS);
  await follow(main.getByRole('link', { name: 'Buy a number' }), BUY);
  await expect(main).toContainText('Nothing is bought before you have seen the number and confirmed it.');
  await ready();
  await main.getByLabel('Country').selectOption('United States');
  await main.getByLabel('Area code').fill('212');
  await main.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(/[?&]area=212/);
  await expect(rows(page).first()).toContainText('New York, NY, United States');
  await expect(rows(page).first()).toContainText('Calls, Text messages');
  await page.reload();
  await ready();
  await expect(main.getByLabel('Area code')).toHaveValue('212');

  const confirm = await setUp.offer('country=US&kind=local&area=212');
  const number = offered(confirm);
  const before = await sandbox.purchases(number);
  await follow(main.getByRole('link', { name: `Choose ${pretty(number)}` }), confirm);
  await expect(heading(page)).toHaveText(`Buy ${pretty(number)}?`);
  await expect(main).toContainText('1.15 USD a month');
  await expect(main.getByLabel('Agent that answers').locator('option')).toHaveText(['Reception (default)']);
  await ready();
  await axe('what is bought');
  await follow(main.getByRole('button', { name: 'Buy this number' }), OPERATION);
  await comes(main.getByText(PROVED));
  await expect(step(page, 'Buy exactly this number')).toContainText('Bought.');
  await axe('a finished purchase');

  expect(await sandbox.purchases(number)).toBe(before + 1);
  const [atVapi] = await sandbox.vapiNumbers(account);
  expect(atVapi?.number).toBe(number);
  expect(atVapi?.assistantId).toBe((await sandbox.assistants(account))[0]?.id);
  await canAnswer();
  await expect(card(page, 'Twilio')).toContainText('This installation supplies your numbers');
  await go(NUMBERS);
  await expect(rows(page)).toContainText(['Supplied by this installation']);
  await go(await setUp.numberPath(number));
  await expect(main).toContainText('Reception answers it.');
});

test('a search that finds nothing says what to change', async ({ page, go, account: _ }) => {
  const main = page.locator('main');
  await go(`${BUY}?country=US&kind=local&digits=99999999`);
  await expect(main).toContainText('Nothing for sale');
  await follow(main.getByRole('link', { name: 'Search with any digits' }), `${BUY}?country=US&kind=local`);
  await expect(rows(page).first()).toBeVisible();
  await go(`${BUY}?country=FR&kind=local&area=184`);
  await expect(main).toContainText('Only the United States and Canada have area codes at Twilio.');
});

test('lesson 38: the address that a country asks for is typed, kept when refused, and never made up', async ({
  page,
  go,
  ready,
  comes,
  setUp,
  prepared: _,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  const main = page.locator('main');
  await go(await setUp.offer('country=FR&kind=local'));
  await expect(main).toContainText('What the country asks for');
  for (const name of ['customer_name', 'street', 'city', 'region', 'postal_code', 'bundle']) {
    await expect(field(page, name), name).toHaveValue('');
  }
  await field(page, 'city').fill('Paris');
  await main.getByRole('button', { name: 'Buy this number' }).click();
  await expect(field(page, 'street')).toHaveAttribute('aria-invalid', 'true');
  await ready();
  await expect(field(page, 'city')).toHaveValue('Paris');
  await axe('a refused address');
  await field(page, 'customer_name').fill('Cabinet du Lac');
  await field(page, 'street').fill('1 rue du Lac');
  await field(page, 'postal_code').fill('75001');
  await follow(main.getByRole('button', { name: 'Buy this number' }), OPERATION);
  await comes(main.getByText(PROVED));
});

test('lesson 33: two presses buy one number', async ({ page, go, comes, context, setUp, prepared: _, sandbox }) => {
  const confirm = await setUp.offer();
  const number = offered(confirm);
  const other = await context.newPage();
  const before = await sandbox.purchases(number);
  await go(confirm, other);
  await go(confirm);
  await page.getByRole('button', { name: 'Buy this number' }).dblclick();
  await arrives(page, OPERATION);
  await follow(other.getByRole('button', { name: 'Buy this number' }), OPERATION);
  expect(new URL(other.url()).pathname).toBe(new URL(page.url()).pathname);
  await comes(page.locator('main').getByText(PROVED));
  expect(await sandbox.purchases(number)).toBe(before + 1);
});

test('lesson 28, 39: releasing wants the last four digits, and the number is gone from every tab', async ({
  page,
  go,
  sent,
  ready,
  comes,
  context,
  setUp,
  prepared: account,
  agent,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  const main = page.locator('main');
  const { number, path } = await setUp.bought();
  const other = await context.newPage();
  await go(NUMBERS, other);
  await expect(rows(other)).toContainText([pretty(number)]);

  await go(path);
  await follow(main.getByRole('link', { name: 'Release', exact: true }), `${path}/release`);
  await expect(heading(page)).toHaveText(`Release ${pretty(number)}?`);
  await expect(main).toContainText('Reception loses this number and no longer answers it.');
  await ready();
  const digits = main.getByLabel('Its last four digits');
  const button = main.getByRole('button', { name: `Release ${pretty(number)}` });
  const wrong = number.endsWith('0000') ? '1111' : '0000';
  await digits.fill(wrong);
  await button.click();
  await expect(main.getByText('These are not the last four digits of this number.')).toBeVisible();
  await ready();
  await expect(digits).toHaveValue(wrong);
  await axe('refused digits');
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);

  await digits.fill(number.slice(-4));
  await agree(page);
  await expect(other.locator('main')).not.toContainText(pretty(number));
  await comes(main.getByText(TAKEN_BACK));
  await expect(step(page, `Release ${pretty(number)} at Twilio`)).toContainText('it is not billed any more');
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  for (const gone of [INTEGRATIONS, TWILIO, NUMBERS, AGENTS, agent]) {
    expect(await sent(gone), gone).not.toContain(pretty(number));
  }
  await go(REMOVED);
  await expect(rows(page).getByRole('link', { name: pretty(number) })).toHaveAttribute('href', path);
  await expect(rows(page).locator('.pill')).toHaveText('Released');
  await go(path);
  await expect(main).toContainText('It was released.');
  await go(`${BUY}?country=US&kind=local&digits=${number.slice(2)}`);
  await expect(rows(page)).toHaveCount(1);
});

test('who has as many numbers as allowed is told so', async ({ page, go, setUp, prepared: _, axe }) => {
  test.slow();
  const main = page.locator('main');
  // The purchases come one after the other: a number that is not bought yet is still for sale.
  for (let nth = 0; nth < 5; nth += 1) await setUp.settled(await setUp.buy('country=GB&kind=mobile'));
  await go(`${BUY}?country=US&kind=local`);
  await expect(main).toContainText('The limit of your organisation is 5.');
  await axe('the limit');
  await follow(main.getByRole('link', { name: 'See your numbers' }), NUMBERS);
  await expect(rows(page)).toHaveCount(5);
});

test('lesson 32: a switch says what goes, leaves it, and leads on, both ways', async ({
  page,
  go,
  ready,
  comes,
  setUp,
  account,
  answering: own,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  test.slow();
  const main = page.locator('main');
  await go(TWILIO);
  await expect(main).toContainText('Your numbers come from your own Twilio account.');
  await follow(main.getByRole('link', { name: 'Switch to managed numbers' }), switching('managed'));
  await expect(main).toContainText(`${pretty(own)}: Reception loses it`);
  await ready();
  await main.getByRole('button', { name: 'Disconnect Twilio and go on' }).click();
  await expect(main.getByText('Tick this to go on.')).toBeVisible();
  await ready();
  await axe('a switch without agreement');
  await main.getByLabel('I have read what goes, and who loses what').check();
  await main.getByRole('button', { name: 'Disconnect Twilio and go on' }).click();
  await expect(main.getByText('Nothing is left to leave')).toBeVisible();
  await ready();
  await axe('what comes after an own account');
  await follow(main.getByRole('link', { name: 'Buy a number' }), BUY);

  const { number } = await setUp.bought();
  await go(TWILIO);
  await expect(main).toContainText('This installation supplies your numbers, and pays for them.');
  await follow(main.getByRole('link', { name: 'Switch to your own account' }), switching('byo'));
  await expect(main).toContainText(`${pretty(number)}: Reception loses it`);
  await ready();
  await main.getByLabel('I have read what goes, and who loses what').check();
  await main.getByRole('button', { name: 'Release it and go on' }).click();
  await expect(main.getByText('You have no managed number.')).toBeVisible();
  await ready();
  await follow(main.getByRole('link', { name: 'See what was taken back' }), OPERATION);
  await comes(main.getByText(TAKEN_BACK));
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  await go(switching('byo'));
  await follow(main.getByRole('link', { name: 'Connect Twilio' }), TWILIO);
});
