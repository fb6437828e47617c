// Google Calendar: the way to the consent and back, as somebody clicks through it.

import { expect, test } from '../fixtures';
import { agree, toGoogle } from '../google';
import { GOOGLE, INTEGRATIONS } from '../journey';

test('somebody connects a calendar, chooses one, and disconnects @no-js @phone', async ({
  page,
  go,
  ready,
  comes,
  account,
  axe,
}) => {
  const email = account.email;
  await go(GOOGLE);
  await expect(page.locator('main')).toContainText('/integrations/google/callback');
  await axe('Google Calendar, before anything is connected');
  await toGoogle(page);
  await agree(page, email);
  await ready();
  const main = page.locator('main');
  await expect(main).toContainText(email);
  await axe('Google Calendar, connected');
  await page.getByLabel('Calendar for appointments').selectOption({ label: 'Team' });
  await page.getByRole('button', { name: 'Use this calendar' }).click();
  await comes(main.locator('.facts').getByText('Team'));
  await page.getByRole('link', { name: /^Disconnect/ }).click();
  await page.waitForURL(/\/disconnect$/);
  await expect(main).toContainText('AVA’s access is taken back there');
  await page.getByRole('button', { name: 'Disconnect Google Calendar' }).click();
  await comes(main.getByText('Taken back; Google lets AVA in no more'));
});

test('each box left unticked is named, and connecting again helps @no-js', async ({
  page,
  go,
  ready,
  account,
}) => {
  await go(GOOGLE);
  await toGoogle(page);
  await page.getByLabel('calendar.calendarlist.readonly').uncheck();
  await page.getByLabel('calendar.events.owned').uncheck();
  await agree(page, account.email);
  await ready();
  const main = page.locator('main');
  const named = 'write appointments into your calendars and see the list of your calendars were left unticked';
  await expect(main).toContainText(named);
  await expect(page.getByRole('link', { name: /^Disconnect/ })).toBeVisible();
  await toGoogle(page, 'Connect again');
  await agree(page, account.email);
  await ready();
  await expect(main).not.toContainText(named);
  await go(INTEGRATIONS);
  await expect(page.locator('.service', { hasText: 'Google Calendar' })).toContainText('Connected');
});

test('who says no at Google is back on the page, and reads why nothing was connected @no-js', async ({
  page,
  go,
  ready,
  account: _,
}) => {
  await go(GOOGLE);
  await toGoogle(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.waitForURL(`**${GOOGLE}`);
  await ready();
  await expect(page.locator('main')).toContainText('Access was declined at Google');
  await expect(page.getByRole('button', { name: 'Connect Google Calendar' })).toBeVisible();
});
