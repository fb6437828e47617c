// How long a change takes until a page that is open elsewhere shows it: time_to_update.mjs URL
//
// From the answer to a form that is sent in one tab to the new text in another, in
// milliseconds: the median of nine. URL is where AVA is; COOKIE the session, CHROMIUM the
// browser if it is not Playwright's own. An error of a page, in its console or not, ends
// this with one.

import { chromium } from '@playwright/test';

const [url] = process.argv.slice(2);
const CHANGES = 9;

const cookies = process.env.COOKIE.split(';').map((pair) => {
  const [name, value] = pair.split('=');
  return { name, value, url };
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || undefined,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
await context.addCookies(cookies);

const errors = [];
async function open(path) {
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(new URL(path, url).href);
  // Alive, or it says that it is not.
  await page.locator('body[data-hydrated], #adrift:not([hidden])').first().waitFor({ state: 'attached' });
  return page;
}

async function change(number) {
  const name = `Desk ${number}`;
  const shows = await open('/dashboard/agents');
  await shows.evaluate((name) => {
    const see = () => {
      if (document.querySelector('main').textContent.includes(name)) globalThis.shownAt ??= Date.now();
    };
    new MutationObserver(see).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, name);
  const makes = await open('/dashboard/agents/new');
  for (const [field, value] of [['name', name], ['greeting', 'Good morning.'], ['instructions', 'Be brief.']]) {
    await makes.locator(`[name="form[${field}]"]`).fill(value);
  }
  const answer = makes.waitForResponse((response) => response.url().includes('/rpc/agents/create'));
  await makes.locator('main form button[type="submit"]').last().click();
  if (!(await answer).ok()) throw new Error('the agent was not made');
  const answeredAt = Date.now();
  await shows.waitForFunction(() => globalThis.shownAt);
  const shownAt = await shows.evaluate(() => globalThis.shownAt);
  await makes.close();
  await shows.close();
  if (errors.length > 0) throw new Error(`a page has errors:\n${errors.join('\n')}`);
  return Math.max(0, shownAt - answeredAt);
}

const times = [];
for (let at = 0; at < CHANGES; at++) times.push(await change(at));
await browser.close();
times.sort((a, b) => a - b);
console.log(Math.round(times[Math.floor(CHANGES / 2)]));
