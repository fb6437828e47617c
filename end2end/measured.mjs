// The browser of the measurements: COOKIE is the session, CHROMIUM the browser if it is not Playwright's own.

import { chromium } from '@playwright/test';

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || undefined,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});

/** The longest that a measurement may take, in milliseconds: one that hangs tells nothing. */
const LIMIT = 300_000;
setTimeout(() => {
  console.error(`the measurement is not over after ${LIMIT / 1000} s`);
  process.exit(1);
}, LIMIT).unref();

/** How long a step may take that Playwright sets no limit for, in milliseconds. */
const STEP = 30_000;

/** Returns what such a step brings; one that hangs is named, and ends the measurement. */
export async function within(step, brings) {
  let timer;
  const hangs = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${step} is not there after ${STEP / 1000} s`)), STEP);
  });
  try {
    return await Promise.race([brings, hangs]);
  } finally {
    clearTimeout(timer);
  }
}

/** A fresh profile, signed in to the AVA at `url`. */
export async function profile(url) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const cookies = process.env.COOKIE.split(';').map((pair) => {
    const [name, value] = pair.split('=');
    return { name, value, url };
  });
  await context.addCookies(cookies);
  return context;
}

/** A page, and the list of what goes wrong in it, in its console or not. */
export async function watched(context) {
  const page = await within('the page', context.newPage());
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return { page, errors };
}

/** Opens an address: the page is alive then, or ends the measurement. */
export async function opened({ page, errors }, url) {
  await page.goto(url);
  // Alive, or it says that it is not.
  await page.locator('body[data-hydrated], #adrift:not([hidden])').first().waitFor({ state: 'attached' });
  hasNone(errors);
}

export function hasNone(errors) {
  if (errors.length > 0) throw new Error(`the page has errors:\n${errors.join('\n')}`);
}

export const median = (times) => Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]);
