// How long a page takes until it can be used: time_to_interactive.mjs URL SLOWDOWN
//
// From the start of the navigation to `body[data-hydrated]`, in milliseconds: the
// median of five loads without any cache, on a processor slowed down so many
// times (1 is as it is). COOKIE is the session, CHROMIUM the browser if it is not
// Playwright's own. An error of the page, in its console or not, ends this with one:
// a dead page is not fast.

import { chromium } from '@playwright/test';

const [url, slowdown] = process.argv.slice(2);
const LOADS = 5;

const cookies = process.env.COOKIE.split(';').map((pair) => {
  const [name, value] = pair.split('=');
  return { name, value, url };
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || undefined,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});

async function load() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies(cookies);
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: Number(slowdown) });
  await page.addInitScript(() => {
    const seen = () => {
      if (document.body?.hasAttribute('data-hydrated')) globalThis.usableAfter ??= performance.now();
    };
    new MutationObserver(seen).observe(document, { subtree: true, attributeFilter: ['data-hydrated'] });
  });
  await page.goto(url);
  // Alive, or it says that it is not.
  await page.locator('body[data-hydrated], #adrift:not([hidden])').first().waitFor({ state: 'attached' });
  if (errors.length > 0) throw new Error(`the page has errors:\n${errors.join('\n')}`);
  const took = await page.evaluate(() => globalThis.usableAfter);
  await context.close();
  return took;
}

const times = [];
for (let at = 0; at < LOADS; at++) times.push(await load());
await browser.close();
times.sort((a, b) => a - b);
console.log(Math.round(times[Math.floor(LOADS / 2)]));
