// How long a change takes until a page that is open elsewhere shows it: time_to_update.mjs URL
//
// From the answer to a form that is sent in one tab to the new text in another, in
// milliseconds: the median of nine. URL is where AVA is; `measured.mjs` says how the browser
// is chosen. An error of a page, in its console or not, ends this with one.

import { browser, hasNone, median, opened, profile, watched, within } from './measured.mjs';

const [url] = process.argv.slice(2);
const CHANGES = 9;

async function open(context, path) {
  const opens = await watched(context);
  await opened(opens, new URL(path, url).href);
  return opens;
}

// Each change has a profile of its own, which ends as a whole: no tab is closed beside another,
// or opened where others were.
async function change(number) {
  const name = `Desk ${number}`;
  const context = await within('the profile', profile(url));
  const { page: shows, errors: ofShowing } = await open(context, '/dashboard/agents');
  const observed = shows.evaluate((name) => {
    const see = () => {
      if (document.querySelector('main').textContent.includes(name)) globalThis.shownAt ??= Date.now();
    };
    new MutationObserver(see).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, name);
  await within('the observer', observed);
  const { page: makes, errors: ofMaking } = await open(context, '/dashboard/agents/new');
  for (const [field, value] of [['name', name], ['greeting', 'Good morning.'], ['instructions', 'Be brief.']]) {
    await makes.locator(`[name="form[${field}]"]`).fill(value);
  }
  const answer = makes.waitForResponse((response) => response.url().includes('/rpc/agents/create'));
  await makes.locator('main form button[type="submit"]').last().click();
  if (!(await answer).ok()) throw new Error('the agent was not made');
  const answeredAt = Date.now();
  await shows.waitForFunction(() => globalThis.shownAt);
  const shownAt = await within('the time', shows.evaluate(() => globalThis.shownAt));
  await within('the end of the profile', context.close());
  hasNone([...ofShowing, ...ofMaking]);
  return Math.max(0, shownAt - answeredAt);
}

const times = [];
for (let at = 0; at < CHANGES; at++) times.push(await change(at));
await browser.close();
console.log(median(times));
