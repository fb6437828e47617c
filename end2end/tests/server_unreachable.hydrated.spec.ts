// Pages while AVA does not answer, answers through something else, or is of another
// build: nothing is misread, and nothing that was typed goes.

import { expect, field, test } from '../fixtures';
import { INTEGRATIONS, TWILIO, VAPI, connectedWord, heading, mark, marked, readiness, save, saveAgent } from '../journey';
import type { Page } from '@playwright/test';

const READ = '**/rpc/read';
const SAVE = '**/rpc/integrations/save-vapi';
const gateway = { status: 502, contentType: 'text/html', body: '<h1>502 Bad Gateway</h1>' };

const messages = (page: Page) => page.locator('.messages');
const missed = (page: Page) => messages(page).getByText('This page may show what was before.');
/** Has the page read again, unless something that happened has done so already. */
async function tryAgain(page: Page): Promise<void> {
  const again = messages(page).getByRole('button', { name: 'Try again' });
  await again.evaluateAll((buttons) => buttons.forEach((button) => (button as HTMLElement).click()));
}
const updated = (page: Page) => messages(page).getByText('AVA was updated since you opened this page.');

test('what is being typed stays while the page cannot be read again', async ({
  page,
  go,
  setUp,
  account,
  axe,
  allowStatus,
}) => {
  allowStatus('none', 502);
  await go(TWILIO);
  await field(page, 'account_sid').fill('AC1234');
  await page.locator('#twilio-number').fill('+1 415');
  const stays = async () => {
    await expect(field(page, 'account_sid')).toHaveValue('AC1234');
    await expect(page.locator('#twilio-number')).toHaveValue('+1 415');
  };
  await page.route(READ, (route) => route.abort());
  await setUp.vapi(account);
  await setUp.agent();
  await expect(missed(page)).toContainText('AVA could not be reached.');
  await stays();
  await axe('a page that could not be read again');

  // The first retry is in vain, the second is not.
  await page.route(READ, (route) => route.fulfill(gateway));
  const asked = page.waitForResponse(READ);
  await messages(page).getByRole('button', { name: 'Try again' }).click();
  await asked;
  await expect(missed(page)).toBeVisible();
  await stays();
  await page.unroute(READ);
  await tryAgain(page);
  await expect(missed(page)).toHaveCount(0);
  await expect(page.locator('#twilio-agent')).toBeVisible();
  await stays();
});

test('a save whose answer does not come says that it is not known', async ({ page, go, account, allowStatus }) => {
  allowStatus('none', 502);
  await go(VAPI);
  await field(page, 'key').fill(account.vapiKey);
  const told = page.getByRole('alert').filter({ hasText: 'AVA could not be reached.' });
  for (const fail of ['abort', 'gateway']) {
    await page.route(SAVE, (route) => (fail === 'abort' ? route.abort() : route.fulfill(gateway)));
    const over = fail === 'abort' ? page.waitForEvent('requestfailed') : page.waitForResponse(SAVE);
    await save(page).click();
    await over;
    await expect(told).toContainText('whether it was saved is not known');
    await expect(page.getByText('AVA was updated')).toHaveCount(0);
    await expect(field(page, 'key')).toHaveValue(account.vapiKey);
    await page.unroute(SAVE);
  }
  await save(page).click();
  await expect(connectedWord(page)).toBeVisible();
  await expect(told).toHaveCount(0);
});

test('a page that is refused its connection asks for another, and misses nothing', async ({
  page,
  go,
  setUp,
  account,
  allowStatus,
}) => {
  allowStatus(502);
  await page.clock.install();
  await page.route('**/events*', (route) => route.fulfill(gateway), { times: 1 });
  const refused = page.waitForResponse('**/events*');
  await go(INTEGRATIONS);
  await refused;
  await mark(page);
  await setUp.vapi(account);
  await expect(async () => {
    await page.clock.fastForward(5_000);
    await expect(readiness(page)).toContainText('Next, make an agent', { timeout: 1_000 });
  }).toPass();
  await expect(marked(page)).toBeVisible();
});

test('trying again lets no save slip over what somebody else saved', async ({ page, go, context, agent, allowStatus }) => {
  allowStatus('none', 409);
  await go(agent);
  await field(page, 'greeting').fill('Typed here.');
  await page.route(READ, (route) => route.abort());
  const theirs = await context.newPage();
  await go(agent, theirs);
  await field(theirs, 'name').fill('Front desk');
  await saveAgent(theirs).click();
  await expect(missed(page)).toBeVisible();
  await page.unroute(READ);
  await tryAgain(page);
  await expect(heading(page)).toHaveText('Front desk');
  await expect(missed(page)).toHaveCount(0);

  await saveAgent(page).click();
  await expect(page.getByRole('alert')).toContainText('Somebody changed this since you opened the page.');
  await expect(page.locator('.meanwhile').filter({ hasText: 'Front desk' })).toBeVisible();
  await expect(field(page, 'greeting')).toHaveValue('Typed here.');
});

test('a page of another build is told so, keeps what was typed, and asks no more', async ({
  page,
  go,
  setUp,
  account,
  allowStatus,
}) => {
  allowStatus(409);
  await go(VAPI);
  await field(page, 'key').fill(account.vapiKey);
  await page.evaluate(() => document.documentElement.setAttribute('data-build', 'older'));
  const refused = page.waitForResponse(SAVE);
  const reread = page.waitForResponse(READ);
  await save(page).click();
  expect((await refused).status()).toBe(409);
  await reread;
  await expect(updated(page)).toBeVisible();
  await expect(messages(page).getByRole('link', { name: 'Reload' })).toBeVisible();
  await expect(missed(page)).toHaveCount(0);
  await expect(field(page, 'key')).toHaveValue(account.vapiKey);

  const reads: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/rpc/read')) reads.push(request.url());
  });
  const heard = page.evaluate(
    () => new Promise<void>((done) => addEventListener('ava:live', () => requestAnimationFrame(() => done()), { once: true })),
  );
  await setUp.agent();
  await heard;
  expect(reads).toEqual([]);
  await messages(page).getByRole('link', { name: 'Reload' }).click();
  await expect(updated(page)).toHaveCount(0);
  await expect(page.getByText('What is stored')).toHaveCount(0);
});
