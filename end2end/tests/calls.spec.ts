// Calls: one that somebody makes at the simulator, while it goes on and after it.

import { expect, field, test } from '../fixtures';
import { CALLS, SANDBOX, heading, press, pretty } from '../journey';

test('a call shows while it goes on, and what was said stays', { tag: '@phone' }, async ({ page, go, axe, answering: number }) => {
  await go(SANDBOX);
  await field(page, 'called').selectOption(number);
  await field(page, 'talk').fill('3');
  await field(page, 'script').fill('> Good morning\n< I am late');
  await press(page.locator('main').getByRole('button', { name: 'Call', exact: true }), 'sandbox/call');
  await go(CALLS);
  const main = page.locator('main');
  const call = main.getByRole('listitem').filter({ hasText: pretty(number) });
  await expect(call).toContainText('Answered');
  await call.getByRole('link').first().click();
  await expect(heading(page)).toContainText('+1');
  await expect(main.getByRole('listitem').filter({ hasText: 'I am late' })).toBeVisible();
  await expect(main).toContainText('The caller hung up.');
  await expect(main.locator('audio')).toBeVisible();
  await axe('a call');
});
