// Changes that somebody makes at the providers beside AVA: found, shown, and set right
// only when a person says so.

import type { Locator, Page } from '@playwright/test';
import { expect, field, test, type Account, type Fixtures } from '../fixtures';
import {
  INTEGRATIONS,
  NUMBERS,
  REMOVED,
  SANDBOX,
  compareButton,
  differences,
  follow,
  overhang,
  pretty,
  readiness,
  rows,
} from '../journey';

const ELSEWHERE = 'https://elsewhere.example/voice';

/** The button of an action about this number; French has a space before the colon. */
function action(page: Page, label: string, number: string, colon = ':'): Locator {
  return page.locator('main').getByRole('button', { name: `${label}${colon} ${pretty(number)}`, exact: true });
}

/** Has AVA compare, and waits until the page says so. */
async function compare({ page, go, comes }: Pick<Fixtures, 'go' | 'comes'> & { page: Page }, says: string): Promise<void> {
  await go(NUMBERS);
  await compareButton(page).click();
  await comes(page.locator('main .differences').getByText(says));
}

/** Has AVA compare where the page says already that nothing differs, and waits until it has asked. */
async function compareAgain({ sandbox, ...its }: Parameters<typeof compare>[0] & Pick<Fixtures, 'sandbox'>, account: Account): Promise<void> {
  await sandbox.calledBy(() => compare(its, 'No difference is known'), account.vapiKey);
}

test('a number that somebody deleted at Vapi does not count as ready, and comes again when asked', async ({
  page,
  go,
  comes,
  ready,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  await go(NUMBERS);
  await expect(main.locator('.differences')).toContainText('Not compared yet');
  await compare({ page, go, comes }, 'No difference is known between AVA, Vapi and Twilio.');
  await comes(main.getByText(/Compared .*AVA looks again every hour/));
  await axe('numbers without a difference');

  await sandbox.removeAtVapi(account, number);
  await compare({ page, go, comes }, 'Somebody deleted it at Vapi.');
  await expect(differences(page)).toHaveCount(1);
  await expect(rows(page).locator('.pill')).toHaveText('Gone at Vapi');
  expect(await sandbox.vapiNumbers(account), 'nothing is repaired by itself').toEqual([]);
  await ready();
  await axe('a number that is gone at Vapi, in the list');

  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('is not as it was proved');
  await expect(readiness(page)).not.toContainText('can answer with');
  await axe('integrations of a number that differs');
  await follow(readiness(page).getByRole('link', { name: 'See what differs' }), `${NUMBERS}/*`);
  await expect(main).toContainText('Somebody deleted it at Vapi.');
  await ready();
  await axe('a number that is gone at Vapi');
  await action(page, 'Bring it again', number).click();
  await comes(main.getByText('Reception answers it.'));
  expect(await sandbox.vapiNumbers(account)).toHaveLength(1);
  await go(INTEGRATIONS);
  await expect(readiness(page)).toContainText('can answer with');
});

test('a number that another assistant answers is left to it, or taken back', async ({
  page,
  go,
  comes,
  ready,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  const theirs = await sandbox.bindAtVapi(account, number, 'Old desk');
  const bound = async () => (await sandbox.vapiNumbers(account)).map((there) => there.assistantId);
  await compare({ page, go, comes }, 'At Vapi Old desk answers it now, and not the agent that you chose here.');
  for (const label of ['Have my agent answer', 'Keep it as it is there', 'Ignore']) {
    await expect(action(page, label, number)).toBeVisible();
  }
  await ready();
  await axe('a number that another assistant answers');
  await action(page, 'Have my agent answer', number).click();
  await comes(rows(page).getByText('Ready', { exact: true }));
  await expect(differences(page)).toHaveCount(0);
  expect(await bound()).not.toEqual([theirs]);

  const other = await sandbox.bindAtVapi(account, number, 'Night desk');
  await compare({ page, go, comes }, 'At Vapi Night desk answers it now');
  await action(page, 'Keep it as it is there', number).click();
  await comes(rows(page).getByText('No agent answers it'));
  expect(await bound()).toEqual([other]);
  await compareAgain({ page, go, comes, sandbox }, account);
  await expect(main.locator('.rows')).toContainText(pretty(number));
});

test('calls that go elsewhere can be left so, and are sent to Vapi again when asked', async ({
  page,
  go,
  comes,
  ready,
  setUp,
  account,
  answering: number,
  sandbox,
  axe,
}) => {
  const main = page.locator('main');
  await sandbox.redirectAtTwilio(account, number, `${ELSEWHERE}?token=hush`);
  await compare({ page, go, comes }, `Twilio does not send its calls to Vapi any more, but to ${ELSEWHERE}.`);
  await expect(main).not.toContainText('hush');
  await action(page, 'Ignore', number).click();
  await comes(main.locator('.differences').getByText('No difference is known'));
  await expect(rows(page).locator('.pill'), 'it is not ready for that').toHaveText('Changed at Twilio');
  await compareAgain({ page, go, comes, sandbox }, account);

  await go(await setUp.numberPath(number));
  await expect(main).toContainText('Left as it is, as you decided.');
  await ready();
  await axe('a difference that is left');
  await action(page, 'Send calls to Vapi again', number).click();
  await comes(main.getByText('Reception answers it.'));
  const [there] = (await sandbox.twilioNumbers(account)).filter((one) => one.phone_number === number);
  expect(there?.voice_url).toBe('https://api.vapi.ai/twilio/inbound_call');
});

test('lesson 21: a number that somebody imported at Vapi comes into AVA when asked', { tag: '@no-js' }, async ({
  page,
  go,
  comes,
  account,
  answering: number,
  sandbox,
}) => {
  const [, second = ''] = await sandbox.numbers(account);
  await sandbox.importAtVapi(account, second, { name: 'Front desk' });
  await compare({ page, go, comes }, 'It is at Vapi as Front desk, from your Twilio account, and AVA does not know it.');
  await expect(differences(page)).toHaveCount(1);
  await action(page, 'Bring it into AVA', second).click();
  await comes(rows(page).filter({ hasText: pretty(second) }).getByText('Ready', { exact: true }));
  await expect(rows(page).filter({ hasText: pretty(number) })).toHaveCount(1);
  expect(await sandbox.vapiNumbers(account)).toHaveLength(2);
});

test('lesson 28: a number that left the Twilio account is forgotten, and leaves nothing at Vapi', { tag: '@no-js' }, async ({
  page,
  go,
  comes,
  account,
  answering: number,
  sandbox,
}) => {
  const main = page.locator('main');
  await sandbox.releaseAtTwilio(account, number);
  await compare({ page, go, comes }, 'It is not in its Twilio account any more.');
  // The difference is found before the number's state is written.
  await comes(rows(page).locator('.pill', { hasText: 'Gone at Twilio' }));
  await action(page, 'Forget the number', number).click();
  await comes(main.getByText('No number yet'));
  await expect.poll(async () => sandbox.vapiNumbers(account)).toEqual([]);
  await go(REMOVED);
  await expect(rows(page)).toContainText([pretty(number)]);
});

test('lesson 31: a provider that does not answer takes back nothing that was known', async ({
  page,
  go,
  comes,
  account,
  answering: number,
  sandbox,
}) => {
  await sandbox.redirectAtTwilio(account, number, ELSEWHERE);
  await compare({ page, go, comes }, 'Twilio does not send its calls to Vapi any more');
  await sandbox.turnAway(account);
  await compare({ page, go, comes }, 'AVA could not compare, and tries again by itself. Too many requests to Vapi.');
  await expect(page.locator('main .differences')).toContainText('What is shown here was known before.');
  await expect(differences(page)).toHaveCount(1);
});

test('the sandbox does what somebody might do beside AVA', async ({
  page,
  go,
  comes,
  ready,
  answering: number,
  axe,
}) => {
  await go(SANDBOX);
  const row = page.getByRole('row').filter({ hasText: pretty(number) });
  await field(page, 'what').selectOption('Send its calls elsewhere at Twilio');
  await field(page, 'number').selectOption(pretty(number));
  await page.getByRole('button', { name: 'Do it' }).click();
  await comes(row.getByText(ELSEWHERE));
  await ready();
  await axe('the sandbox after a change');
  await compare({ page, go, comes }, `but to ${ELSEWHERE}.`);
});

test.describe('fr', () => {
  test.use({ locale: 'fr-FR' });

  test('what differs is told in French as well', { tag: '@phone' }, async ({
    page,
    go,
    comes,
    ready,
    setUp,
    account,
    answering: number,
    sandbox,
    axe,
  }) => {
    await sandbox.bindAtVapi(account, number, 'Old desk');
    await compare({ page, go, comes }, 'Chez Vapi, Old desk y répond maintenant, et non l’agent que vous avez choisi ici.');
    await expect(action(page, 'Faire répondre mon agent', number, '\u00a0:')).toBeVisible();
    expect(await overhang(page), 'not wider than the screen').toBe(0);
    await ready();
    await axe('differences in French');
    await go(await setUp.numberPath(number));
    await expect(page.locator('main')).toContainText('Chez Vapi, Old desk y répond maintenant');
    await axe('a number that differs, in French');
  });
});
