// The main job, in any order of its steps.

import { expect, field, otherTwilio, test } from '../fixtures';
import {
  INTEGRATIONS,
  NEW_AGENT,
  PROVED,
  REFUSED_KEY,
  TWILIO,
  VAPI,
  bring,
  connectTwilio,
  connectVapi,
  connectedWord,
  follow,
  heading,
  inStep,
  makeAgent,
  openTimeline,
  pretty,
  readiness,
  save,
  saveVapi,
  step,
  typeApiKey,
  typeTwilio,
} from '../journey';

const checklist = 'First steps';

test('lesson 22, 56: from nothing to a number that can answer', { tag: ['@phone', '@no-js'] }, async ({
  page,
  go,
  comes,
  account,
  number,
  sandbox,
  allowStatus,
  axe,
}) => {
  allowStatus(422);
  const main = page.locator('main');

  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('Start by connecting Vapi');
  const steps = page.getByRole('navigation', { name: checklist });
  await expect(steps.getByRole('listitem')).toHaveCount(4);
  await expect(steps.getByRole('link', { name: /^Connect Vapi ?, next$/ })).toHaveAttribute('aria-current', 'step');
  await follow(readiness(page).getByRole('link', { name: 'Connect Vapi' }), VAPI);

  await saveVapi(page, go, REFUSED_KEY);
  await expect(field(page, 'key')).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page, 'key')).toHaveAccessibleDescription(/Invalid Vapi API key\./);
  await axe('a refused key');
  await go(VAPI);
  await expect(page.getByText('What is stored')).toHaveCount(0);

  await connectVapi(page, go, account);
  await expect(connectedWord(page)).toBeVisible();
  await expect(main.locator('dl').getByText('Checked').locator('xpath=..').locator('time')).toHaveAttribute(
    'datetime',
    /^\d{4}-\d\d-\d\dT/,
  );
  await expect(page.locator('body')).not.toContainText(account.vapiKey);

  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('Next, make an agent');
  await makeAgent(page, go);
  await comes(inStep(page));
  expect(await sandbox.assistants(account)).toHaveLength(1);

  await connectTwilio(page, go, account, pretty(number));
  await expect(page.locator('body')).not.toContainText(account.twilio.token);
  await openTimeline(page);
  await expect(heading(page)).toHaveText(`Bring ${pretty(number)} to Vapi`);
  await comes(main.getByText(PROVED));
  for (const title of [
    'Find it in the Twilio account',
    'Remember its current webhooks',
    'Place it at Vapi',
    'Prove that it can answer',
  ]) {
    await expect(step(page, title)).toHaveClass(/done/);
  }

  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText(`${pretty(number)} can answer with Reception`);
  await expect(page.getByRole('navigation', { name: checklist })).toHaveCount(0);
  const atVapi = await sandbox.vapiNumbers(account);
  const [assistant] = await sandbox.assistants(account);
  expect(atVapi.map((at) => [at.number, at.assistantId])).toEqual([[number, assistant?.id]]);
});

test('lesson 18: Twilio first, the agent last, and the number goes on by itself', async ({
  page,
  go,
  comes,
  canAnswer,
  account,
  number,
  sandbox,
  axe,
}) => {
  await connectTwilio(page, go, account, number);
  await openTimeline(page);
  const main = page.locator('main');
  await comes(main.getByText('Waiting for Vapi. Connect it, and this goes on by itself.'));
  await axe('an import that waits for Vapi');
  const timeline = page.url();
  await follow(main.getByRole('link', { name: 'Connect Vapi' }), VAPI);

  await connectVapi(page, go, account);
  await go(new URL(timeline).pathname);
  await comes(main.getByText(/^Waiting for an agent that is set up at Vapi\./));
  await follow(main.getByRole('link', { name: 'Make an agent' }), NEW_AGENT);

  await makeAgent(page, go);
  await canAnswer();
  await expect(readiness(page)).toContainText(`${pretty(number)} can answer with Reception`);
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
});

test('lesson 20: an agent first: it is set up at Vapi once Vapi is connected', async ({
  page,
  go,
  comes,
  account,
  sandbox,
}) => {
  const agent = await makeAgent(page, go, 'Night desk');
  const main = page.locator('main');
  await expect(main.locator('.page-head').getByText('Not in step')).toBeVisible();
  await expect(main.getByRole('link', { name: 'Connect Vapi' })).toBeVisible();
  await connectVapi(page, go, account);
  await go(agent);
  await comes(inStep(page));
  expect((await sandbox.assistants(account)).map(({ name }) => name)).toEqual(['Night desk']);
});

test('lesson 34: the number that is picked is the one that comes', { tag: '@no-js' }, async ({
  page,
  go,
  canAnswer,
  prepared: account,
  sandbox,
}) => {
  const all = await sandbox.twilioNumbers(account);
  const [, second] = all.filter(({ voice }) => voice);
  const textOnly = all.find(({ voice }) => !voice);
  await connectTwilio(page, go, account);
  await follow(page.locator('main').getByRole('link', { name: 'Choose a number' }).first(), '?choose=1');
  await expect(page.getByRole('radio', { name: pretty(textOnly?.phone_number ?? '') })).toBeDisabled();
  await page.getByRole('radio', { name: pretty(second?.phone_number ?? '') }).check();
  await follow(bring(page), TWILIO);
  await canAnswer();
  await expect(readiness(page)).toContainText(pretty(second?.phone_number ?? ''));
  expect((await sandbox.vapiNumbers(account)).map((at) => at.number)).toEqual([second?.phone_number]);
});

test('lesson 41: all sixty numbers of an account can be chosen', async ({ page, go, account }) => {
  await connectTwilio(page, go, otherTwilio(account, '2'.repeat(32)));
  await go(`${TWILIO}?choose=1`);
  await expect(page.locator('[name="form[picked]"]')).toHaveCount(60);
});

test('an API key signs in to Twilio, and the number comes over', { tag: '@no-js' }, async ({
  page,
  go,
  canAnswer,
  prepared: account,
  number,
  axe,
}) => {
  await go(TWILIO);
  await expect(field(page, 'api_key_sid')).toBeHidden();
  await typeApiKey(page, account);
  await axe('the fields of an API key');
  await typeTwilio(page, account, number);
  await save(page).click();
  await expect(connectedWord(page)).toBeVisible();
  await canAnswer();
});
