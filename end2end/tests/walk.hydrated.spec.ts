// The product as it ships, from nothing to nothing, in one sitting and in each language:
// every step by hand, a second tab that is only looked at, and no word in the console.

import { expect, signUp, test } from '../fixtures';
import {
  INTEGRATIONS,
  TWILIO,
  agree,
  connectTwilio,
  connectVapi,
  connectedWord,
  heading,
  leaving,
  makeAgent,
  mark,
  marked,
  pretty,
  readiness,
} from '../journey';

const words = {
  'en-US': { lang: 'en', begin: 'Start by connecting Vapi', answers: 'can answer with Reception', left: 'Next, connect Twilio' },
  'fr-FR': { lang: 'fr', begin: 'Commencez par connecter Vapi', answers: 'peut répondre avec Reception', left: 'maintenant Twilio' },
};

for (const [locale, { lang, begin, answers, left }] of Object.entries(words)) {
  test.describe(lang, () => {
    test.use({ locale });

    test(`lesson 74: signing up, connecting, making, bringing and disconnecting, live (${lang})`, async ({
      page,
      context,
      go,
      ready,
      somebody,
      sandbox,
    }) => {
      const number = (await sandbox.twilioNumbers(somebody)).find(({ voice }) => voice)?.phone_number ?? '';
      await go('/signup');
      await signUp(page, somebody);
      await page.waitForURL(`**${INTEGRATIONS}`);
      await ready();
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      await expect(readiness(page)).toContainText(begin);

      const other = await context.newPage();
      await go(INTEGRATIONS, other);
      await mark(other);
      await connectVapi(page, go, somebody);
      await expect(connectedWord(page)).toBeVisible();
      await makeAgent(page, go);
      await connectTwilio(page, go, somebody, pretty(number));
      await expect(readiness(other)).toContainText(answers, { timeout: 20_000 });

      await go(leaving('twilio'));
      await agree(page);
      await expect(heading(page)).toContainText('Twilio');
      await expect(readiness(other)).not.toContainText(answers, { timeout: 20_000 });
      await expect(readiness(other)).toContainText(left);
      await expect(marked(other), 'it was never loaded anew').toBeAttached();
      await go(TWILIO);
      await expect(page.locator('main')).not.toContainText(somebody.twilio.sid.slice(-4));
    });
  });
}
