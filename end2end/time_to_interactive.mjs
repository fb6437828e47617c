// How long a page takes until it can be used: time_to_interactive.mjs URL SLOWDOWN
//
// From the start of the navigation to `body[data-hydrated]`, in milliseconds: the
// median of five loads without any cache, on a processor slowed down so many
// times (1 is as it is); `measured.mjs` says how the browser is chosen. An error of the
// page, in its console or not, ends this with one: a dead page is not fast.

import { browser, median, opened, profile, watched } from './measured.mjs';

const [url, slowdown] = process.argv.slice(2);
const LOADS = 5;

async function load() {
  const context = await profile(url);
  const loads = await watched(context);
  const { page } = loads;
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: Number(slowdown) });
  await page.addInitScript(() => {
    const seen = () => {
      if (document.body?.hasAttribute('data-hydrated')) globalThis.usableAfter ??= performance.now();
    };
    new MutationObserver(seen).observe(document, { subtree: true, attributeFilter: ['data-hydrated'] });
  });
  await opened(loads, url);
  const took = await page.evaluate(() => globalThis.usableAfter);
  await context.close();
  return took;
}

const times = [];
for (let at = 0; at < LOADS; at++) times.push(await load());
await browser.close();
console.log(median(times));
