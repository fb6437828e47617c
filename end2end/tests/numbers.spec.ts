// Trouble that an import meets: a number somebody else answers, a failure, a retry.

import { expect, newAccount, otherTwilio, test } from '../fixtures';
import {
  INTEGRATIONS,
  OPERATION,
  OPERATIONS,
  PROVED,
  TWILIO,
  bring,
  connectTwilio,
  follow,
  pretty,
  readiness,
  step,
} from '../journey';

test('lesson 21: a number that is at Vapi already is adopted and bound', async ({
  page,
  go,
  comes,
  setUp,
  prepared: account,
  number,
  sandbox,
}) => {
  const id = await sandbox.importAtVapi(account, number);
  await go(await setUp.timeline(account, number));
  await comes(page.getByText('The number was at Vapi already. It is bound to your agent now, and proved.'));
  expect((await sandbox.vapiNumbers(account)).map((at) => at.id)).toEqual([id]);
});

for (const takeOver of [true, false]) {
  const title = `lesson 53: another assistant answers the number; the page asks: ${takeOver ? 'taken over' : 'left as it is'}`;
  test(title, { tag: takeOver ? [] : '@phone' }, async ({ page, go, comes, setUp, prepared: account, number, sandbox, axe }) => {
    const theirs = await sandbox.linkElsewhere(account, number, 'After hours');
    await setUp.twilio(account, number);
    await go(INTEGRATIONS);
    await comes(readiness(page).getByText(/Waiting for your decision/));
    await axe('a decision that is asked for');
    await follow(readiness(page).getByRole('link', { name: 'Decide' }), OPERATION);
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
      await expect(main.getByText('Stopped, as you asked.')).toBeVisible();
      expect(await bound()).toBe(theirs);
      await axe('a stopped import');
    }
  });
}

test('lesson 82: a Studio flow answers the number; the page names it and asks', async ({
  page,
  go,
  comes,
  setUp,
  prepared: account,
  number,
  sandbox,
  axe,
}) => {
  const flow = 'FW0123456789abcdef0123456789abcdef';
  const url = `https://webhooks.twilio.com/v1/Accounts/${account.twilio.sid}/Flows/${flow}`;
  await sandbox.redirectAtTwilio(account, number, url);
  await setUp.twilio(account, number);
  await go(INTEGRATIONS);
  await comes(readiness(page).getByText(/Waiting for your decision/));
  await follow(readiness(page).getByRole('link', { name: 'Decide' }), OPERATION);
  const main = page.locator('main');
  await expect(main).toContainText(`At Twilio, the Studio flow ${flow} answers it now. If Reception takes it over`);
  await axe('a flow that would be replaced');
  const calls = async () =>
    (await sandbox.twilioNumbers(account)).find((one) => one.phone_number === number)?.voice_url;
  expect(await calls(), 'not before').toBe(url);
  await main.getByRole('button', { name: 'Take it over' }).click();
  await comes(main.getByText('Your agent took the number over. It is proved.'));
  expect(await calls()).toBe('https://api.vapi.ai/twilio/inbound_call');
  await expect(main).toContainText(`Before that, the Studio flow ${flow} answered it.`);
});

for (const taken of [true, false]) {
  const title = `somebody answers the messages that Vapi is to have; the page says who and asks: ${taken ? 'taken over' : 'left there'}`;
  test(title, async ({ page, go, comes, prepared: account, number, sandbox, axe }) => {
    const theirs = 'https://clinic.example/sms';
    const there = async () => (await sandbox.twilioNumbers(account)).find((one) => one.phone_number === number);
    await sandbox.setAtTwilio((await there())?.sid ?? '', { sms_url: theirs });
    await connectTwilio(page, go, account);
    await go(`${TWILIO}?choose=1`);
    const main = page.locator('main');
    await expect(main).toContainText(`Its own settings at Twilio send text messages to ${theirs}`);
    await page.getByRole('radio', { name: pretty(number) }).check();
    await page.locator('#import-sms').check();
    await follow(bring(page), TWILIO);
    await go(INTEGRATIONS);
    await comes(readiness(page).getByText(/Waiting for your decision/));
    await follow(readiness(page).getByRole('link', { name: 'Decide' }), OPERATION);
    await expect(main).toContainText(`At Twilio, ${theirs} answers its text messages now.`);
    await axe('messages that would be taken over');
    expect((await there())?.sms_url, 'not before').toBe(theirs);
    await main.getByRole('button', { name: taken ? 'Let Vapi answer them' : 'Leave them there' }).click();
    await comes(main.getByText(PROVED));
    expect((await there())?.sms_url).toBe(taken ? 'https://api.vapi.ai/twilio/sms' : theirs);
  });
}

test('a number that the account does not own fails with the way out', async ({ page, go, comes, setUp, prepared }) => {
  await go(await setUp.timeline(prepared, '+14155550142'));
  await comes(page.locator('main').getByRole('alert').getByText('This Twilio account does not own that number. Pick one from the list.'));
});

test('lesson 37: a number answers in one place only, and who comes second learns the way out', async ({
  page,
  go,
  comes,
  setUp,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  await page.context().clearCookies();
  const other = { ...newAccount(), twilio: account.twilio };
  await setUp.signUp(other);
  await setUp.vapi(other);
  await setUp.agent('Night desk');
  await go(await setUp.timeline(other, number));
  const main = page.locator('main');
  await comes(main.getByRole('alert').getByText('Another organisation on this installation uses this number. Release it there first.'));
  await axe('a number that is taken');
  expect(await sandbox.vapiNumbers(other)).toEqual([]);
  expect((await sandbox.vapiNumbers(account)).map((at) => at.number)).toEqual([number]);
});

test('lesson 52: a failed import says why and whose it is, and goes on when it is tried again', async ({
  page,
  go,
  comes,
  setUp,
  prepared: account,
  sandbox,
  axe,
}) => {
  const trunked = otherTwilio(account, 'ff6');
  const [number] = await sandbox.twilioNumbers(trunked);
  const shown = pretty(number?.phone_number ?? '');
  const main = page.locator('main');
  await setUp.twilio(trunked, number?.phone_number);
  await go(INTEGRATIONS);
  await comes(readiness(page).getByText(`${shown} could not be brought to Vapi`));
  await axe('a failed import');
  await go(OPERATIONS);
  await follow(main.getByRole('link', { name: `Bring ${shown} to Vapi` }), OPERATION);
  await expect(main.getByRole('alert').getByText(/A SIP trunk or a TwiML application answers this number/)).toBeVisible();
  await expect(step(page, 'Find it in the Twilio account')).toHaveClass(/failed/);
  await axe('the timeline of a failed import');
  expect(await sandbox.vapiNumbers(account)).toEqual([]);

  await sandbox.setAtTwilio(number?.sid ?? '', { trunk_sid: null });
  const failed = page.url();
  await main.getByRole('button', { name: 'Try again' }).click();
  await page.waitForURL((url) => url.href !== failed);
  await comes(main.getByText(PROVED));
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('a key that lacks a right in the middle of an import: the page says so, and it goes on', async ({
  page,
  go,
  comes,
  setUp,
  agentAtVapi: _,
  prepared: account,
  number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  await sandbox.fault({
    provider: 'vapi',
    scope: account.vapiKey,
    kind: 'forbidden',
    method: 'POST',
    path_contains: '/phone-number',
  });
  await setUp.twilio(account, number);
  await go(INTEGRATIONS);
  await comes(readiness(page).getByText('Your Vapi key no longer works'));
  await expect(main.getByText(/This Vapi key may not manage assistants and phone numbers/).first()).toBeVisible();
  await axe('a key that lacks a right');
  await page.getByRole('button', { name: 'Check now: Vapi' }).click();
  await comes(readiness(page).getByText('can answer with'));
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('a ready number is proved again on request', { tag: '@no-js' }, async ({
  page,
  canAnswer,
  account,
  answering,
  sandbox,
  shot,
}) => {
  expect(await sandbox.numbers(account)).toContain(answering);
  await canAnswer();
  await shot(page, 'ready');
  await sandbox.calledBy(() => readiness(page).getByRole('button', { name: 'Check again' }).click(), account.twilio.sid);
  await canAnswer();
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});
