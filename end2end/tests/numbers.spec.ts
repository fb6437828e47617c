// What an import meets: a number somebody else answers, a failure, a retry.

import { expect, test } from '../fixtures';
import {
  INTEGRATIONS,
  OPERATIONS,
  becomeReady,
  connectTwilio,
  connectVapi,
  makeAgent,
  pretty,
  readiness,
  step,
} from '../journey';
import type { Page } from '@playwright/test';

const timeline = async (page: Page) => {
  await page.getByRole('link', { name: 'Open the timeline' }).click();
  await page.waitForURL('**/dashboard/operations/*');
};

test('lesson 21: a number that is at Vapi already is adopted and bound', async ({
  page,
  go,
  comes,
  account,
  sandbox,
}) => {
  const [number = ''] = await sandbox.numbers(account);
  const id = await sandbox.makeAtVapi(account, 'phone-number', {
    provider: 'twilio',
    number,
    twilioAccountSid: account.twilio.sid,
    twilioAuthToken: account.twilio.token,
  });
  await connectVapi(page, go, account);
  await makeAgent(page, go);
  await connectTwilio(page, go, account, number);
  await timeline(page);
  await comes(page.getByText('The number was at Vapi already. It is bound to your agent now, and proved.'));
  expect((await sandbox.vapiNumbers(account)).map((at) => at.id)).toEqual([id]);
});

for (const takeOver of [true, false]) {
  test(`another assistant answers the number: ${takeOver ? 'taken over' : 'left as it is'}`, async ({
    page,
    go,
    comes,
    account,
    sandbox,
    axe,
  }) => {
    const [number = ''] = await sandbox.numbers(account);
    const theirs = await sandbox.linkElsewhere(account, number, 'After hours');
    await connectVapi(page, go, account);
    await makeAgent(page, go);
    await connectTwilio(page, go, account, number);
    await go(INTEGRATIONS);
    await comes(readiness(page).getByText(/Waiting for your decision/));
    await axe('a decision that is asked for');
    await readiness(page).getByRole('link', { name: 'Decide' }).click();
    await page.waitForURL('**/dashboard/operations/*');
    const main = page.locator('main');
    await expect(main).toContainText(
      'At Vapi, After hours answers it now. If Reception takes it over, After hours stops answering this number.',
    );
    await axe('the decision');
    const bound = async () => (await sandbox.vapiNumbers(account))[0]?.assistantId;
    if (takeOver) {
      await main.getByRole('button', { name: 'Take it over' }).click();
      await comes(main.getByText('Your agent took the number over. It is proved.'));
      expect(await bound()).not.toBe(theirs);
      await go(INTEGRATIONS);
      await expect(readiness(page)).toContainText(`${pretty(number)} can answer with Reception`);
    } else {
      await main.getByRole('button', { name: 'Leave it as it is' }).click();
      await comes(main.getByText('Stopped', { exact: true }));
      expect(await bound()).toBe(theirs);
      await axe('a stopped import');
    }
  });
}

test('a number that the account does not own fails with the way out', async ({ page, go, comes, account }) => {
  await connectVapi(page, go, account);
  await makeAgent(page, go);
  await connectTwilio(page, go, account, '+14155550142');
  await timeline(page);
  await comes(page.locator('main').getByRole('alert').getByText('This Twilio account does not own that number. Pick one from the list.'));
});

test('a failed import says why and whose it is, and goes on when it is tried again', async ({
  page,
  go,
  comes,
  account,
  sandbox,
  axe,
}) => {
  const token = `${account.twilio.token.slice(0, 29)}ff6`;
  const trunked = { ...account, twilio: { sid: `AC${token}`, token } };
  const [number] = await sandbox.twilioNumbers(trunked);
  const shown = pretty(number?.phone_number ?? '');
  const main = page.locator('main');
  await connectVapi(page, go, account);
  await makeAgent(page, go);
  await connectTwilio(page, go, trunked, number?.phone_number);
  await go(INTEGRATIONS);
  await comes(readiness(page).getByText(`${shown} could not be brought to Vapi`));
  await axe('a failed import');
  await go(OPERATIONS);
  await main.getByRole('link', { name: `Bring ${shown} to Vapi` }).click();
  await page.waitForURL('**/dashboard/operations/*');
  await expect(main.getByRole('alert').getByText(/A SIP trunk or a TwiML application answers this number/)).toBeVisible();
  await expect(step(page, 'Find it in the Twilio account')).toHaveClass(/failed/);
  await axe('the timeline of a failed import');
  expect(await sandbox.vapiNumbers(account)).toEqual([]);

  await sandbox.setAtTwilio(number?.sid ?? '', { trunk_sid: null });
  const failed = page.url();
  await main.getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL((url) => url.href !== failed);
  await comes(main.getByText('The number is at Vapi, bound, and proved.'));
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('a key that lacks a right in the middle of an import: the page says so, and it goes on', async ({
  page,
  go,
  comes,
  account,
  sandbox,
  axe,
}) => {
  const [number = ''] = await sandbox.numbers(account);
  const main = page.locator('main');
  await connectVapi(page, go, account);
  await makeAgent(page, go);
  await comes(main.getByText('In step with Vapi'));
  await sandbox.fault({
    provider: 'vapi',
    scope: account.vapiKey,
    kind: 'forbidden',
    method: 'POST',
    path_contains: '/phone-number',
  });
  await connectTwilio(page, go, account, number);
  await go(INTEGRATIONS);
  await comes(readiness(page).getByText('Your Vapi key no longer works'));
  await expect(main.getByText(/This Vapi key may not manage assistants and phone numbers/).first()).toBeVisible();
  await axe('a key that lacks a right');
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await comes(readiness(page).getByText('can answer with'));
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('a ready number is proved again on request', async ({ page, go, comes, account, sandbox, shot }) => {
  const [number = ''] = await sandbox.numbers(account);
  await becomeReady(page, go, comes, account, number);
  await shot(page, 'ready');
  const before = (await sandbox.calls(account.twilio.sid)).length;
  await readiness(page).getByRole('button', { name: 'Check again' }).click();
  await expect
    .poll(async () => (await sandbox.calls(account.twilio.sid)).length, { message: 'Twilio is asked again' })
    .toBeGreaterThan(before);
  await go(INTEGRATIONS);
  await comes(readiness(page).getByText('can answer with'));
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});
