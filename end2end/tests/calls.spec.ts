// Calls: one that somebody makes at the simulator, while it goes on and after it; the people who call.

import { expect, field, test } from '../fixtures';
import { CALLS, CONTACTS, FIGURES, IMPORT_CONTACTS, NEW_CONTACT, RETENTION, SANDBOX, follow, heading, press, pretty, submit } from '../journey';

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
  await submit(page).click();
  await expect(heading(page)).toHaveText('Ben Tan');
  await go(CONTACTS);
  await expect(page.locator('main').getByRole('link', { name: 'Ben Tan' })).toBeVisible();
});

test('calls are counted, and their list is a file', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, setUp, answering: number }) => {
  await setUp.call(number);
  await go(CALLS);
  const main = page.locator('main');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    main.getByRole('link', { name: 'As CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^calls-.*\.csv$/);
  await follow(main.getByRole('link', { name: 'Figures' }), FIGURES);
  await ready();
  await expect(heading(page)).toHaveText('Figures of calls');
  await main.getByRole('link', { name: '7 days' }).click();
  await expect(main.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'page');
  await expect(main).toContainText('1 (100 %)');
  await main.getByText('As a table').click();
  // Narrow tables show no heads.
  await expect(main.getByRole('row').filter({ hasText: 'Reception' }).first()).toBeVisible();
});

test('how long calls are kept is chosen', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, account: _, allowStatus }) => {
  allowStatus(422);
  await go(RETENTION);
  await field(page, 'recording').fill('soon');
  await submit(page).click();
  await expect(field(page, 'recording')).toHaveAccessibleDescription(/A whole number, from 1 to 3650\./);
  await expect(field(page, 'recording')).toHaveValue('soon');
  await field(page, 'recording').fill('30');
  await submit(page).click();
  await expect(page.locator('body')).toContainText('Saved. What is older goes within minutes.');
  await go(RETENTION);
  await ready();
  await expect(field(page, 'recording')).toHaveValue('30');
  await expect(field(page, 'call')).toHaveValue('');
});

test('whoever calls is a contact, with the call and a score', { tag: '@no-js' }, async ({ page, go, axe, setUp, answering: number }) => {
  await setUp.call(number);
  await go(CONTACTS);
  const main = page.locator('main');
  await main.getByRole('listitem').getByRole('link').first().click();
  await expect(heading(page)).toContainText('+1');
  await expect(main).toContainText('of 100');
  await expect(main.getByRole('listitem').filter({ hasText: 'Answered' })).toBeVisible();
  await axe('a contact who called');
});

// As a spreadsheet saves it: semicolons, and a byte for each letter.
const LIST = Buffer.from('Nom;T\xe9l\xe9phone\r\n\xc9lodie Roux;+33 1 84 88 00 12\r\nBen;12\r\n', 'latin1');

for (const [locale, words] of Object.entries({
  'en-US': { import: 'Import contacts', look: 'Look at the list', refused: 'Refused', start: 'Import one row', done: 'Imported.' },
  'fr-FR': { import: 'Importer des contacts', look: 'Voir la liste', refused: 'Refusée', start: 'Importer une ligne', done: 'Import terminé.' },
})) {
  test.describe(locale, () => {
    test.use({ locale });

    test('a list of contacts is looked at and then imported', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, axe, account: _ }) => {
      const main = page.locator('main');
      await go(CONTACTS);
      await follow(main.getByRole('link', { name: words.import }), IMPORT_CONTACTS);
      await ready();
      await axe('bringing a list');
      await page.locator('#contact-list').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: LIST });
      await main.getByRole('button', { name: words.look }).click();
      await page.waitForURL(`**${IMPORT_CONTACTS}?list=*`);
      await ready();
      await expect(main.getByRole('listitem').filter({ hasText: 'Élodie Roux' })).toBeVisible();
      await expect(main.getByRole('listitem').filter({ hasText: 'Ben' })).toContainText(words.refused);
      await axe('a list that is looked at');
      await main.getByRole('button', { name: words.start }).click();
      await expect(main).toContainText(words.done);
      await go(CONTACTS);
      await expect(main.getByRole('link', { name: 'Élodie Roux' })).toBeVisible();
    });
  });
}
