// Names and texts that try to become markup: they show as text, everywhere.

import { expect, field, fill, signUp, test } from '../fixtures';
import {
  ACCOUNT,
  AGENTS,
  INTEGRATIONS,
  NEW_AGENT,
  NUMBERS,
  OPERATIONS,
  SANDBOX,
  TAKEN_BACK,
  TWILIO,
  follow,
  heading,
  leaving,
  readiness,
  sendAgent,
} from '../journey';

// Markup that runs leaves a trace.
const probe = (where: string) => `<img src=x onerror="window.__xss='${where}'">`;
const name = `</title><svg/onload=window.__xss=1>`;
const greeting = `</textarea><script>window.__xss='g'</script>${probe('greeting')}`;
const instructions = `\n  "Quotes" & 'apostrophes' </textarea></form>${probe('instructions')}\n\n{{ name }} <!-- <script>window.__xss='i'</script>`;

test('a hostile agent is text on every page, and its form holds what was typed', async ({
  page,
  go,
  comes,
  canAnswer,
  setUp,
  connected: account,
  number,
}) => {
  const clean = async () => {
    expect(await page.evaluate(() => '__xss' in window)).toBe(false);
    await expect(page.locator('main img')).toHaveCount(0);
  };
  await go(NEW_AGENT);
  await fill(page, { name, greeting, instructions });
  const agent = await sendAgent(page);

  for (const path of [agent, AGENTS, OPERATIONS, INTEGRATIONS, SANDBOX]) {
    await go(path);
    await clean();
  }
  await go(agent);
  await expect(page).toHaveTitle(`${name} · AVA`);
  await expect(heading(page)).toHaveText(name);
  await expect(field(page, 'name')).toHaveValue(name);
  await expect(field(page, 'greeting')).toHaveValue(greeting.trim());
  await expect(field(page, 'instructions')).toHaveValue(instructions.trim());

  await go(AGENTS);
  await follow(page.locator('main').getByRole('link', { name }), agent);
  await expect(page).toHaveTitle(`${name} · AVA`);
  await expect(field(page, 'instructions')).toHaveValue(instructions.trim());
  await clean();

  await setUp.twilio(account, number);
  await go(TWILIO);
  await clean();
  await canAnswer();
  await expect(readiness(page)).toContainText(name);
  await clean();

  const main = page.locator('main');
  const path = await setUp.numberPath(number);
  for (const shows of [NUMBERS, path, `${path}/remove`, leaving('vapi')]) {
    await go(shows);
    await expect(main, shows).toContainText(name);
    await clean();
  }
  await go(await setUp.disconnect('vapi'));
  await comes(main.getByText(TAKEN_BACK));
  await expect(main).toContainText(`Delete the assistant of ${name} at Vapi`);
  await clean();
});

test('a hostile organisation and person are text', async ({ page, go, somebody }) => {
  await go('/signup');
  await signUp(page, { ...somebody, organisation: probe('org'), name: `<b>${probe('person')}` });
  await page.waitForURL(`**${INTEGRATIONS}`);
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(probe('org'))).toBeVisible();
  await expect(page.locator('main img')).toHaveCount(0);
  expect(await page.evaluate(() => '__xss' in window)).toBe(false);
});

test('a hostile search is text in its field, and in no link', async ({ page, go, account: _ }) => {
  await go(`${NUMBERS}?search=${encodeURIComponent(`"><script>window.__xss=1</script>`)}&show=${encodeURIComponent('"><img src=x>')}&agent='--`);
  expect(await page.evaluate(() => '__xss' in window)).toBe(false);
  await expect(page.locator('main :is(script, img)')).toHaveCount(0);
});

test('a hostile query is not put into the page', async ({ page, go }) => {
  await go(`/login?next=${encodeURIComponent(`"><script>window.__xss=1</script>`)}`);
  expect(await page.evaluate(() => '__xss' in window)).toBe(false);
  await expect(page.locator('main script')).toHaveCount(0);
});
