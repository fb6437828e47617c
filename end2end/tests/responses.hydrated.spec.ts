// The answers of the server, whoever asks: the targets of links, the headers of every
// answer, and refusals. One project is enough.

import { expect, test } from '../fixtures';
import { ACCOUNT, INTEGRATIONS, NEW_AGENT, NUMBERS, OPERATIONS, REMOVED, SANDBOX, TWILIO, VAPI, leaving } from '../journey';

test('lesson 51: every link leads somewhere, on every page', async ({ page, setUp, account, sandbox, answering: _ }) => {
  test.slow();
  // One number stays, one is of the past.
  const [, second = ''] = await sandbox.numbers(account);
  await setUp.number(second);
  await setUp.removeNumber(await setUp.numberPath(second));
  const seen = new Set<string>();
  // One day is like another, and so is the way back to one page and to another.
  const kind = (path: string) => path.replace(/\d{4}-\d{2}-\d{2}/, 'day').replace(/([?&]back)=[^&]*/, '$1');
  const kinds = new Set<string>();
  const found = [INTEGRATIONS, VAPI, TWILIO, `${TWILIO}?choose=1`, NEW_AGENT, OPERATIONS, REMOVED, '/login', '/signup'];
  for (let path = found.shift(); path !== undefined; path = found.shift()) {
    if (kinds.has(kind(path))) continue;
    kinds.add(kind(path));
    seen.add(path);
    // The page is read as it is sent: a link must work before anything is hydrated.
    const answer = await page.request.get(path);
    expect(answer.status(), `${path} answers`).toBeLessThan(400);
    const html = await answer.text();
    for (const [, href = ''] of html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
      expect(href, `a link on ${path}`).toMatch(/^(\/|https:\/\/|#)/);
      if (href.startsWith('#')) expect(html, `${href} on ${path}`).toContain(`id="${href.slice(1)}"`);
      if (href.startsWith('/')) found.push(href.replaceAll('&amp;', '&'));
    }
    expect(html.match(/<a(?=[\s>])(?![^>]*\shref=)[^>]*>/), `a link without a place on ${path}`).toBeNull();
  }
  expect([...seen].some((path) => path.startsWith('/dashboard/agents/'))).toBe(true);
  expect([...seen].some((path) => path.startsWith('/dashboard/operations/'))).toBe(true);
  expect([...seen].some((path) => path.startsWith(`${NUMBERS}/`))).toBe(true);
  expect([...seen].some((path) => path.endsWith('/receipts.json'))).toBe(true);
  for (const path of [SANDBOX, leaving('vapi'), leaving('twilio')]) expect(seen).toContain(path);
});

test('every answer carries the headers that protect it', async ({ page, go, account: _ }) => {
  const response = await go(INTEGRATIONS);
  const headers = response?.headers() ?? {};
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  });
  const policy = headers['content-security-policy'] ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  expect(nonce).toBeTruthy();
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe-inline');
  expect(policy).not.toMatch(/'unsafe-eval'/);
  const again = (await page.request.get(INTEGRATIONS)).headers()['content-security-policy'] ?? '';
  expect(again).not.toContain(nonce);

  const html = (await response?.text()) ?? '';
  expect(html).not.toMatch(/\sstyle="/);
  expect(html).not.toMatch(/\son[a-z]+="/);

  const cookies = await page.context().cookies();
  expect(cookies.find(({ name }) => name.endsWith('sid'))).toMatchObject({
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
  });
});

test('what is built is cached for good, by its hash', async ({ page }) => {
  const html = await (await page.request.get('/login')).text();
  const assets = [...html.matchAll(/(?:href|from|src|module_or_path:)\s*[=:]?\s*"(\/pkg\/[^"]+)"/g)].map(([, url]) => url ?? '');
  expect(assets.length).toBeGreaterThanOrEqual(3);
  for (const url of new Set(assets)) {
    const asset = await page.request.get(url);
    expect(asset.status(), url).toBe(200);
    expect(asset.headers()['cache-control'], url).toContain('immutable');
  }
});

test('lesson 43: a request from another site is refused', async ({ page, go, account, allowStatus }) => {
  allowStatus(403);
  await go(ACCOUNT);
  const answer = await page.request.post('/rpc/log_out', {
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', accept: 'text/html' },
    form: {},
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(account.email)).toBeVisible();
});

test('bad input gets a status and a sentence, never a stack or a 500', async ({ page, account: _, allowStatus }) => {
  allowStatus(400, 404, 413, 415, 422);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const tries = [
    { headers: form, data: 'form[key]=%ff%fe' },
    { headers: form, data: 'nonsense' },
    { headers: form, data: '' },
    { headers: { 'content-type': 'application/json' }, data: '{"form":{}}' },
    { headers: form, data: `form[key]=${'x'.repeat(300_000)}` },
  ];
  for (const request of tries) {
    const answer = await page.request.post('/rpc/integrations/save-vapi', request);
    expect(answer.status(), request.data.slice(0, 20)).toBeGreaterThanOrEqual(400);
    expect(answer.status(), request.data.slice(0, 20)).toBeLessThan(500);
  }
  expect((await page.request.get('/dashboard/operations/%ff%fe')).status()).toBeLessThan(500);
  expect((await page.request.get('/dashboard/operations?before=%00%ff')).status()).toBeLessThan(500);
  for (const path of ['/dashboard/operations/%ff/receipts.json', `${NUMBERS}?search=%00%ff&before=%00`, `${NUMBERS}/%ff/remove`]) {
    expect((await page.request.get(path)).status(), path).toBeLessThan(500);
  }
  for (const action of [
    'agents/update',
    'agents/duplicate',
    'agents/delete',
    'agents/remake',
    'agents/decide',
    'numbers/assign',
    'numbers/unassign',
    'numbers/remove',
    'integrations/disconnect',
    'operations/close',
  ]) {
    const answer = await page.request.post(`/rpc/${action}`, { headers: form, data: 'number=x&agent=%ff&provider=acme&id=x' });
    expect(answer.status(), action).toBeGreaterThanOrEqual(400);
    expect(answer.status(), action).toBeLessThan(500);
  }
  expect((await page.request.post('/rpc/no-such-function', { headers: form, data: '' })).status()).toBeLessThan(500);
});

test('the machine’s pages answer', async ({ request }) => {
  for (const path of ['/healthz', '/readyz', '/api/v1/runtime/status']) {
    expect(await request.get(path), path).toBeOK();
  }
});
