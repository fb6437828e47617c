// Every page in its states, for looking at: SHOTS=1.

import type { Page } from '@playwright/test';
import { expect, field, fill, newAccount, otherTwilio, signUp, test as base, type Fixtures } from '../fixtures';
import {
  ACCOUNT,
  ACTIVITY,
  AGENTS,
  APPOINTMENTS,
  AUDIT,
  BOOK,
  BOOKING,
  BUY,
  CALLS,
  CONTACTS,
  FACTOR,
  FIGURES,
  TOLD,
  GOOGLE,
  INTEGRATIONS,
  INVITATIONS,
  NEW_AGENT,
  IMPORT_CONTACTS,
  NEW_CONTACT,
  NEW_SERVICE,
  NEW_WEBHOOK,
  NOTIFICATIONS,
  NUMBERS,
  OPENAI,
  OPERATIONS,
  OPERATION,
  ORGANISATIONS,
  PLATFORM,
  PLATFORM_LOG,
  READINESS,
  REFUSED_KEY,
  REMOVED,
  RETENTION,
  ROLES,
  SANDBOX,
  SMTP,
  TEAM,
  TENANTS,
  TWILIO,
  VAPI,
  WEBHOOKS,
  agree,
  cleanUps,
  compareButton,
  connectTwilio,
  connectVapi,
  differences,
  follow,
  history,
  idOf,
  leaving,
  makeAgent,
  offered,
  ownHours,
  press,
  readiness,
  save,
  saveTwilio,
  saveVapi,
  switching,
  typeApiKey,
  type Go,
} from '../journey';
import { adminLink, operator, orgId } from '../operator';

async function bring(page: Page, go: Go, number: string): Promise<void> {
  await go(`${TWILIO}?choose=1`);
  await page.locator('#import-number').fill(number);
  await follow(page.locator('main form:has(#import-number) [type="submit"]'), TWILIO);
}

const test = base.extend<{
  /** The page as it is, in every size. */
  all: (name: string) => Promise<void>;
  look: (path: string, name: string) => Promise<void>;
}>({
  all: async ({ page, shot, locale }, use) => {
    await use((name) => inEverySize(page, shot, `${locale?.slice(0, 2)}-${name}`));
  },

  look: async ({ go, all }, use) => {
    await use(async (path, name) => {
      await go(path);
      await all(name);
    });
  },
});

test.skip(process.env.SHOTS !== '1', 'asked for with SHOTS=1');

const sizes = [
  [1440, 900],
  [768, 1024],
  [390, 844],
] as const;

async function inEverySize(page: Page, shot: Fixtures['shot'], name: string): Promise<void> {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    // The window is as tall as the page: elements that stick to an edge stay at that edge.
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height: Math.max(height, tall) });
    await shot(page, `${name}-${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

for (const lang of ['en', 'fr'] as const) {
  test.describe(lang, () => {
    test.use({ locale: lang === 'en' ? 'en-US' : 'fr-FR' });
    test.setTimeout(400_000);

    test(`every page in ${lang}`, async ({ page, go, all, look, comes, canAnswer, account, sandbox, allowStatus, ready, context }) => {
      allowStatus(401, 404, 409, 422);
      const [number = '', second = ''] = await sandbox.numbers(account);

      for (const [path, name] of [
        [INTEGRATIONS, 'integrations-empty'],
        [VAPI, 'vapi-empty'],
        [TWILIO, 'twilio-empty'],
        ['/dashboard/agents', 'agents-empty'],
        [NEW_AGENT, 'agent-new'],
        [OPERATIONS, 'operations-empty'],
        ['/dashboard/account', 'account'],
        ['/sandbox', 'sandbox-empty'],
        ['/dashboard/nothing', 'not-found'],
      ] as const) {
        await look(path, name);
      }
      await saveVapi(page, go, REFUSED_KEY);
      await expect(field(page, 'key')).toHaveAttribute('aria-invalid', 'true');
      await all('vapi-refused');
      await saveTwilio(page, go, otherTwilio(account, '00000000000000000000000000000401'));
      await expect(field(page, 'auth_token')).toHaveAttribute('aria-invalid', 'true');
      await all('twilio-refused');

      // The steps come in another order: the number waits.
      await connectTwilio(page, go, account, number);
      await go(INTEGRATIONS);
      await comes(readiness(page));
      await look(INTEGRATIONS, 'integrations-waiting');
      await look(TWILIO, 'twilio-waiting');
      await follow(page.locator('aside').getByRole('link').last(), OPERATION);
      await expect(page.locator('.step').first()).toBeVisible();
      await all('operation-waiting');
      await becomeReadyFrom();
      await look(INTEGRATIONS, 'integrations-ready');
      await look(VAPI, 'vapi-connected');
      await page.locator('details summary').first().click();
      await all('vapi-replace');
      await look(TWILIO, 'twilio-ready');
      await look(`${TWILIO}?choose=1`, 'twilio-choose');
      await look(`${TWILIO}/health`, 'what-happened');
      await look('/dashboard/agents', 'agents');
      await go('/dashboard/agents');
      await look((await page.locator('main .agent a').first().getAttribute('href')) ?? '', 'agent');
      await look(OPERATIONS, 'operations');
      await look((await page.locator('main .rows a').first().getAttribute('href')) ?? '', 'operation-done');
      await look('/sandbox', 'sandbox');

      // A decision, then a failure, then a key that broke.
      await sandbox.linkElsewhere(account, second, 'After hours');
      await bring(page, go, second);
      await go(OPERATIONS);
      const first = page.locator('main .rows li').first();
      await comes(first.locator('.pill.warn'));
      await look((await first.getByRole('link').getAttribute('href')) ?? '', 'operation-decide');
      await page.locator('main button[name="take_over"][value="false"]').click();
      await expect(page.locator('.pill.off').first()).toBeVisible();
      await all('operation-left');
      await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 3 });
      await go(INTEGRATIONS);
      await page.locator('.service form [type="submit"]').first().click();
      await expect(readiness(page)).toHaveClass(/warn/);
      await all('integrations-broken');
      await look(VAPI, 'vapi-broken');

      await context.clearCookies();
      await look('/login', 'login');
      await look('/signup', 'signup');
      await look('/nothing', 'not-found-visitor');
      await ready();

      async function becomeReadyFrom() {
        await connectVapi(page, go, account);
        await makeAgent(page, go);
        await canAnswer();
      }
    });

    test(`what goes wrong, and what takes time, in ${lang}`, async ({ page, go, all, look, comes, account, somebody, sandbox, shot, allowStatus, context, ready }) => {
      allowStatus(400, 401, 404, 409, 422, 429, 502, 503);
      const main = page.locator('main');
      // The browser's own checks are off, so that the server's words are seen.
      const send = async (form: string) => {
        await page.locator(form).evaluate((element) => element.setAttribute('novalidate', ''));
        await page.locator(`${form} [type="submit"]`).click();
      };
      const refused = page.locator('[aria-invalid="true"]').first();
      const operation = async () => {
        await go(OPERATIONS);
        return (await page.locator('main .rows a').first().getAttribute('href')) ?? '';
      };
      const [number = ''] = await sandbox.numbers(account);

      // Forms that are refused.
      await go(NEW_AGENT);
      await send('form:has([name="form[instructions]"])');
      await expect(refused).toBeVisible();
      await all('agent-new-errors');
      await makeAgent(page, go);
      await expect(page.locator('h1')).toBeVisible();
      await all('agent-pending');
      await look('/dashboard/agents', 'agents-pending');
      await go('/dashboard/agents');
      await go((await page.locator('main .agent a').first().getAttribute('href')) ?? '');
      await field(page, 'name').fill('');
      await field(page, 'voice').selectOption('custom');
      await send('form:has([name="form[instructions]"])');
      await expect(refused).toBeVisible();
      await all('agent-errors');
      await look(INTEGRATIONS, 'integrations-agent-first');

      // Halfway, and a provider that does not answer.
      await connectVapi(page, go, account);
      await comes(main.getByText(/Connected|Connecté/).first());
      await all('vapi-just-connected');
      await look(INTEGRATIONS, 'integrations-half');
      const { sid } = account.twilio;
      const clear = await sandbox.fault({ provider: 'twilio', scope: sid, kind: 'rate_limited', remaining: 1000 });
      await saveTwilio(page, go, account);
      await comes(main.locator('.pill.busy').first());
      await all('twilio-unverified');
      await look(INTEGRATIONS, 'integrations-unverified');
      await page.locator('.service form [type="submit"]').last().click();
      await expect(page.getByRole('alert').first()).toBeVisible();
      await all('integrations-check-failed');
      await clear();
      await go(INTEGRATIONS);
      await comes(page.locator('.service .pill.ok').nth(1), 60);
      await all('integrations-no-number');

      // The steps as they go: held, tried again, done by somebody else, failed.
      await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_before', method: 'POST', path_contains: 'phone-number' });
      await bring(page, go, number);
      await sandbox.held(account.vapiKey);
      await look(INTEGRATIONS, 'integrations-working');
      await look(await operation(), 'operation-running');
      await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'rate_limited', remaining: 2, retry_after_secs: 20, path_contains: 'phone-number' });
      await sandbox.release(account.vapiKey);
      await go(await operation());
      await expect(page.locator('.pill.busy').first()).toHaveText(/Trying again|Nouvel essai/);
      await all('operation-retrying');
      await look(INTEGRATIONS, 'integrations-retrying');
      await comes(page.locator('.ready.ok'), 120);
      await bring(page, go, '+14155550142');
      await go(INTEGRATIONS);
      await comes(page.locator('.ready.warn, .notice.bad, .pill.bad').first(), 20);
      await all('integrations-failed');
      await look(await operation(), 'operation-failed');
      await look(TWILIO, 'twilio-failed');
      await look(OPERATIONS, 'operations-mixed');
      for (let more = 0; more < 9; more += 1) await makeAgent(page, go, more % 2 ? 'Réception du cabinet de Lausanne-Ouchy' : `Desk ${more}`);
      await look(OPERATIONS, 'operations-full');
      await look('/dashboard/agents', 'agents-full');
      await page.setViewportSize({ width: 390, height: 844 });
      await go(INTEGRATIONS);
      await page.locator('.tabs summary').click();
      await shot(page, `${lang}-menu-390`);
      await page.setViewportSize({ width: 1440, height: 900 });

      // A fault in force, and one that cannot be.
      await go('/sandbox');
      await field(page, 'calls').fill('1001');
      await send('main form:has([name="form[calls]"])');
      await expect(refused).toBeVisible();
      await all('sandbox-refused');

      // Forms of a visitor.
      await context.clearCookies();
      await go('/login');
      const signIn = 'form:has([type="password"])';
      await fill(page.locator(signIn), { email: account.email, password: 'not the password' });
      await send(signIn);
      await expect(page.getByRole('alert').first()).toBeVisible();
      await all('login-refused');
      await go('/signup');
      await fill(page, { org_name: '', name: 'Ana', email: somebody.email, password: 'short' });
      await send('form:has([name="form[org_name]"])');
      await expect(refused).toBeVisible();
      await all('signup-refused');
      await go('/login');
      for (let tab = 0; tab < 3; tab += 1) await page.keyboard.press('Tab');
      await shot(page, `${lang}-login-focus-1440`);
      await ready();
    });

    test(`numbers, and leaving, in ${lang}`, async ({ page, go, all, look, comes, canAnswer, setUp, prepared: account, number, agent, sandbox, shot, allowStatus, ready }) => {
      allowStatus(404, 409, 422);
      const main = page.locator('main');
      const done = page.locator('.page-head .pill.ok');
      const [, second = ''] = await sandbox.numbers(account);

      await look(NUMBERS, 'numbers-empty');
      await look(REMOVED, 'numbers-none-removed');
      await look(leaving('twilio'), 'disconnect-not-connected');
      await setUp.twilio(account);
      await look(leaving('twilio'), 'disconnect-nothing');
      await setUp.number(number);
      await setUp.number('+14155550142');
      await setUp.agent('Réception du cabinet de Lausanne-Ouchy');
      await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_before', path_contains: second.slice(1) });
      await setUp.number(second);
      await go(INTEGRATIONS);
      await comes(readiness(page).locator('.disc'));
      const path = await setUp.numberPath(number);
      await go(path);
      await comes(done, 30);
      await look(NUMBERS, 'numbers');
      await look(`${NUMBERS}?search=999`, 'numbers-no-match');
      await look(path, 'number');
      await look(await setUp.numberPath('+14155550142'), 'number-failed');
      const other = await setUp.numberPath(second);
      await look(other, 'number-on-its-way');
      await look(`${path}/remove`, 'number-remove');
      await look(leaving('vapi'), 'disconnect-vapi');
      await look(leaving('twilio'), 'disconnect-twilio');
      await sandbox.release(account.vapiKey);

      await go(path);
      await main.locator('form[action$="/unassign"] [type="submit"]').click();
      await comes(page.locator('.page-head .pill.warn'));
      await expect(main.locator('.deeds form')).toHaveCount(0);
      await all('number-unassigned');
      await setUp.removeNumber(path);
      await look(await operation(), 'removal-begun');
      await comes(done);
      await all('removal-done');
      await look(REMOVED, 'numbers-removed');
      await look(path, 'number-removed');

      // Clean-ups wait for a provider, then a new key, then somebody's help.
      const clear = await sandbox.turnAway(account);
      await go(`${other}/remove`);
      const waits = await agree(page);
      await comes(page.locator('.page-head .pill.busy'));
      await expect(main.locator('.notice.busy')).toBeVisible();
      await all('removal-waits');
      await main.locator('.fold summary').click();
      await all('removal-waits-by-hand');
      await look(other, 'number-being-removed');
      await look(INTEGRATIONS, 'integrations-clean-up');
      await clear();
      await go(waits);
      await main.locator('form[action$="/retry"] [type="submit"]').click();
      await comes(done);

      await setUp.number(number);
      await canAnswer(30);
      const carry = await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'rate_limited', method: 'PATCH', remaining: 1000, retry_after_secs: 600 });
      await go(TWILIO);
      await page.locator('details.fold summary').last().click();
      await typeApiKey(page, account);
      await press(page.locator('form[action$="/save-twilio"] [type="submit"]'), 'integrations/save-twilio');
      await go(INTEGRATIONS);
      await expect(cleanUps(page)).toBeVisible();
      await all('integrations-carrying');
      await look(await operation(), 'carrying');
      await carry();
      await go(TWILIO);
      await page.locator('details.fold summary').last().click();
      const { sid, token } = otherTwilio(account).twilio;
      await fill(page, { account_sid: sid, auth_token: token, api_key_sid: `SK${token}`, api_key_secret: token });
      await page.locator('form[action$="/save-twilio"] [type="submit"]').click();
      await expect(page.locator('#twilio-switch')).toBeVisible();
      await all('twilio-switch');

      await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 1000 });
      await go(leaving('vapi'));
      await agree(page);
      await comes(page.locator('.page-head .pill.warn'));
      await all('clean-up-attention');
      await look(INTEGRATIONS, 'integrations-attention');
      await look(AGENTS, 'agents-without-vapi');
      await look(agent, 'agent-without-vapi');
      await go(await operation(/disconnect|déconnecter/i));
      await main.locator('form[action$="/close"] [type="submit"]').click();
      await comes(done);
      await all('clean-up-by-hand');
      await look(OPERATIONS, 'operations-leaving');
      await page.setViewportSize({ width: 390, height: 844 });
      await go(NUMBERS);
      await page.locator('.tabs summary').click();
      await shot(page, `${lang}-menu-numbers-390`);
      await ready();

      async function operation(name: RegExp = /./): Promise<string> {
        await go(OPERATIONS);
        return (await main.locator('.rows').getByRole('link', { name }).first().getAttribute('href')) ?? '';
      }
    });

    test(`supplied numbers in ${lang}`, async ({ page, all, look, comes, setUp, prepared: account, sandbox, allowStatus, ready }) => {
      allowStatus(404, 409, 422, 502, 503);
      const main = page.locator('main');
      const done = page.locator('.page-head .pill.ok');

      await look(BUY, 'buy-before');
      await look(`${BUY}?country=US&kind=local`, 'buy-found');
      await look(`${BUY}?country=FR&kind=local`, 'buy-found-address');
      await look(`${BUY}?country=US&kind=local&digits=99999999`, 'buy-nothing');
      await look(`${BUY}?country=FR&kind=local&area=184`, 'buy-refused');
      await look(`${BUY}?country=IE&kind=mobile`, 'buy-not-served');
      const french = await setUp.offer('country=FR&kind=local');
      await look(french, 'buy-confirm-address');
      await field(page, 'city').fill('Paris');
      await field(page, 'bundle').fill('BU1');
      await main.locator('form[action$="/numbers/buy"] [type="submit"]').click();
      await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
      await all('buy-confirm-refused');
      const confirm = await setUp.offer();
      await look(confirm, 'buy-confirm');
      await main.locator('details.more summary').click();
      await all('buy-confirm-more');
      await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'hold_before', path_contains: 'phone-number' });
      await follow(main.locator('form[action$="/numbers/buy"] [type="submit"]'), OPERATION);
      await sandbox.held(account.vapiKey);
      await all('purchase-running');
      await sandbox.release(account.vapiKey);
      await comes(done, 30);
      await all('purchase-done');
      await look(confirm, 'buy-bought-before');
      await look(NUMBERS, 'numbers-supplied');
      await look(INTEGRATIONS, 'integrations-supplied');
      await look(TWILIO, 'twilio-supplied');
      await look(switching('byo'), 'switch-to-own');
      await look(switching('managed'), 'switch-to-supplied-nothing');
      await look(leaving('vapi'), 'disconnect-vapi-supplied');
      const number = offered(confirm);
      const path = await setUp.numberPath(number);
      await look(path, 'number-supplied');
      await look(`${path}/release`, 'release');
      await field(page, 'last_four').fill('0');
      await main.locator('form[action$="/release"] [type="submit"]').click();
      await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
      await all('release-refused');
      await look(await setUp.release(path, number), 'release-begun');
      await comes(done, 30);
      await all('release-done');
      await look(path, 'number-released');
      await look(REMOVED, 'numbers-released');
      await setUp.twilio(account);
      await look(switching('managed'), 'switch-to-supplied');
      await look(TWILIO, 'twilio-own');
      await look(switching('byo'), 'switch-to-own-nothing');
      for (let more = 0; more < 5; more += 1) await setUp.buy('country=CA&kind=local');
      await look(BUY, 'buy-limit');
      await ready();
    });

    test(`what differs at the providers, in ${lang}`, async ({ page, go, all, look, comes, setUp, account, answering: number, sandbox }) => {
      await go(NUMBERS);
      await compareButton(page).click();
      await comes(page.locator('main .differences').getByText(/^(Compared|Comparé)/));
      await all('differences-none');
      await sandbox.redirectAtTwilio(account, number, 'https://elsewhere.example/voice');
      await compareButton(page).click();
      await comes(differences(page).first());
      await all('differences-webhooks');
      await sandbox.removeAtVapi(account, number);
      await compareButton(page).click();
      await comes(page.locator('main .rows .pill.bad, main .rows .pill.warn').first());
      await all('differences-gone');
      await look(await setUp.numberPath(number), 'number-differs');
      await look(INTEGRATIONS, 'integrations-differs');
    });

    test(`agents, and what becomes of them, in ${lang}`, async ({ page, go, all, look, comes, setUp, account, agent, answering: _, sandbox, allowStatus, context, ready }) => {
      allowStatus(404, 409, 422);
      const main = page.locator('main');
      const form = 'form:has([name="form[instructions]"])';
      const submit = page.locator(`${form} [type="submit"]`);
      const night = await setUp.agent('Réception du cabinet de Lausanne-Ouchy');
      await setUp.settled(night);
      await look(agent, 'agent-in-step');
      await page.locator('.more summary').click();
      await field(page, 'voice').selectOption('custom');
      await all('agent-more');
      await look(`${agent}/delete`, 'agent-delete');
      await look(`${agent}/conflict`, 'agent-no-conflict');

      // Two people change one agent.
      const other = await context.newPage();
      await go(agent);
      await go(agent, other);
      await field(other, 'greeting').fill('Lakeside Clinic, good evening. We are closed; leave a message after the tone.');
      await field(other, 'temperature').evaluate((input: HTMLInputElement) => (input.value = '1.2'));
      await other.locator(`${form} [type="submit"]`).click();
      await expect(other.locator('.toast')).toBeVisible();
      await field(page, 'greeting').fill('Good day.');
      await submit.click();
      await expect(page.locator('.meanwhile').first()).toBeVisible();
      await all('agent-two-people');
      await other.close();

      // Somebody changes the assistant at Vapi.
      const [there] = (await sandbox.assistants(account)).filter((at) => at.name === 'Reception');
      await sandbox.setAtVapi('assistant', there?.id ?? '', {
        firstMessage: 'Good day from the console.',
        maxDurationSeconds: 900,
        model: { provider: 'anthropic', model: 'claude-opus-4-20250514', messages: [{ role: 'system', content: `You are the receptionist.\n\n${'Answer in one or two sentences and never give medical advice. '.repeat(12)}` }] },
      });
      await go(agent);
      await field(page, 'name').fill('Desk');
      await submit.click();
      await comes(main.locator('.notice.warn').first());
      await all('agent-conflict-notice');
      await look(AGENTS, 'agents-conflict');
      await look(`${agent}/conflict`, 'agent-conflict');
      await follow(main.locator('button[value="ours"]'), agent);
      await comes(page.locator('.page-head .pill.ok'));
      await sandbox.deleteAtVapi('assistant', there?.id ?? '');
      await field(page, 'name').fill('Front desk');
      await submit.click();
      await comes(main.locator('.card.warn').first());
      await all('agent-gone');
      await look(`${agent}/delete`, 'agent-gone-delete');
      await agree(page);
      await comes(page.locator('.page-head .pill.ok'));
      await all('agent-deleted');
      await setUp.disconnect('vapi');
      await look(night, 'agent-vapi-left');
      await look(AGENTS, 'agents-vapi-left');
      await ready();
    });

    test(`the other services in ${lang}`, async ({ page, go, all, look, comes, account, sandbox, allowStatus, ready }) => {
      allowStatus(400, 402, 409, 422, 429, 502, 503);
      const main = page.locator('main');
      const saved = async (action: string, name: string) => {
        await press(save(page), `integrations/${action}`);
        await all(name);
      };

      await look(OPENAI, 'openai-empty');
      for (const [key, name] of [
        ['sk-ant-api03-0123456789', 'openai-of-another-vendor'],
        ['sk-proj-sandbox-readonly', 'openai-lacks-right'],
        ['sk-proj-sandbox-nocredit', 'openai-no-credit'],
        ['sk-proj-sandbox-eu', 'openai-connected-in-europe'],
      ] as const) {
        await go(OPENAI);
        await field(page, 'key').fill(key);
        await saved('save-openai', name);
      }
      await look(`${OPENAI}/disconnect`, 'openai-disconnect');

      await look(SMTP, 'smtp-empty');
      await look(`${SMTP}?preset=gmail`, 'smtp-preset');
      await fill(page, { user: account.email, password: 'of my account' });
      await saved('save-smtp', 'smtp-app-password');
      await fill(page, { host: 'unknown-issuer.example', password: 'four words of mine' });
      await saved('save-smtp', 'smtp-unknown-issuer');
      await fill(page, { host: 'mail.clinic.example', port: '587', password: 'four words of mine' });
      await saved('save-smtp', 'smtp-wrong-security');
      await fill(page, { port: '465', password: 'four words of mine' });
      await saved('save-smtp', 'smtp-connected');
      await press(main.locator('form[action$="/test-mail"] [type="submit"]'), 'integrations/test-mail');
      await all('smtp-test-mail');
      await look(`${SMTP}/disconnect`, 'smtp-disconnect');

      await look(GOOGLE, 'google-empty');
      const toGoogle = async () => {
        await main.locator('form[action$="/connect-google"] [type="submit"]').click();
        await page.waitForURL(/\/google\/accounts\//);
      };
      const agreeThere = async () => {
        await page.locator('[name="account"]').fill(account.email);
        await page.locator('button[name="decision"][value="allow"]').click();
        await page.waitForURL(`**${GOOGLE}`);
        await ready();
      };
      await toGoogle();
      await all('google-consent');
      await page.getByLabel('calendar.events.owned').uncheck();
      await agreeThere();
      await all('google-lacks-right');
      await toGoogle();
      await agreeThere();
      await all('google-connected');
      await look(`${GOOGLE}/disconnect`, 'google-disconnect');

      await connectVapi(page, go, account);
      await connectTwilio(page, go, account);
      await look(INTEGRATIONS, 'integrations-all-services');
      await look('/sandbox', 'sandbox-mails');

      // Another Auth Token, step by step.
      await sandbox.fault({ provider: 'twilio', scope: account.twilio.sid, kind: 'hold_before', path_contains: 'Secondary' });
      await go(TWILIO);
      await main.locator('form[action$="/rotate-token"]').scrollIntoViewIfNeeded();
      await all('twilio-before-rotation');
      await follow(main.locator('form[action$="/rotate-token"] [type="submit"]'), OPERATION);
      await sandbox.held(account.twilio.sid);
      await all('rotation-running');
      await look(TWILIO, 'twilio-rotating');
      await sandbox.release(account.twilio.sid);
      await go(OPERATIONS);
      await go((await main.locator('.rows a').first().getAttribute('href')) ?? '');
      await comes(page.locator('.page-head .pill.ok'), 30);
      await all('rotation-done');
    });

    test(`how the keys are, and what is told of it, in ${lang}`, async ({ page, go, all, look, comes, account, answering: _, sandbox, allowStatus, ready }) => {
      allowStatus(422, 429, 502, 503);
      const main = page.locator('main');
      const check = async (nth: number) => {
        await go(INTEGRATIONS);
        await press(page.locator('.service form [type="submit"]').nth(nth), 'integrations/check');
      };
      await look(NOTIFICATIONS, 'notifications-empty');
      await look(READINESS, 'readiness');
      await look(history('vapi'), 'health-quiet');
      await look(history('openai'), 'health-never-connected');
      const clear = await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 1000 });
      await check(0);
      await all('integrations-red');
      await look(NOTIFICATIONS, 'notifications-incident');
      await look(READINESS, 'readiness-broken');
      await look(VAPI, 'vapi-red');
      await look(history('vapi'), 'health-trouble');
      await main.locator('.rows b a').first().click();
      await expect(page).toHaveURL(/day=/);
      await all('health-day');
      await clear();
      await check(0);
      await look(NOTIFICATIONS, 'notifications-recovered');
      await main.locator('form[action$="/read_all"] [type="submit"]').click();
      await comes(main.locator('.rows .pill').first());
      await all('notifications-read');
      await look(`${NOTIFICATIONS}?show=unread`, 'notifications-none-unread');
      await look(`${NOTIFICATIONS}?about=calls`, 'notifications-of-no-call');
      await look(TOLD, 'notifications-chosen');
      await page.locator('[name="form[quiet_from]"]').selectOption('22:00');
      await press(page.locator('main form [type="submit"]'), 'notifications/save_settings');
      await all('notifications-refused');
      await go(READINESS);
      await main.locator('form[action$="/monitor"] [type="submit"]').click();
      await comes(main.locator('.address'));
      await all('readiness-address');
      await page.setViewportSize({ width: 390, height: 844 });
      await go(INTEGRATIONS);
      await all('integrations-bell');
      await ready();
    });

    test(`webhooks in ${lang}`, async ({ page, go, all, look, comes, setUp, account: _, allowStatus, ready }) => {
      allowStatus(422);
      const main = page.locator('main');
      await look(WEBHOOKS, 'webhooks-empty');
      await look(NEW_WEBHOOK, 'webhook-new');
      await field(page, 'url').fill('https://10.0.0.7/ava');
      await main.locator('form[action$="/make"] [type="submit"]').click();
      await expect(field(page, 'url')).toHaveAttribute('aria-invalid', 'true');
      await all('webhook-refused');
      // No program listens at this address.
      await field(page, 'url').fill('http://127.0.0.1:9/ava');
      await field(page, 'description').fill('CRM');
      for (const event of ['call_ended', 'appointment_made', 'contact_made']) await field(page, event).check();
      await main.locator('form[action$="/make"] [type="submit"]').click();
      await expect(main.locator('code.address').first()).toContainText('whsec_');
      await ready();
      await all('webhook-made');
      const { pathname } = new URL(page.url());
      await go(pathname);
      await main.locator('form[action$="/webhooks/test"] [type="submit"]').click();
      await comes(main.locator('.rows .pill:is(.warn, .bad)'), 30);
      await all('webhook-failing');
      await go((await main.locator('.rows a').first().getAttribute('href')) ?? '');
      await all('webhook-delivery');
      await go(pathname);
      await main.locator('form[action$="/pause"] [type="submit"]').click();
      await comes(main.locator('form[action$="/resume"]'));
      await all('webhook-paused');
      await look(`${pathname}/settings`, 'webhook-settings');
      await setUp.webhook('http://127.0.0.1:9/other');
      await look(WEBHOOKS, 'webhooks');
    });

    test(`people and their organisations in ${lang}`, async ({ page, go, all, look, setUp, account, somebody, allowStatus, context, ready }) => {
      allowStatus(401, 403, 404, 410, 422);
      const main = page.locator('main');

      await look(ACCOUNT, 'account-whole');
      await look(ACTIVITY, 'account-activity');
      await look(FACTOR, 'second-factor-off');
      await main.locator('form[action$="/begin_totp"] [type="submit"]').click();
      await expect(main.locator('.qr')).toBeVisible();
      await all('second-factor-begun');
      await field(page, 'code').fill('000000');
      await main.locator('form[action$="/confirm_totp"] [type="submit"]').click();
      await expect(field(page, 'code')).toHaveAttribute('aria-invalid', 'true');
      await all('second-factor-refused');

      await look(TEAM, 'team');
      await look(ROLES, 'roles');
      await look(INVITATIONS, 'invitations-none');
      await field(page, 'email').fill(`ben.${somebody.email}`);
      await field(page, 'channel').selectOption('link');
      await main.locator('form[action$="/team/invite"] [type="submit"]').click();
      const address = main.locator('code.address');
      await expect(address).toBeVisible();
      await ready();
      await all('invitation-made');
      const { pathname } = new URL(await address.innerText());
      await look(INVITATIONS, 'invitations');
      await look(ORGANISATIONS, 'organisations');
      await look(AUDIT, 'audit');
      await look(pathname, 'invitation-signed-in');
      operator('orgs', 'suspend', account.organisation, 'Unpaid since October');
      await look(AGENTS, 'suspended');
      operator('orgs', 'resume', account.organisation);
      await go(TEAM);
      const danger = main.locator('form[action$="/team/delete"]');
      await field(danger, 'org_name').fill(account.organisation);
      await danger.locator('[type="submit"]').click();
      await expect(danger).toHaveCount(0);
      await all('to-be-deleted');
      await main.locator('form[action$="/team/keep"] [type="submit"]').click();
      await page.waitForURL(`**${TEAM}`);

      await context.clearCookies();
      await look(pathname, 'invitation-visitor');
      await look('/forgot', 'forgot');
      await look('/link/no-such-link', 'link-over');
      await look('/login/second-step', 'second-step-over');
      await setUp.signUp({ ...somebody, email: `cleo.${somebody.email}`, organisation: `${somebody.organisation} B` });
      await look(pathname, 'invitation-other-address');
    });

    test(`calls, appointments and contacts in ${lang}`, async ({ page, go, all, look, setUp, agent, answering: number, shot, allowStatus }) => {
      allowStatus(409, 422);
      const main = page.locator('main');
      for (const [path, name] of [
        [CALLS, 'calls-empty'],
        [APPOINTMENTS, 'appointments-empty'],
        [BOOK, 'book-nothing'],
        [BOOKING, 'booking-empty'],
        [NEW_SERVICE, 'service-new'],
        [CONTACTS, 'contacts-empty'],
        [NEW_CONTACT, 'contact-new'],
        [IMPORT_CONTACTS, 'contacts-import'],
      ] as const) {
        await look(path, name);
      }
      await look(await setUp.call(number), 'call');
      await main.locator('details summary').last().click();
      await all('call-event');
      await look(`${agent}/try`, 'try');
      await field(page, 'said').fill('Are you open on Saturday? I should like to come with my daughter.');
      await main.locator('form[action$="/trials/say"] [type="submit"]').click();
      await expect(main.getByRole('listitem').first()).toBeVisible();
      await field(page, 'number').fill('+33 6 12 34 56 78');
      await main.locator('form[action$="/trials/phone"] [type="submit"]').click();
      await expect(field(page, 'code')).toBeVisible();
      await all('try-begun');
      await look(CALLS, 'calls');
      await look(`${CALLS}?search=nobody`, 'calls-no-match');
      await look(`${FIGURES}?days=7`, 'calls-figures');
      await main.locator('details summary').click();
      await all('calls-figures-table');
      await look(RETENTION, 'calls-retention');

      const service = await setUp.service();
      const booked = await setUp.book(service);
      await look(BOOKING, 'booking');
      await look(service, 'service');
      await look(ownHours(agent), 'agent-hours');
      for (const own of await main.locator('input[type="radio"][value="true"]').all()) await own.check();
      await all('agent-hours-own');
      await look(BOOK, 'book');
      await look(`${BOOK}?service=${idOf(service)}`, 'book-times');
      await field(page, 'phone').fill('12');
      await field(page, 'customer').fill('Ben Tan');
      await main.locator('form[action$="/appointments/book"] [type="submit"]').click();
      await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
      await all('book-refused');
      await look(booked, 'appointment');
      await look(`${BOOK}?moves=${idOf(booked)}`, 'appointment-move');
      for (const layout of ['day', 'week', 'list']) await look(`${APPOINTMENTS}?layout=${layout}`, `appointments-${layout}`);

      const contact = await setUp.contact();
      await setUp.contact('Réception du cabinet de Lausanne-Ouchy');
      await look(CONTACTS, 'contacts');
      await look(contact, 'contact');
      await go(IMPORT_CONTACTS);
      await page.locator('textarea').fill('Name\tPhone\nÉlodie Roux\t+33 1 84 88 00 12\nBen Tan\t12\n');
      await main.locator('form[enctype] [type="submit"]').click();
      await page.waitForURL(`**${IMPORT_CONTACTS}?list=*`);
      await all('contacts-import-preview');
      await look(SANDBOX, 'sandbox-call');
      await page.setViewportSize({ width: 390, height: 844 });
      await go(CONTACTS);
      await page.locator('.tabs summary').click();
      await shot(page, `${lang}-menu-contacts-390`);
    });

    test(`the platform in ${lang}`, async ({ page, go, all, look, setUp, somebody, elsewhere, allowStatus }) => {
      allowStatus(403, 422);
      await setUp.join(adminLink(somebody.email), somebody);
      const tenant = `${TENANTS}/${orgId(somebody.organisation)}`;
      await look(PLATFORM, 'platform');
      await look(TENANTS, 'tenants');
      await look(`${TENANTS}?search=nobody-at-all`, 'tenants-no-match');
      await look(`${TENANTS}/new`, 'new-tenant');
      await look(tenant, 'tenant');
      await look(`${tenant}/audit`, 'tenant-audit');
      await look(PLATFORM_LOG, 'platform-log');
      const other = newAccount();
      await go('/signup', elsewhere);
      await signUp(elsewhere, other);
      await elsewhere.waitForURL(`**${INTEGRATIONS}`);
      const theirs = `${TENANTS}/${orgId(other.organisation)}`;
      const main = page.locator('main');
      await go(theirs);
      const visit = main.locator('form[action$="/tenants/visit"]');
      await field(visit, 'reason').fill('Ticket 7: no calls arrive');
      await visit.locator('[type="submit"]').click();
      await page.waitForURL(`**${INTEGRATIONS}`);
      await look(AGENTS, 'visit');
      await look(TEAM, 'visit-team');
      await page.getByRole('complementary').locator('form [type="submit"]').first().click();
      await page.waitForURL(`**${theirs}`);
      const deletion = main.locator('form[action$="/tenants/delete"]');
      await field(deletion, 'org_name').fill(other.organisation);
      await deletion.locator('[type="submit"]').click();
      await expect(deletion).toHaveCount(0);
      await all('tenant-to-be-deleted');
    });
  });
}
