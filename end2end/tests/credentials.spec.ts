// The states of a stored key: checked, kept, replaced, refused, unverified.

import { expect, field, otherTwilio, test } from '../fixtures';
import {
  INTEGRATIONS,
  REFUSED_KEY,
  TWILIO,
  VAPI,
  connectTwilio,
  connectedWord,
  follow,
  openReplace,
  press,
  readiness,
  replaceVapi,
  save,
  saveTwilio,
  saveVapi,
  storedVapi,
  typeApiKey,
} from '../journey';

test('lesson 01: a key that Vapi refuses is not stored', async ({ page, go, account, allowStatus, sandbox }) => {
  allowStatus(422);
  for (const key of [REFUSED_KEY, '00000000-0000-4000-8000-000000000403']) {
    await saveVapi(page, go, key);
    await expect(field(page, 'key')).toHaveAttribute('aria-invalid', 'true');
  }
  await go(INTEGRATIONS);
  await expect(page.getByText('Not connected')).toHaveCount(await page.locator('.service').count());
  expect(await sandbox.assistants(account)).toEqual([]);
});

test('a refused Twilio token says so on its field, and what was typed stays', async ({
  page,
  go,
  ready,
  account,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  const refused = otherTwilio(account, '00000000000000000000000000000401');
  await saveTwilio(page, go, refused, '+1 415 555 0142');
  await expect(field(page, 'auth_token')).toHaveAccessibleDescription(/Twilio refused these credentials\./);
  await ready();
  await expect(field(page, 'account_sid')).toHaveValue(refused.twilio.sid);
  await expect(page.locator('#twilio-number')).toHaveValue('+1 415 555 0142');
  await axe('a refused token');
  await go(INTEGRATIONS);
  await expect(page.getByText('Not connected')).toHaveCount(await page.locator('.service').count());
});

test('slips are named on their fields before anybody is asked', async ({
  page,
  go,
  account,
  allowStatus,
  sandbox,
}) => {
  allowStatus(400, 422);
  const { token } = account.twilio;
  await saveTwilio(page, go, { ...account, twilio: { sid: `SK${token}`, token } });
  await expect(field(page, 'account_sid')).toHaveAccessibleDescription(/This is an API key \(SK…\)/);
  await saveTwilio(page, go, account, '0142');
  await expect(page.locator('#twilio-number')).toHaveAccessibleDescription(/with its country code/i);
  await expect(page.locator('#twilio-number')).toHaveValue('0142');
  expect(await sandbox.calls(account.twilio.sid)).toEqual([]);
});

test('lesson 17: spaces pasted around a key do not matter', async ({ page, go, account }) => {
  await saveVapi(page, go, `  ${account.vapiKey}\t`);
  await expect(connectedWord(page)).toBeVisible();
  await saveTwilio(page, go, {
    ...account,
    twilio: { sid: ` ${account.twilio.sid} `, token: ` ${account.twilio.token} ` },
  });
  await expect(connectedWord(page)).toBeVisible();
});

test('lesson 07: a field changes without the secret being typed again', async ({
  page,
  go,
  setUp,
  account,
  axe,
}) => {
  await setUp.twilio(account);
  await go(TWILIO);
  await openReplace(page);
  await expect(field(page, 'auth_token')).toHaveValue('');
  await expect(field(page, 'auth_token')).toHaveAttribute('placeholder', `•••• ${account.twilio.token.slice(-4)}`);
  await axe('the form that replaces');
  await typeApiKey(page, account);
  // The page says "Connected" all the while.
  expect((await press(save(page), 'integrations/save-twilio')).status()).toBeLessThan(400);
  await go(TWILIO);
  await openReplace(page);
  await expect(page.getByRole('radio', { name: 'API key' })).toBeChecked();
  await expect(field(page, 'api_key_sid')).toHaveValue(`SK${account.twilio.token}`);
});

test('lesson 07: an empty key keeps the stored one', async ({ page, go, connected: account, sandbox }) => {
  await go(VAPI);
  await openReplace(page);
  // The page says "Connected" all the while.
  await sandbox.calledBy(() => press(save(page), 'integrations/save-vapi'), account.vapiKey);
  await go(VAPI);
  await expect(connectedWord(page)).toBeVisible();
  await expect(storedVapi(page, account)).toBeVisible();
});

test('check now asks the provider, and says what it found', async ({ page, go, connected: account, sandbox }) => {
  await go(INTEGRATIONS);
  const before = (await sandbox.calls(account.vapiKey)).length;
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(page.getByText(/Vapi accepted the key\. You are connected\.|^Checked\.$/)).toBeVisible();
  expect((await sandbox.calls(account.vapiKey)).length).toBeGreaterThan(before);
});

test('lesson 15: a key that is refused later needs attention, until it is replaced', async ({
  page,
  go,
  connected: account,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  await go(INTEGRATIONS);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 3 });
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await expect(page.locator('main').getByText('Needs attention', { exact: true })).toBeVisible();
  await expect(readiness(page)).toContainText('Your Vapi key no longer works');
  await axe('a key that no longer works');
  await follow(readiness(page).getByRole('link', { name: 'Reconnect Vapi' }), VAPI);
  // The form that puts it right is open, and no button leads back to this page.
  await expect(readiness(page).getByRole('link')).toHaveCount(0);
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await expect(connectedWord(page)).toBeVisible();
  await go(INTEGRATIONS);
  await expect(readiness(page)).not.toContainText('no longer works');
});

test('lesson 02: a provider that turns everybody away: stored, and checked again by itself', async ({
  page,
  go,
  comes,
  account,
  sandbox,
  axe,
}) => {
  const { sid } = account.twilio;
  // The fault is no outage, which other tests would meet too.
  const clear = await sandbox.fault({ provider: 'twilio', scope: sid, kind: 'rate_limited', remaining: 1000 });
  await saveTwilio(page, go, account);
  await expect(page.locator('main').getByText('Checking…')).toBeVisible();
  await expect(page.locator('main').getByText(/The credentials are stored, but Twilio could not be reached\./)).toBeVisible();
  await axe('an unverified key');
  await clear();
  await comes(connectedWord(page), 40);
});

test('a typing mistake in a replacement keeps the key that works', async ({
  page,
  go,
  connected: account,
  allowStatus,
}) => {
  allowStatus(422);
  await replaceVapi(page, go, REFUSED_KEY);
  await expect(field(page, 'key')).toHaveAttribute('aria-invalid', 'true');
  await go(VAPI);
  await expect(connectedWord(page)).toBeVisible();
  await expect(storedVapi(page, account)).toBeVisible();
});

test('lesson 40: a trial account says what it cannot do', async ({ page, go, account }) => {
  await connectTwilio(page, go, otherTwilio(account, 'ff1'));
  await expect(page.locator('main').getByText(/This is a trial account: it reaches verified callers only\./)).toBeVisible();
});

test('suspended accounts and test credentials are named', async ({ page, go, account, allowStatus }) => {
  allowStatus(422);
  for (const [digits, words] of [
    ['ff2', /Twilio has suspended or closed this account/],
    ['ff3', /These are Twilio’s test credentials/],
  ] as const) {
    await saveTwilio(page, go, otherTwilio(account, digits));
    await expect(field(page, 'auth_token')).toHaveAccessibleDescription(words);
  }
});
