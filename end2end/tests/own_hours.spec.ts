// An agent has hours and services of its own, which are chosen on a page of its own and offered by hand too.

import { expect, field, test } from '../fixtures';
import { BOOK, BOOKING, follow, heading, idOf, ownHours } from '../journey';

test('an agent has hours and services of its own', { tag: ['@no-js', '@phone'] }, async ({ page, go, ready, axe, setUp, agent, allowStatus }) => {
  allowStatus(422);
  const main = page.locator('main');
  await go(ownHours(agent));
  await expect(main).toContainText('Nothing can be booked yet');
  await setUp.service();
  await go(agent);
  await follow(main.getByRole('link', { name: 'Hours and services' }), ownHours(agent));
  await ready();
  await expect(heading(page)).toHaveText('Bookings through Reception');
  const hours = main.locator('form[action$="/appointments/agent_hours"]');
  const services = main.locator('form[action$="/appointments/agent_services"]');
  await expect(field(hours, 'monday')).toBeHidden();
  await hours.getByRole('radio', { name: /^Hours of its own/ }).check();
  await expect(field(hours, 'monday')).toHaveValue('0:00–24:00');
  await field(hours, 'monday').fill('9 to 5');
  await hours.getByRole('button', { name: 'Save' }).click();
  await expect(field(hours, 'monday')).toHaveAccessibleDescription(/Hours in their order/);
  await expect(field(hours, 'monday')).toHaveValue('9 to 5');
  await axe('hours of an agent that are refused');
  await field(hours, 'monday').fill('18h-22h');
  await hours.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved for this agent.').first()).toBeVisible();
  await go(ownHours(agent));
  await expect(field(hours, 'monday')).toHaveValue('18:00–22:00');

  await services.getByRole('radio', { name: /^Some services/ }).check();
  await services.getByRole('checkbox', { name: 'Consultation' }).uncheck();
  await services.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved for this agent.').first()).toBeVisible();
  await ready();
  await expect(services.getByRole('checkbox', { name: 'Consultation' })).not.toBeChecked();
  await axe('services that an agent offers');

  await go(BOOKING);
  await expect(main.getByRole('listitem').filter({ hasText: 'Reception' })).toContainText('Some services');
  await go(BOOK);
  await main.getByLabel('Hours').selectOption({ label: 'Reception' });
  await expect(main.getByLabel('Hours')).toHaveValue(idOf(agent));
});
