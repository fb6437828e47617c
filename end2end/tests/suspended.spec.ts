// An organisation that the operator suspends, and has go on.

import { expect, signIn, test } from '../fixtures';
import { ACCOUNT, AGENTS, INTEGRATIONS, heading } from '../journey';
import { operator } from '../operator';

const REASON = 'Unpaid since October, <b>see your mail</b>';

test('lesson 47: the sign-in to a suspended organisation says why, until it goes on', {
  tag: ['@no-js', '@phone'],
}, async ({ page, go, ready, account, elsewhere, allowStatus, axe }) => {
  allowStatus(403);
  operator('orgs', 'suspend', account.organisation, REASON);
  await go('/login', elsewhere);
  await signIn(elsewhere, account);
  await elsewhere.waitForURL(`**${INTEGRATIONS}`);
  await ready(elsewhere);
  await expect(heading(elsewhere)).toHaveText('Your organisation is suspended');
  await expect(elsewhere.getByText(REASON)).toBeVisible();
  await axe('a suspended organisation', elsewhere);
  await go(AGENTS);
  await expect(heading(page)).toHaveText('Your organisation is suspended');
  await go(ACCOUNT);
  await expect(page.locator('main').getByText(account.email)).toBeVisible();
  operator('orgs', 'resume', account.organisation);
  await go(AGENTS);
  await expect(heading(page)).toHaveText('Agents');
});
