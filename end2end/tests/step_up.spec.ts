// A form that takes a proof of the last minutes: what was typed waits for it, with and without JavaScript.

import { expect, fill, test } from '../fixtures';
import { ACCOUNT, OPERATION, leaving, submit, arrives } from '../journey';
import { operator } from '../operator';

test('what was typed waits until the person has proved that it is them', { tag: ['@no-js', '@phone'] }, async ({
  page,
  go,
  ready,
  account,
  allowStatus,
}) => {
  allowStatus(403, 422);
  await go(ACCOUNT);
  operator('sessions', 'ask-proof', account.email);
  const changed = `another ${account.password}`;
  const form = page.locator('form[action="/rpc/account/change_password"]');
  await fill(form, { present: account.password, password: changed });
  await form.locator('[type="submit"]').click();
  await expect(page.getByRole('heading', { name: 'Is it still you?' })).toBeVisible();
  expect(await page.content(), 'nothing of it stands in the page').not.toContain(changed);
  await page.locator('[name="proof"]').fill('wrong horse battery');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText('neither your password')).toBeVisible();
  await page.locator('[name="proof"]').fill(account.password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL(`**${ACCOUNT}`);
  await ready();
  await expect(page.getByText('Your password is changed.').first()).toBeVisible();
});

test('a double click on the page that asks for a proof signs nobody out', { tag: ['@no-js'] }, async ({
  page,
  go,
  connected,
  allowStatus,
}) => {
  allowStatus(403);
  await go(leaving('vapi'));
  operator('sessions', 'ask-proof', connected.email);
  await submit(page).click();
  await page.locator('[name="proof"]').fill(connected.password);
  await page.getByRole('button', { name: 'Go on' }).dblclick();
  await arrives(page, OPERATION);
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(connected.email).first()).toBeVisible();
});
