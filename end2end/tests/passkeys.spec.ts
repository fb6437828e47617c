// A passkey of Chromium's virtual authenticator: made, used alone and as a second factor, and removed.

import type { Page } from '@playwright/test';

import { PAGES } from '../addresses';
import { expect, signIn, test } from '../fixtures';
import { ACCOUNT, FACTOR, INTEGRATIONS, follow } from '../journey';

// Browsers make passkeys for names: this machine's is `localhost`.
test.use({ baseURL: `http://localhost:${PAGES.split(':')[1]}` });

const WORDS = {
  en: {
    locale: 'en-US',
    phone: 'Ana’s phone',
    add: 'Add a passkey',
    putBy: 'I have put them by',
    signOut: 'Sign out',
    signIn: 'Sign in with a passkey',
    use: 'Use a passkey',
    none: 'No passkey was given',
    remove: 'Remove Ana’s phone',
    unknown: 'This passkey is not known here',
  },
  fr: {
    locale: 'fr-FR',
    phone: 'Téléphone d’Ana',
    add: 'Ajouter une clé d’accès',
    putBy: 'Je les ai mis de côté',
    signOut: 'Se déconnecter',
    signIn: 'Se connecter avec une clé d’accès',
    use: 'Utiliser une clé d’accès',
    none: 'Aucune clé d’accès n’a été donnée',
    remove: 'Retirer Téléphone d’Ana',
    unknown: 'Cette clé d’accès n’est pas connue ici',
  },
} as const;

/** Gives the browser an authenticator that verifies its person; returns how to have it do so, or not. */
async function authenticator(page: Page): Promise<(verifies: boolean) => Promise<void>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return async (isUserVerified) => {
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  };
}

for (const [language, words] of Object.entries(WORDS)) {
  test.describe(language, () => {
    test.use({ locale: words.locale });

    test('a passkey signs in alone and as a second factor until it is removed', { tag: '@phone' }, async ({
      page,
      go,
      ready,
      account,
      allowStatus,
      axe,
    }) => {
      allowStatus(422);
      const verifies = await authenticator(page);
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      const signOut = async () => {
        await go(ACCOUNT);
        await follow(page.locator('main').getByRole('button', { name: words.signOut, exact: true }).first(), '/login');
        await ready();
      };

      await go(FACTOR);
      await page.locator('#new-passkey').fill(words.phone);
      await button(words.add).click();
      await expect(page.getByRole('heading', { name: words.phone })).toBeVisible();
      await expect(page.locator('.recovery-codes li')).toHaveCount(10);
      await axe('a passkey, and the codes that came with it');
      await button(words.putBy).click();
      await expect(page.locator('.recovery-codes')).toHaveCount(0);

      await signOut();
      await axe('signing in where there are passkeys');
      await verifies(false);
      await button(words.signIn).click();
      await expect(page.getByText(words.none)).toBeVisible();
      await verifies(true);
      await follow(button(words.signIn), INTEGRATIONS);

      await signOut();
      await signIn(page, account);
      await page.waitForURL('**/login/second-step');
      await ready();
      await axe('the second step where there are passkeys');
      await follow(button(words.use), INTEGRATIONS);

      await go(FACTOR);
      await button(words.remove).click();
      await expect(page.getByRole('heading', { name: words.phone })).toHaveCount(0);
      await signOut();
      await button(words.signIn).click();
      await expect(page.getByText(words.unknown)).toBeVisible();
    });
  });
}

test('without scripts a page says what passkeys need', { tag: '@no-js' }, async ({ page, go, javaScriptEnabled }) => {
  await go('/login');
  const button = page.getByRole('button', { name: 'Sign in with a passkey' });
  const needs = page.getByText('Passkeys take JavaScript, and a browser that has them.');
  await expect(button).toBeVisible({ visible: javaScriptEnabled ?? true });
  await expect(needs).toBeVisible({ visible: !(javaScriptEnabled ?? true) });
});
