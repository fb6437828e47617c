// Another secret, and another account: the new one is carried to every holder of a copy,
// and nothing of the former is left.

import { expect, field, newAccount, otherTwilio, test } from '../fixtures';
import {
  INTEGRATIONS,
  NUMBERS,
  OPERATION,
  OPERATIONS,
  TAKEN_BACK,
  TWILIO,
  cleanUps,
  connectTwilio,
  follow,
  heading,
  leaving,
  openReplace,
  press,
  pretty,
  readiness,
  replaceVapi,
  rows,
  save,
  step,
  storedTwilio,
  storedVapi,
  typeApiKey,
  typeTwilio,
} from '../journey';

test('one button replaces the Auth Token, and Vapi has the new one', { tag: '@no-js' }, async ({
  page,
  go,
  comes,
  account,
  answering: _,
  canAnswer,
  sandbox,
  axe,
}) => {
  await go(TWILIO);
  await axe('the button for another Auth Token');
  await follow(page.getByRole('button', { name: 'Replace the Auth Token' }), OPERATION);
  await expect(heading(page)).toHaveText('Give Twilio another Auth Token');
  await comes(page.locator('main').getByText('Done', { exact: true }));
  const [held] = await sandbox.vapiNumbers(account);
  expect(held?.twilioAuthToken).toBeTruthy();
  expect(held?.twilioAuthToken).not.toBe(account.twilio.token);
  await canAnswer();
});

test('a new secret is carried to Vapi, and the page says so until it is there', async ({
  page,
  go,
  ready,
  comes,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  const { sid, token } = account.twilio;
  expect((await sandbox.vapiNumbers(account))[0]?.twilioAuthToken).toBeTruthy();
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_before', method: 'PATCH', path_contains: 'phone-number' });
  await go(TWILIO);
  await openReplace(page);
  await typeApiKey(page, account);
  await save(page).click();
  await sandbox.held(account.vapiKey);
  await go(INTEGRATIONS);
  const line = cleanUps(page);
  await expect(line).toContainText('Vapi is getting the new Twilio key: no number has it yet.');
  await axe('a key that is carried');
  await line.getByRole('link', { name: 'See the steps' }).click();
  await expect(heading(page)).toHaveText('Carry the new Twilio key to Vapi');
  await ready();
  await expect(main.locator('.step')).toContainText([`Give Vapi the new key for ${pretty(number)}`]);
  await axe('the steps of a key that is carried');
  await sandbox.release(account.vapiKey);
  await comes(main.getByText('Done', { exact: true }));
  await expect(main.locator('.step')).toContainText(['Vapi has the key, and still holds the Auth Token that it was given before.']);
  const [carried] = await sandbox.vapiNumbers(account);
  expect(carried).toMatchObject({ twilioAccountSid: sid, twilioApiKey: `SK${token}` });
  // No request takes the token back, so the card says so.
  expect(carried?.twilioAuthToken).toBe(token);
  await go(TWILIO);
  await expect(main).toContainText('For one number, Vapi still holds the Auth Token that it was given before');
  await axe('a token that stays at Vapi');
  await go(INTEGRATIONS);
  await expect(line).toHaveCount(0);
  await expect(readiness(page)).toContainText('can answer with');
});

test('Vapi gets a key of its own, the token instead on request, and the key is revoked', async ({
  page,
  go,
  ready,
  comes,
  canAnswer,
  prepared: account,
  number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  const choice = page.getByRole('checkbox', { name: 'Give Vapi an API key of its own' });
  const gets = main.locator('dl').getByText('Vapi gets').locator('xpath=..');
  await go(TWILIO);
  await expect(choice).toBeChecked();
  await expect(choice).toHaveAccessibleDescription(/^Vapi then never gets your Auth Token/);
  await connectTwilio(page, go, account, number);
  await canAnswer();
  const [made] = await sandbox.keys(account);
  await go(TWILIO);
  await expect(gets).toContainText(`a key of its own, SK•••• ${made?.slice(-4)}, made`);
  await axe('a key of its own');
  const [own] = await sandbox.vapiNumbers(account);
  expect(own?.twilioApiKey).toBe(made);
  expect(own?.twilioAuthToken).toBeUndefined();

  // The choice is taken back, and made again.
  await openReplace(page);
  await choice.uncheck();
  await save(page).click();
  await expect(gets).toContainText('your Auth Token');
  await expect.poll(() => sandbox.keys(account), { message: 'the key is revoked once Vapi has the token' }).toEqual([]);
  expect((await sandbox.vapiNumbers(account))[0]?.twilioAuthToken).toBe(account.twilio.token);
  await go(TWILIO);
  await openReplace(page);
  await expect(choice).not.toBeChecked();
  await choice.check();
  await save(page).click();
  await comes(gets.getByText('a key of its own'));
  await expect.poll(async () => (await sandbox.vapiNumbers(account))[0]?.twilioApiKey).toMatch(/^SK/);

  await go(leaving('twilio'));
  await expect(main).toContainText('The API key that Vapi had is revoked.');
  await ready();
  await page.getByRole('button', { name: 'Disconnect Twilio' }).click();
  await comes(main.getByText(TAKEN_BACK));
  await expect(step(page, 'Revoke Vapi’s key at Twilio')).toContainText('Revoked at Twilio.');
  expect(await sandbox.keys(account)).toEqual([]);
});

test('lesson 32: another Twilio account is refused, then agreed to, and nothing of the former is left', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  comes,
  canAnswer,
  setUp,
  account,
  untouched,
  answering: number,
  sandbox,
  allowStatus,
  javaScriptEnabled,
  axe,
}) => {
  allowStatus(409);
  const other = otherTwilio(account);
  const main = page.locator('main');
  await go(TWILIO);
  await openReplace(page);
  await typeTwilio(page, other);
  await save(page).click();
  await expect(main.getByRole('alert')).toContainText('These credentials belong to another Twilio account than the one connected.');
  const agreed = page.getByRole('checkbox', { name: 'Switch to this account' });
  await expect(agreed).toHaveAccessibleDescription(/^AVA removes the numbers of the former account, takes them out of Vapi/);
  await ready();
  await expect(field(page, 'account_sid')).toHaveValue(other.twilio.sid);
  await axe('another account');
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);

  // A secret never comes back from the server.
  await expect(field(page, 'auth_token')).toHaveValue(javaScriptEnabled ? other.twilio.token : '');
  await field(page, 'auth_token').fill(other.twilio.token);
  await agreed.check();
  await save(page).click();
  await expect(storedTwilio(page, other)).toBeVisible();
  await expect(main).not.toContainText(pretty(number));
  await go(NUMBERS);
  await expect(main).toContainText('No number yet');
  await go(OPERATIONS);
  await main.getByRole('link', { name: 'Disconnect Twilio' }).click();
  await comes(main.getByText('Done', { exact: true }));
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.twilioNumbers(account)).toEqual(untouched);

  // Its numbers can be chosen at once.
  const [first = ''] = await sandbox.numbers(other);
  await setUp.number(first);
  await canAnswer();
  await expect(readiness(page)).toContainText(`${pretty(first)} can answer with Reception`);
});

test('another account is refused for good without the tick', async ({ page, go, account, answering: number, sandbox, allowStatus }) => {
  allowStatus(409);
  const other = otherTwilio(account);
  const main = page.locator('main');
  await go(TWILIO);
  for (let tries = 0; tries < 2; tries += 1) {
    if (tries === 0) await openReplace(page);
    await typeTwilio(page, other);
    // The second time, the page says what the first answer was until there is another.
    expect((await press(save(page), 'integrations/save-twilio')).status()).toBe(409);
    await expect(main.getByRole('alert')).toBeVisible();
  }
  await go(TWILIO);
  await expect(storedTwilio(page, account)).toBeVisible();
  await go(NUMBERS);
  await expect(rows(page)).toContainText([pretty(number)]);
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('lesson 32: another Vapi organisation gets the agents and the numbers, and the former keeps nothing', async ({
  page,
  go,
  ready,
  canAnswer,
  account,
  answering: number,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(409);
  const { vapiKey } = newAccount();
  const there = { ...account, vapiKey };
  // Its organisation shows once it has an assistant.
  await sandbox.makeAtVapi(there, 'assistant', { name: 'Theirs' });
  const main = page.locator('main');
  await replaceVapi(page, go, vapiKey);
  await expect(main.getByRole('alert')).toContainText('These credentials belong to another Vapi account than the one connected.');
  await ready();
  const agreed = page.getByRole('checkbox', { name: 'Switch to this account' });
  await expect(agreed).toHaveAccessibleDescription(/sets up your agents and brings your numbers in the new one\. A number without an agent stays yours, without one\.$/);
  await axe('another organisation');
  await agreed.check();
  await save(page).click();
  await expect(storedVapi(page, there)).toBeVisible();
  await canAnswer(30);
  await expect(readiness(page)).toContainText(`${pretty(number)} can answer with Reception`);
  expect(await sandbox.vapiNumbers(account)).toEqual([]);
  expect(await sandbox.assistants(account)).toEqual([]);
  expect((await sandbox.assistants(there)).map(({ name }) => name).sort()).toEqual(['Reception', 'Theirs']);
  expect((await sandbox.vapiNumbers(there)).map((at) => at.number)).toEqual([number]);
});
