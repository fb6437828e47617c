// A platform admin's day: from the overview to one tenant, its limits, a suspension, and acting for it.

import { expect, fill, newAccount, signUp, test } from '../fixtures';
import { AGENTS, INTEGRATIONS, PLATFORM, PLATFORM_LOG, TEAM, TENANTS, follow, heading, submit } from '../journey';
import { adminLink, orgId } from '../operator';

const REASON = 'Ticket 7: <b>no calls</b> arrive';

const WORDS = {
  en: {
    overview: 'Overview',
    tenants: 'Tenants',
    limit: 'Set limit',
    own: 'for this tenant',
    suspend: 'Suspend the tenant',
    resume: 'Resume',
    act: 'Act for the tenant',
    required: 'Fill this in.',
    acting: 'Acting for an organisation',
    left: /\d+ minutes left/,
    end: /^End/,
    agents: 'Agents',
    log: 'Platform’s log',
    began: 'Began to act for a tenant',
  },
  fr: {
    overview: 'Vue d’ensemble',
    tenants: 'Clients',
    limit: 'Fixer la limite',
    own: 'pour ce client',
    suspend: 'Suspendre le client',
    resume: 'Reprendre',
    act: 'Agir pour le client',
    required: 'Remplissez ce champ.',
    acting: 'Action pour une organisation',
    left: /Encore \d+\sminutes/,
    end: /^Terminer/,
    agents: 'Agents',
    log: 'Journal de la plateforme',
    began: 'A commencé à agir pour un client',
  },
};

for (const lang of ['en', 'fr'] as const) {
  test.describe(lang, () => {
    test.use({ locale: lang === 'fr' ? 'fr-FR' : 'en-US' });

    test('a platform admin finds a tenant, suspends it, and acts for it', { tag: ['@no-js'] }, async ({
      page,
      go,
      ready,
      setUp,
      somebody,
      elsewhere,
      allowStatus,
      axe,
    }) => {
      allowStatus(403, 422);
      const t = WORDS[lang];
      const tenant = newAccount();
      await go('/signup', elsewhere);
      await signUp(elsewhere, tenant);
      await elsewhere.waitForURL(`**${INTEGRATIONS}`);
      await setUp.join(adminLink(somebody.email), somebody);
      const path = `${TENANTS}/${orgId(tenant.organisation)}`;

      await go(path);
      await page.locator('[name="form[quota]"]').selectOption('agents');
      await fill(page, { most: '2' });
      await page.getByRole('button', { name: t.limit }).click();
      await expect(page.getByRole('cell', { name: t.own })).toHaveCount(1);

      // The list has at once what an admin did to a tenant; what tenants do themselves it has within a minute.
      await go(PLATFORM);
      await expect(heading(page)).toHaveText(t.overview);
      await follow(page.getByRole('link', { name: t.tenants, exact: true }).first(), TENANTS);
      await ready();
      await page.locator('input[name="search"]').fill(tenant.organisation);
      await submit(page).click();
      await page.waitForURL(/[?&]search=/);
      await page.getByRole('link', { name: tenant.organisation }).click();
      await page.waitForURL(`**${path}`);
      await ready();
      await expect(heading(page)).toHaveText(tenant.organisation);

      const suspension = page.locator('form[action="/rpc/tenants/suspend"]');
      await fill(suspension, { reason: REASON });
      await suspension.getByRole('button', { name: t.suspend }).click();
      await expect(page.getByText(REASON).first()).toBeVisible();
      await go(AGENTS, elsewhere);
      await expect(elsewhere.getByText(REASON)).toBeVisible();
      await page.getByRole('button', { name: t.resume, exact: true }).click();
      await expect(page.getByRole('button', { name: t.suspend })).toBeVisible();

      // What is typed stays where it is refused; a blank is no reason.
      const visit = page.locator('form[action="/rpc/tenants/visit"]');
      await fill(visit, { reason: ' ' });
      await visit.getByRole('button', { name: t.act }).click();
      await expect(visit.getByText(t.required)).toBeVisible();
      await fill(visit, { reason: REASON });
      await follow(visit.getByRole('button', { name: t.act }), INTEGRATIONS);
      await ready();
      const banner = page.getByRole('complementary', { name: t.acting });
      await expect(banner).toContainText(tenant.organisation);
      await expect(banner).toContainText(t.left);
      await axe('a page on which an admin acts for its organisation');
      await go(AGENTS);
      await expect(heading(page)).toHaveText(t.agents);
      await expect(banner).toBeVisible();
      await go(TEAM, elsewhere);
      await expect(elsewhere.getByText(REASON)).toBeVisible();
      // The bell may ask for the organisation that has just been left.
      allowStatus(403, 409, 422);
      await follow(banner.getByRole('button', { name: t.end }), path);
      await ready();
      await expect(banner).toHaveCount(0);

      await go(PLATFORM_LOG);
      await expect(heading(page)).toHaveText(t.log);
      await page.locator('input[name="search"]').fill(tenant.organisation);
      await submit(page).click();
      const began = page.getByRole('listitem').filter({ hasText: t.began });
      await expect(began).toHaveCount(1);
      await expect(began).toContainText(tenant.organisation);
      await axe('the log of the platform');
    });
  });
}
