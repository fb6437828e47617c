// Pages that are not there, or not for everybody, and the sentences of errors.

import { expect, newAccount, test } from '../fixtures';
import { AGENTS, INTEGRATIONS, NUMBERS, OPERATIONS, follow, heading } from '../journey';

test('lesson 52: what is not there is a 404 with a way back', async ({
  page,
  go,
  account: _,
  allowStatus,
  axe,
}) => {
  allowStatus(404);
  // Each part of the application says this of a page that is not there.
  for (const path of ['/nothing-here', `${INTEGRATIONS}/acme`, `${AGENTS}/x/nothing-here`, `${OPERATIONS}/x`]) {
    expect((await go(path))?.status(), path).toBe(404);
    await expect(heading(page)).toHaveText('There is nothing here');
    await expect(page).toHaveTitle('There is nothing here · AVA');
    if (path === '/nothing-here') await axe(path);
    await follow(page.locator('main').getByRole('link', { name: 'Go to the start page' }), INTEGRATIONS);
  }
  for (const path of [
    '/dashboard/nothing-here',
    `${INTEGRATIONS}/acme/disconnect`,
    `${AGENTS}/x`,
    `${AGENTS}/x/delete`,
    `${AGENTS}/x/conflict`,
    `${NUMBERS}/x`,
    `${NUMBERS}/x/remove`,
  ]) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(404);
    expect(await answer.text(), path).toContain('There is nothing here');
  }
});

test('a visitor’s 404 leads to the sign-in page', async ({ page, go, allowStatus, axe }) => {
  allowStatus(404);
  expect((await go('/nothing-here'))?.status()).toBe(404);
  await axe('a visitor’s 404');
  await follow(page.getByRole('link', { name: 'Go to the start page' }), '/login');
  // A visitor is not told which pages are there for people who are signed in.
  await go(`${AGENTS}/x/nothing-here`);
  expect(new URL(page.url()).pathname).toBe('/login');
});

test('lesson 44: another organisation’s operation, agent and number do not exist', async ({ page, setUp, account }) => {
  const agent = await setUp.agent(`Secret desk ${account.organisation}`);
  const operation = await setUp.timeline(account, '+14155550142');
  const number = await setUp.numberPath('+14155550142');

  await page.context().clearCookies();
  await setUp.signUp(newAccount());
  for (const path of [agent, `${agent}/delete`, `${agent}/conflict`, operation, number, `${number}/remove`]) {
    const answer = await page.request.get(path);
    expect(answer.status(), path).toBe(404);
    const html = await answer.text();
    expect(html, path).toContain('There is nothing here');
    expect(html, path).not.toContain('Secret desk');
  }
  const receipts = await page.request.get(`${operation}/receipts.json`);
  expect(receipts.status()).toBe(404);
  expect(await receipts.text()).not.toContain('5550142');
});

test('lesson 62: a failure that is nobody’s slip has an id to quote', async ({
  page,
  go,
  comes,
  setUp,
  account,
  number,
}) => {
  await go(await setUp.timeline(account, number));
  await comes(page.locator('main').getByText('Reference', { exact: true }));
  const answer = await page.request.get('/nothing-here', { headers: { 'x-correlation-id': 'e2e-quote-me-1' } });
  expect(answer.headers()['x-correlation-id'], 'an id of ours, not of whoever asks').toMatch(/^[0-9a-f-]{36}$/);
});
