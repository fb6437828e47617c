// Several tabs: what changes in one shows in all, and two clicks are one.

import { expect, field, test } from '../fixtures';
import {
  ACCOUNT,
  INTEGRATIONS,
  OPERATIONS,
  TWILIO,
  VAPI,
  connectTwilio,
  connectVapi,
  connectedWord,
  makeAgent,
  pretty,
  readiness,
  save,
} from '../journey';

const soon = { timeout: 2_000 };

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

test('a stale edit is refused, and does not overwrite', async ({ page, go, context, agent, allowStatus }) => {
  allowStatus(409);
  await go(agent);
  const other = await context.newPage();
  await go(agent, other);
  await field(other, 'greeting').fill('The newer greeting.');
  await other.getByRole('button', { name: 'Save changes' }).click();
  await expect(other.locator('.toast')).toHaveText(/Saved\./);
  await field(page, 'greeting').fill('The older greeting.');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('alert')).toContainText('Somebody changed this since you opened the page.');
  await go(agent);
  await expect(field(page, 'greeting')).toHaveValue('The newer greeting.');
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
