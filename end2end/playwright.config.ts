import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import { PAGES, SIMULATORS } from './addresses';

const here = import.meta.dirname;

// A fresh installation for each run: the release, in a folder that has nothing else.
// Workers read this file too: they inherit the folder.
if (!process.env.AVA_E2E_DIR) {
  const made = mkdtempSync(join(tmpdir(), 'ava-e2e-'));
  process.env.AVA_E2E_DIR = made;
  cpSync(resolve(here, process.env.AVA_DIST ?? '../dist'), made, { recursive: true });
  process.on('exit', () => rmSync(made, { recursive: true, force: true }));
}
const folder = process.env.AVA_E2E_DIR;

export default defineConfig({
  testDir: './tests',
  fullyParallel: true,
  // Tests wait more than they compute: a third worker fills the gaps of two on two processors.
  workers: 3,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: !!process.env.CI,
  reporter: [['list']],
  use: {
    baseURL: `http://${PAGES}`,
    locale: 'en-US',
    timezoneId: 'UTC',
    // Recording every test would cost a third of the time: `--trace on` for the one that failed.
    trace: 'off',
    // An action that waits in vain fails before the test as a whole does.
    actionTimeout: 20_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    // What turns or fades is painted 60 times a second, and no test looks at that.
    reducedMotion: 'reduce',
    launchOptions: {
      executablePath: process.env.CHROMIUM || undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // Each test runs hydrated; its tags name other projects, and the name of its file says
  // if it is for one project alone.
  projects: [
    {
      name: 'hydrated',
      testIgnore: ['**/*.no-js.spec.ts', '**/*.alone.spec.ts'],
      use: { viewport: { width: 1440, height: 900 } },
    },
    {
      // Behaviour of pages without their scripts that only a browser can tell: forms that send and
      // come back filled, and the ways about. The content of such a page is proved in src/tests.
      name: 'no-js',
      grep: /@no-js|\.no-js\.spec/,
      use: { viewport: { width: 1440, height: 900 }, javaScriptEnabled: false },
    },
    {
      // The journeys whose layout or way of moving about is another on a phone.
      name: 'phone',
      grep: /@phone/,
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
    {
      // Tests that everybody would feel: they clear all faults.
      name: 'alone',
      testMatch: '**/*.alone.spec.ts',
      dependencies: ['hydrated', 'no-js', 'phone'],
      workers: 1,
      use: { viewport: { width: 1440, height: 900 } },
    },
  ],
  webServer: {
    command: `"${join(folder, 'ava')}" serve`,
    cwd: folder,
    url: `http://${PAGES}/readyz`,
    reuseExistingServer: false,
    timeout: 60_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    env: {
      AVA_ADDR: PAGES,
      AVA_ENV: 'development',
      AVA_LOG: 'warn',
      AVA_SANDBOX_ADDR: SIMULATORS,
      // Each test comes from an address of its own, so that limits per address
      // meet one person and not the whole suite.
      AVA_TRUSTED_PROXIES: '1',
    },
  },
});
