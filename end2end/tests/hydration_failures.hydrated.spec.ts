// A page whose application ends, or whose document other software has changed: it
// says so, it is never stale in silence, and its forms still work.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, field, test as base } from '../fixtures';
import { INTEGRATIONS, VAPI, connectedWord, readiness, save, storedVapi } from '../journey';
import type { Page } from '@playwright/test';

// The error that ends an application stands in the console, as it should.
const test = base.extend({ quietConsole: async ({}, use) => use() });

const notice = (page: Page) => page.locator('#adrift');

/** Changes the document of a page on its way to the browser. */
async function arriving(page: Page, path: string, change: (html: string) => string): Promise<void> {
  await page.route(`**${path}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change(await response.text()) });
  });
}

/** Changes a page as the browser's translation does. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (texts.nextNode()) found.push(texts.currentNode as Text);
    for (const text of found.filter((text) => text.data.trim() && text.parentElement?.tagName !== 'SCRIPT')) {
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.append(`«${text.data}»`);
      outer.append(inner);
      text.replaceWith(outer);
    }
  });
}

test('lesson 74: a page whose hydration fails says so, is counted, and its forms work', async ({ page, account }) => {
  await arriving(page, VAPI, (html) => html.replace('<main', '<i></i><main'));
  const told = page.waitForRequest('**/page-failures');
  await page.goto(VAPI);
  const said = new URLSearchParams((await told).postData() ?? '');
  expect(said.get('page')).toBe(VAPI);
  expect(said.get('when')).toBe('starting');
  expect(said.get('message')).toContain('panicked');
  expect(said.get('build')).toBe(await page.locator('html').getAttribute('data-build'));
  expect((await (await told).response())?.status()).toBe(204);
  await expect(notice(page).getByText('does not update by itself')).toBeVisible();
  await expect(notice(page).getByRole('link', { name: 'Reload' })).toBeVisible();
  await expect(page.locator('body')).not.toHaveAttribute('data-hydrated');

  await page.unroute(`**${VAPI}`);
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await expect(storedVapi(page, account)).toBeVisible();
  await expect(page.locator('body[data-hydrated]')).toBeAttached();
  await expect(notice(page)).toBeHidden();
});

test('a page whose application does not arrive says so, in French too', async ({ browser, baseURL }) => {
  const page = await browser.newPage({ locale: 'fr-FR', ...(baseURL ? { baseURL } : {}) });
  await page.route('**/*.wasm', (route) => route.fulfill({ contentType: 'application/wasm', body: 'nonsense' }));
  const told = page.waitForRequest('**/page-failures');
  await page.goto('/login');
  await told;
  await expect(notice(page).getByText('Vous pouvez toujours remplir')).toBeVisible();
  await page.locator('a[href^="/signup"]').first().click();
  await expect(page).toHaveURL(/\/signup/);
  await page.close();
});

test('a translated page is read again when something changes', async ({ page, go, setUp, account }) => {
  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('Start by connecting Vapi');
  await translate(page);
  await expect(readiness(page)).toContainText('«');
  await setUp.vapi(account);
  await expect(readiness(page)).toContainText('Next, make an agent');
  await expect(readiness(page)).not.toContainText('«');
});

test('a page whose texts were replaced without a trace is read again when something changes', async ({
  page,
  go,
  setUp,
  account,
}) => {
  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('Start by connecting Vapi');
  // Readers, dictionaries and the translations of other browsers do it like this.
  await page.evaluate(() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (texts.nextNode()) found.push(texts.currentNode as Text);
    for (const text of found.filter((text) => text.data.trim() && text.parentElement?.tagName !== 'SCRIPT')) {
      text.replaceWith(`«${text.data}»`);
    }
  });
  await setUp.vapi(account);
  await expect(readiness(page)).toContainText('Next, make an agent');
  await expect(readiness(page)).not.toContainText('«');
});

test('a page beside whose texts an extension writes stays alive', async ({ page, go, setUp, account }) => {
  await go(INTEGRATIONS);
  await page.evaluate(() => {
    const own = document.createElement('com-password-manager');
    document.documentElement.append(own);
    for (const input of Array.from(document.querySelectorAll('input, form'))) input.setAttribute('data-manager', '1');
    document.body.append(document.createElement('com-reader'));
  });
  await setUp.vapi(account);
  await expect(readiness(page)).toContainText('Next, make an agent');
  await expect(page.locator('body')).toHaveAttribute('data-hydrated');
});

test('a translated page in which somebody types waits to be reloaded, and sends what was typed', async ({
  page,
  go,
  setUp,
  account,
}) => {
  await go(VAPI);
  await translate(page);
  await field(page, 'key').fill(account.vapiKey);
  await setUp.vapi(account);
  await expect(notice(page).getByText('Something here has changed')).toBeVisible();
  await expect(field(page, 'key')).toHaveValue(account.vapiKey);
  await page.locator('form:has([name="form[key]"]) [type="submit"]').click();
  await expect(connectedWord(page)).toBeVisible();
  await expect(notice(page)).toBeHidden();
});

test('lesson 75: what measures how soon a page can be used fails when the page is dead', async ({ baseURL }) => {
  // A proxy before the server breaks the application on its way.
  const proxy = createServer((asked, answer) => {
    if (asked.url?.endsWith('.wasm')) return answer.setHeader('content-type', 'application/wasm').end('nonsense');
    void fetch(`${baseURL}${asked.url}`, { headers: { accept: asked.headers.accept ?? '*/*' } }).then(async (real) => {
      answer.writeHead(real.status, { 'content-type': real.headers.get('content-type') ?? 'text/plain' });
      answer.end(Buffer.from(await real.arrayBuffer()));
    });
  });
  await new Promise<void>((listens) => proxy.listen(0, '127.0.0.1', listens));
  const dead = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/login`;
  const measure = (url: string) =>
    new Promise<number | null>((ended) => {
      const tool = join(import.meta.dirname, '..', 'time_to_interactive.mjs');
      const env = { ...process.env, COOKIE: 'nobody=' };
      spawn(process.execPath, [tool, url, '1'], { env, stdio: 'ignore' }).once('exit', ended);
    });
  expect(await measure(`${baseURL}/login`)).toBe(0);
  expect(await measure(dead)).toBe(1);
  proxy.close();
});
