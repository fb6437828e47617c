// Signing in at a real OpenID provider of another make, of a server of AVA’s own.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { IDENTIFIED, IDENTITY, SIMULATORS } from '../addresses';
import { expect, test } from '../fixtures';

test.use({ baseURL: `http://${IDENTIFIED}` });

const servers: ChildProcess[] = [];
let folder: string;

const answers = (url: string) => fetch(url).then((answer) => answer.ok, () => false);

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ava-e2e-oidc-'));
  const port = IDENTITY.split(':')[1] ?? '';
  const script = resolve(import.meta.dirname, '../identity_provider.mjs');
  const redirect = `http://${IDENTIFIED}/sign-in/oidc/callback`;
  servers.push(spawn(process.execPath, [script, port, redirect], { stdio: 'ignore' }));
  servers.push(
    spawn(join(process.env.AVA_E2E_DIR ?? '', 'ava'), ['serve'], {
      cwd: folder,
      stdio: 'ignore',
      env: {
        ...process.env,
        AVA_ADDR: IDENTIFIED,
        AVA_ENV: 'development',
        AVA_LOG: 'warn',
        AVA_OIDC_CLIENT_ID: 'ava-sign-in',
        AVA_OIDC_CLIENT_SECRET: 'ava-sign-in-client-secret',
        AVA_OIDC_ISSUER: `http://${IDENTITY}`,
        AVA_OIDC_NAME: 'Acme',
        AVA_SANDBOX_ADDR: SIMULATORS,
        AVA_SIGN_UP: 'confirmed',
        AVA_SITE_DIR: join(process.env.AVA_E2E_DIR ?? '', 'site'),
        AVA_TRUSTED_PROXIES: '1',
        DATABASE_URL: `sqlite://${join(folder, 'oidc.db')}`,
      },
    }),
  );
  for (const url of [`http://${IDENTIFIED}/readyz`, `http://${IDENTITY}/.well-known/openid-configuration`]) {
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

/** Signs in on the provider’s pages, and returns the address that they lead back to. */
async function atProvider(page: Page, email: string): Promise<string> {
  const back = page.waitForRequest((request) => request.url().includes('/sign-in/oidc/callback'));
  await page.getByRole('button', { name: 'Continue with Acme' }).click();
  await page.waitForURL(`http://${IDENTITY}/**`);
  await page.locator('input[name="login"]').fill(email);
  await page.locator('input[name="password"]').fill('any');
  await page.locator('button[type="submit"]').click();
  // The second page asks for the consent.
  await page.locator('input[name="login"]').waitFor({ state: 'detached' });
  await page.locator('button[type="submit"]').click();
  return (await back).url();
}

test('a real OpenID provider brings a person in, once for each of its answers', async ({
  page,
  context,
  go,
  ready,
  allowStatus,
}) => {
  // Its pages name no icon, which a browser then looks for.
  allowStatus(404);
  // The pages of that server would have a font of Google's; nothing leaves this machine.
  await page.route('https://fonts.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/css', body: '' }));
  const email = 'ana@elsewhere.example';
  await go('/login');
  await atProvider(page, email);
  await page.waitForURL('**/link/*');
  await ready();
  await expect(page.locator('main')).toContainText(email);
  await page.getByLabel('Organisation').fill('Lakeside Clinic');
  await page.getByLabel('Your name').fill('Ana');
  await page.locator('input[name="form[password]"]').fill('lantern harbour violin');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL('**/dashboard/integrations');
  await go('/dashboard/account');
  await expect(page.locator('main')).toContainText(`Connected with ${email}`);

  // Another browser of hers, in which the provider asks again.
  await context.clearCookies();
  await go('/login');
  const answer = await atProvider(page, email);
  await page.waitForURL('**/dashboard/integrations');

  // The answer again: in a browser that did not ask for it, it lets nobody in.
  await context.clearCookies();
  await page.goto(answer);
  await page.waitForURL('**/login');
  await expect(page.locator('main')).toContainText('was begun in another browser, or was taken already');
});
