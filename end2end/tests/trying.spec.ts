// An agent is tried before callers do: in writing, and by a call to one's own phone; and the way in for
// events.

import { expect, field, test } from '../fixtures';
import { CALLS, OPERATION, VAPI, follow, heading } from '../journey';

const PHONE = '+33612345678';

test('an agent is tried in writing', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, axe, sandbox, connected, agentAtVapi, allowStatus }) => {
  allowStatus(502);
  const main = page.locator('main');
  await go(agentAtVapi);
  await follow(main.getByRole('link', { name: 'Try it' }), `${agentAtVapi}/try`);
  await ready();
  await expect(heading(page)).toHaveText('Try Reception');
  const say = async (text: string) => {
    await field(page, 'said').fill(text);
    await main.getByRole('button', { name: 'Say it' }).click();
  };
  await say('Are you open?');
  await expect(main.getByRole('listitem').filter({ hasText: 'You said: Are you open?' })).toBeVisible();
  await expect(main).toContainText('So far 0.0012 US dollars.');
  await expect(field(page, 'said')).toHaveValue('');
  await axe('a conversation with an agent');
  await sandbox.fault({ provider: 'vapi', scope: connected.vapiKey, kind: 'server_error', path_contains: '/chat' });
  await say('And tomorrow?');
  await expect(main.getByRole('alert').first()).toBeVisible();
  await expect(field(page, 'said')).toHaveValue('And tomorrow?');
  await main.getByRole('button', { name: 'Say it' }).click();
  await expect(main.getByRole('listitem').filter({ hasText: 'You said: And tomorrow?' })).toBeVisible();
  await main.getByRole('button', { name: 'Begin another conversation' }).click();
  await expect(main).toContainText('Nobody has said anything yet.');
});

test('an agent rings a phone once that is confirmed', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, axe, comes, sandbox, account, agent, answering: _, allowStatus }) => {
  allowStatus(422);
  const main = page.locator('main');
  await go(`${agent}/try`);
  await field(page, 'number').fill('+33 899 12 34 56');
  await main.getByRole('button', { name: 'Read me the code' }).click();
  await expect(field(page, 'number')).toHaveAccessibleDescription(/AVA rings fixed lines and mobiles only/);
  await field(page, 'number').fill('+33 6 12 34 56 78');
  await main.getByRole('button', { name: 'Read me the code' }).click();
  await expect(field(page, 'code')).toBeVisible();
  await axe('a phone that waits for its code');
  await field(page, 'code').fill(await sandbox.code(account, PHONE));
  await main.getByRole('button', { name: 'Confirm the phone' }).click();
  await expect(main).toContainText('talks for 5 minutes at most');
  await axe('a phone that is confirmed');
  await main.getByRole('button', { name: 'Call me', exact: true }).click();
  await page.waitForURL(`**${CALLS}/*`);
  await ready();
  await expect(heading(page)).toContainText('33');
  await expect(main).toContainText('Outgoing');
  await comes(main.getByRole('listitem').filter({ hasText: 'Hello?' }), 30);
});

test('the way in is checked, and its address made anew', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, comes, agentAtVapi: _ }) => {
  const main = page.locator('main');
  await go(VAPI);
  await main.getByRole('button', { name: 'Check the way in' }).click();
  await expect(main).toContainText('The event came back here');
  const address = main.locator('.masked').filter({ hasText: '/hooks/vapi/' });
  const former = await address.textContent();
  await main.getByRole('button', { name: 'Make another address' }).click();
  await page.waitForURL(`**${OPERATION}`);
  await ready();
  await comes(main.getByText('It no longer answers; every assistant has the new one'));
  await go(VAPI);
  await expect(address).not.toHaveText(former ?? '');
});
