// A platform admin makes a tenant, and its first owner comes.

import { expect, field, newAccount, signUp, test } from '../fixtures';
import { INTEGRATIONS, TENANTS, follow, heading } from '../journey';
import { adminLink } from '../operator';

test('a tenant is made, and its invited owner accepts', { tag: '@no-js' }, async ({
  page,
  elsewhere,
  go,
  ready,
  somebody,
  setUp,
  axe,
}) => {
  const owner = newAccount();
  const name = `Lakeside ${owner.organisation}`;
  await setUp.join(adminLink(somebody.email), somebody);
  await go(TENANTS);
  await follow(page.getByRole('link', { name: 'New tenant' }), `${TENANTS}/new`);
  await ready();
  await axe('a new tenant');
  await field(page, 'org_name').fill(name);
  await field(page, 'email').fill(owner.email);
  await field(page, 'channel').selectOption('link');
  await field(page, 'language').selectOption('en');
  await page.getByRole('button', { name: 'Make the tenant' }).click();
  await expect(heading(page)).toHaveText(name);
  await ready();
  await expect(page.getByText('Owner invited, not here yet')).toBeVisible();
  await axe('a tenant whose owner is invited');
  const { pathname } = new URL(await page.locator('code.address').innerText());
  const tenant = new URL(page.url()).pathname;

  await go('/signup', elsewhere);
  await signUp(elsewhere, owner);
  await elsewhere.waitForURL(`**${INTEGRATIONS}`);
  await go(pathname, elsewhere);
  await follow(elsewhere.getByRole('button', { name: 'Accept the invitation' }), INTEGRATIONS);
  await expect(elsewhere.locator('.sidebar a.boxed')).toContainText(name);

  await go(tenant);
  await expect(page.locator('main').getByText(owner.email)).toBeVisible();
  await expect(page.getByText('Owner invited, not here yet')).toBeHidden();
});
