// An authenticator app: set up, asked for at the next sign-in, taken away again, and asked of everybody.

import { createHmac } from 'node:crypto';

import { expect, signIn, test } from '../fixtures';
import { ACCOUNT, AGENTS, FACTOR, INTEGRATIONS, TEAM, follow, heading, signOut } from '../journey';

const STEP = 30_000;

/** The code of a time step (RFC 6238), as the app that has the secret shows it. */
function code(secret: string, step: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const word = hash.readUInt32BE(hash.readUInt8(19) & 0x0f) & 0x7fff_ffff;
  return String(word % 1_000_000).padStart(6, '0');
}

test('an app is set up, and signing in asks for it', { tag: ['@phone', '@no-js'] }, async ({
  page,
  go,
  ready,
  account,
  allowStatus,
  axe,
}) => {
  allowStatus(401, 422);
  await go(ACCOUNT);
  await follow(page.getByRole('link', { name: 'Manage the second factor' }), FACTOR);
  await ready();
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const secret = await page.locator('dd code').innerText();
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible();
  await axe('an app that is being set up');

  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Confirm the app' }).click();
  await expect(page.getByText('This code is not right')).toBeVisible();
  const step = Math.floor(Date.now() / STEP);
  await page.getByLabel('Code', { exact: true }).fill(code(secret, step));
  await page.getByRole('button', { name: 'Confirm the app' }).click();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  const recovery = await page.locator('.recovery-codes li').first().innerText();
  await axe('recovery codes to be put by');
  await page.getByRole('button', { name: 'I have put them by' }).click();
  await expect(page.locator('.recovery-codes')).toHaveCount(0);
  await expect(page.getByText('10 left.')).toBeVisible();

  await go(ACCOUNT);
  await signOut(page);
  await ready();
  await signIn(page, account);
  await page.waitForURL('**/login/second-step');
  await ready();
  await axe('the second step');
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('This code is not right')).toBeVisible();
  // The step after the one that was used up is taken already, since clocks differ.
  await page.getByLabel('Code', { exact: true }).fill(code(secret, step + 1));
  await follow(page.getByRole('button', { name: 'Sign in' }), INTEGRATIONS);

  await go(ACCOUNT);
  await signOut(page);
  await ready();
  await signIn(page, account);
  await page.waitForURL('**/login/second-step');
  await ready();
  await page.getByLabel('Code', { exact: true }).fill(recovery);
  await follow(page.getByRole('button', { name: 'Sign in' }), INTEGRATIONS);
  await go(FACTOR);
  await expect(page.getByText('9 left.')).toBeVisible();
});

test('an organisation asks everybody for a second factor', { tag: ['@phone', '@no-js'] }, async ({
  page,
  go,
  ready,
  account,
  allowStatus,
  axe,
}) => {
  allowStatus(403, 409);
  const ask = page.getByRole('button', { name: 'Ask everybody for a second factor' });
  await go(TEAM);
  await expect(page.getByText(`${account.name} (${account.email})`)).toBeVisible();
  await axe('the team, and who has no second factor');
  await ask.click();
  await expect(page.getByText('You have no second factor yourself.')).toBeVisible();

  await go(FACTOR);
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const secret = await page.locator('dd code').innerText();
  await ready();
  await page.getByLabel('Code', { exact: true }).fill(code(secret, Math.floor(Date.now() / STEP)));
  await page.getByRole('button', { name: 'Confirm the app' }).click();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  await go(TEAM);
  await expect(page.getByText('Everybody has one.')).toBeVisible();
  await ask.click();
  await expect(page.getByText('Everybody needs one.')).toBeVisible();

  await go(FACTOR);
  await page.getByRole('button', { name: 'Remove the app' }).click();
  await expect(page.getByRole('button', { name: 'Set up an app' })).toBeVisible();
  await go(AGENTS);
  await expect(heading(page)).toHaveText('Set up a second factor first');
  await axe('what stands in place of a page where a second factor is needed');
  await follow(page.getByRole('link', { name: 'Set one up' }), FACTOR);
  await expect(page.getByRole('button', { name: 'Set up an app' })).toBeVisible();
});
