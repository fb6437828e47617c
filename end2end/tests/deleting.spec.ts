// An organisation whose owner asks for its deletion, and takes it back.

import { expect, field, signIn, test } from '../fixtures';
import { AGENTS, INTEGRATIONS, TEAM, heading } from '../journey';

test('an organisation is to be deleted, and its owner takes it back', { tag: ['@no-js', '@phone'] }, async ({
  page,
  elsewhere,
  go,
  ready,
  account,
  allowStatus,
  axe,
}) => {
  // The pages of an organisation that rests are refused; so is a form with a wrong name.
  allowStatus(403, 422);
  await go(TEAM);
  const danger = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Delete the organisation' }) }).last();
  await field(danger, 'org_name').fill('Another bakery');
  await danger.getByRole('button', { name: 'Delete the organisation' }).click();
  await expect(page.getByText('This is not the name of the organisation.')).toBeVisible();
  await ready();
  await axe('another name than the organisation has');
  await field(page.locator('form[action$="team/delete"]'), 'org_name').fill(account.organisation);
  await page.getByRole('button', { name: 'Delete the organisation' }).click();
  await expect(heading(page)).toHaveText('Your organisation is to be deleted');
  await ready();
  await axe('an organisation that is to be deleted');

  await go('/login', elsewhere);
  await signIn(elsewhere, account);
  await elsewhere.waitForURL(`**${INTEGRATIONS}`);
  await expect(heading(elsewhere)).toHaveText('Your organisation is to be deleted');

  await page.getByRole('button', { name: 'Take the deletion back' }).click();
  await expect(heading(page)).toHaveText('Team');
  await go(AGENTS, elsewhere);
  await expect(heading(elsewhere)).toHaveText('Agents');
});
