// The consent at a real authorization server of another make, in the place of Google’s: a
// server of AVA’s own leads there.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ABROAD, AUTHORIZATION, SIMULATORS } from '../addresses';
import { expect, test } from '../fixtures';
import { GOOGLE } from '../journey';

test.use({ baseURL: `http://${ABROAD}` });

const servers: ChildProcess[] = [];
let folder: string;

const answers = (url: string) => fetch(url).then((answer) => answer.ok, () => false);

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ava-e2e-oauth-'));
  const port = AUTHORIZATION.split(':')[1] ?? '';
  const redirect = `http://${ABROAD}/integrations/google/callback`;
  const script = resolve(import.meta.dirname, '../authorization_server.mjs');
  servers.push(spawn(process.execPath, [script, port, redirect], { stdio: 'ignore' }));
  const there = `http://${AUTHORIZATION}`;
  servers.push(
    spawn(join(process.env.AVA_E2E_DIR ?? '', 'ava'), ['serve'], {
      cwd: folder,
      stdio: 'ignore',
      env: {
        ...process.env,
        AVA_ADDR: ABROAD,
        AVA_ENV: 'development',
        AVA_GOOGLE_AUTH_URL: there,
        AVA_GOOGLE_CALENDAR_URL: there,
        AVA_GOOGLE_TOKEN_URL: there,
        AVA_GOOGLE_USERINFO_URL: there,
        AVA_LOG: 'warn',
        AVA_SANDBOX_ADDR: SIMULATORS,
        AVA_SITE_DIR: join(process.env.AVA_E2E_DIR ?? '', 'site'),
        AVA_TRUSTED_PROXIES: '1',
        DATABASE_URL: `sqlite://${join(folder, 'oauth.db')}`,
        GOOGLE_CLIENT_ID: 'ava-end2end',
        GOOGLE_CLIENT_SECRET: 'ava-end2end-client-secret',
      },
    }),
  );
  for (const url of [`http://${ABROAD}/readyz`, `${there}/.well-known/openid-configuration`]) {
    await expect.poll(() => answers(url), { timeout: 30_000 }).toBe(true);
  }
});

test.afterAll(async () => {
  for (const server of servers) {
    const ended = new Promise((end) => server.once('exit', end));
    server.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

test('lesson 46: a real authorization server takes our consent, our code and our renewals', async ({
  page,
  go,
  ready,
  comes,
  account,
  allowStatus,
}) => {
  // Its pages name no icon, which a browser then looks for.
  allowStatus(404);
  // The pages of that server would have a font of Google's; nothing leaves this machine.
  await page.route('https://fonts.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  await go(GOOGLE);
  await page.getByRole('button', { name: 'Connect Google Calendar' }).click();
  await page.waitForURL(`http://${AUTHORIZATION}/**`);
  await page.locator('input[name="login"]').fill(account.email);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  // The second page asks for the consent itself.
  await page.locator('input[name="login"]').waitFor({ state: 'detached' });
  await page.locator('button[type="submit"]').click();
  await page.waitForURL(`**${GOOGLE}`);
  await ready();
  const main = page.locator('main');
  await expect(main.locator('.facts').first()).toContainText(account.email);
  await expect(main).toContainText('Connected');
  // Each check that comes too late for a token renews it, by the refresh token of the last one.
  const renewals = () => fetch(`http://${AUTHORIZATION}/renewals`).then((answer) => answer.json());
  for (let nth = 1; nth <= 3; nth++) {
    await expect(async () => {
      await page.getByRole('button', { name: /^Check now/ }).click();
      await comes(page.getByText('Google Calendar accepted AVA’s access.').first());
      expect((await renewals()).renewals).toBeGreaterThanOrEqual(nth);
    }).toPass();
    await go(GOOGLE);
    await expect(main).not.toContainText('Needs attention');
  }
});
