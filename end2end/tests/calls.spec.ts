// Calls: one that somebody makes at the simulator, while it goes on and after it; the people who call.

import { expect, field, test } from '../fixtures';
import { CALLS, CONTACTS, NEW_CONTACT, SANDBOX, follow, heading, press, pretty } from '../journey';

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

test('the first contact is added from the empty list', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, account: _ }) => {
  await go(CONTACTS);
  await follow(page.locator('main').getByRole('link', { name: 'Add a contact' }), NEW_CONTACT);
  await ready();
  await field(page, 'name').fill('Ben Tan');
  await field(page, 'phone').fill('+41 21 555 01 42');
  await page.locator('main form [type="submit"]').click();
  await expect(heading(page)).toHaveText('Ben Tan');
  await go(CONTACTS);
  await expect(page.locator('main').getByRole('link', { name: 'Ben Tan' })).toBeVisible();
});
