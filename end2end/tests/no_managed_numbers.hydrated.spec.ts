// An installation whose operator supplies no numbers: a server of its own,
// beside the simulators of the others.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIMULATORS, UNSUPPLIED } from '../addresses';
import { expect, test } from '../fixtures';
import { BUY, TWILIO, follow, switching } from '../journey';

test.use({ baseURL: `http://${UNSUPPLIED}` });

let server: ChildProcess;
let folder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ava-e2e-off-'));
  server = spawn(join(process.env.AVA_E2E_DIR ?? '', 'ava'), ['serve'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      ...process.env,
      AVA_ADDR: UNSUPPLIED,
      AVA_ENV: 'development',
      AVA_LOG: 'warn',
      AVA_MANAGED_NUMBERS_PER_ORG: '0',
      AVA_SANDBOX_ADDR: SIMULATORS,
      AVA_SITE_DIR: join(process.env.AVA_E2E_DIR ?? '', 'site'),
      AVA_TRUSTED_PROXIES: '1',
      DATABASE_URL: `sqlite://${join(folder, 'off.db')}`,
    },
  });
  await expect
    .poll(() => fetch(`http://${UNSUPPLIED}/readyz`).then((answer) => answer.ok, () => false), { timeout: 30_000 })
    .toBe(true);
});

test.afterAll(async () => {
  const ended = new Promise((end) => server.once('exit', end));
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

test('where no number is supplied, the page says who can turn it on', async ({ page, go, account: _, axe }) => {
  const main = page.locator('main');
  for (const path of [BUY, switching('managed')]) {
    await go(path);
    await expect(main, path).toContainText('This installation supplies no numbers yet');
    await expect(main, path).toContainText('AVA_TWILIO_ACCOUNT_SID and AVA_TWILIO_AUTH_TOKEN');
    await expect(main.locator('form'), path).toHaveCount(0);
    await axe(path);
  }
  await go(BUY);
  await follow(main.getByRole('link', { name: 'Bring a number' }), `${TWILIO}?choose=1`);
  await expect(main).not.toContainText('Where your numbers come from');
});
