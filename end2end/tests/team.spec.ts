// The people of an organisation, and the organisations of a person.

import { expect, field, newAccount, signUp, test } from '../fixtures';
import { ACCOUNT, AGENTS, INTEGRATIONS, INVITATIONS, ORGANISATIONS, TEAM, follow, heading } from '../journey';

test('lesson 48: another organisation, and back to the same page', { tag: '@no-js' }, async ({
  page,
  go,
  ready,
  account,
  axe,
}) => {
  await go(AGENTS);
  await page.locator('.sidebar a.boxed').click();
  await page.waitForURL(`**${ORGANISATIONS}?back=${AGENTS}`);
  await ready();
  await expect(heading(page)).toHaveText('Your organisations');
  await axe('the organisations of a person');
  await field(page, 'org_name').fill('Annex');
  await follow(page.getByRole('button', { name: 'Make organisation' }), INTEGRATIONS);
  await expect(page.getByText('The organisation is made, and you are its owner.')).toBeVisible();
  await expect(page.locator('.sidebar a.boxed')).toContainText('Annex');

  await go(`${ORGANISATIONS}?back=${AGENTS}`);
  await follow(page.getByRole('button', { name: `Go to ${account.organisation}` }), AGENTS);
  await expect(page.locator('.sidebar a.boxed')).toContainText(account.organisation);
});

const WORDS = {
  en: {
    inviteSomebody: 'Invite somebody',
    invite: 'Invite',
    made: 'The invitation is made.',
    signIn: 'Sign in',
    accept: 'Accept the invitation',
    none: 'No open invitations',
  },
  fr: {
    inviteSomebody: 'Inviter quelqu’un',
    invite: 'Inviter',
    made: 'L’invitation est créée.',
    signIn: 'Se connecter',
    accept: 'Accepter l’invitation',
    none: 'Aucune invitation en attente',
  },
};

for (const lang of ['en', 'fr'] as const) {
  test.describe(lang, () => {
    test.use({ locale: lang === 'fr' ? 'fr-FR' : 'en-US' });

    test('lesson 48: two people in one organisation, by a link that one passes on', { tag: '@no-js' }, async ({
      page,
      elsewhere,
      go,
      ready,
      comes,
      account,
      axe,
    }) => {
      const t = WORDS[lang];
      const ben = newAccount();
      await go(TEAM);
      await follow(page.locator('main').getByRole('link', { name: t.inviteSomebody }), INVITATIONS);
      await ready();
      await field(page, 'email').fill(ben.email);
      await field(page, 'channel').selectOption('link');
      await page.getByRole('button', { name: t.invite, exact: true }).click();
      await expect(page.getByText(t.made)).toBeVisible();
      await ready();
      const { pathname } = new URL(await page.locator('code.address').innerText());
      expect(pathname).toContain('/link/');
      await axe('an invitation, and its link this once');

      await go(pathname, elsewhere);
      await expect(elsewhere.locator('main').getByText(ben.email).first()).toBeVisible();
      await expect(elsewhere.getByRole('link', { name: t.signIn, exact: true })).toBeVisible();
      await axe('an invitation that proves no address', elsewhere);
      await go('/signup', elsewhere);
      await signUp(elsewhere, ben);
      await elsewhere.waitForURL(`**${INTEGRATIONS}`);
      await go(pathname, elsewhere);
      await axe('an invitation for whoever is signed in', elsewhere);
      await follow(elsewhere.getByRole('button', { name: t.accept }), INTEGRATIONS);
      await expect(elsewhere.locator('.sidebar a.boxed')).toContainText(account.organisation);

      await comes(page.getByRole('heading', { name: t.none }));
      await go(TEAM);
      await expect(page.locator('main').getByText(ben.email).first()).toBeVisible();
    });
  });
}

test('the team, one of it, and what each role may do', { tag: ['@no-js', '@phone'] }, async ({
  page,
  go,
  ready,
  account,
  axe,
}) => {
  await go(TEAM);
  await axe('the team');
  await follow(page.locator('main').getByRole('link', { name: 'What each role may do' }), `${TEAM}/roles`);
  await ready();
  await axe('the roles');
  await go(TEAM);
  await page.locator('main').getByRole('link', { name: account.name }).click();
  await page.waitForURL(`**${TEAM}/*`);
  await ready();
  await expect(page.getByText('Nobody else is an owner of this organisation.')).toBeVisible();
  await axe('the only owner');
});

test('a tab of the former organisation says so, and changes nothing', async ({
  page,
  context,
  go,
  account,
  allowStatus,
}) => {
  // What the tab asks for in the name of the former organisation is refused.
  allowStatus(409);
  await go(AGENTS);
  const other = await context.newPage();
  await go(ORGANISATIONS, other);
  await field(other, 'org_name').fill('Annex');
  await follow(other.getByRole('button', { name: 'Make organisation' }), INTEGRATIONS);
  await expect(page.getByText('In another tab you have gone on in another organisation.')).toBeVisible();
  await page.getByRole('link', { name: 'Reload' }).click();
  await expect(page.locator('.sidebar a.boxed')).toContainText('Annex');
  await go(ACCOUNT, other);
  await expect(other.locator('main').getByText(account.email)).toBeVisible();
});
