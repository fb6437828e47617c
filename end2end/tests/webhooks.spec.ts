// Webhooks: a program of one's own is told what happens, checks that it is AVA who says so, and is told
// again what it lost.

import { createHmac } from 'node:crypto';

import { expect, field } from '../fixtures';
import { INTEGRATIONS, NEW_WEBHOOK, WEBHOOKS, follow, heading } from '../journey';
import { test, type Taken } from '../receiver';

/** The signature that the secret gives a request, as Standard Webhooks describes it. */
function signature(secret: string, { headers, body }: Taken): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

const OF_WEBHOOK = /\/dashboard\/webhooks\/[0-9a-f-]{36}$/;

test('a program is told, checks who says so, and is told again', { tag: ['@phone', '@no-js'] }, async ({
  page,
  go,
  ready,
  comes,
  account: _,
  receiver,
  allowStatus,
  axe,
}) => {
  test.slow();
  allowStatus(422);
  const main = page.locator('main');
  await go(WEBHOOKS);
  await expect(main).toContainText('No webhooks yet');
  await follow(main.getByRole('link', { name: 'Add a webhook' }).first(), NEW_WEBHOOK);
  await ready();
  await axe('a webhook that is being made');
  await field(page, 'url').fill(receiver.url);
  await field(page, 'description').fill('CRM');
  const make = main.getByRole('button', { name: 'Add and show the secret' });
  await make.click();
  await expect(main.getByText('Choose at least one event.')).toBeVisible();
  await expect(field(page, 'url')).toHaveValue(receiver.url);
  await ready();
  await main.getByLabel('Contact made').check();
  await make.click();
  await page.waitForURL(OF_WEBHOOK);
  await ready();
  await expect(heading(page)).toHaveText('CRM');
  const secret = await main.locator('code.address').filter({ hasText: 'whsec_' }).innerText();
  await axe('a webhook with its secret, this once');
  const { pathname } = new URL(page.url());
  await go(pathname);
  await expect(main).not.toContainText('whsec_');

  await main.getByRole('button', { name: 'Send a test' }).click();
  await comes(main.locator('.rows .pill.ok'), 30);
  await expect(main.locator('.rows')).toContainText('200 after');
  expect(receiver.taken).toHaveLength(1);
  const [first] = receiver.taken;
  expect(first?.headers['webhook-signature']).toBe(first && signature(secret, first));
  expect(JSON.parse(first?.body ?? '')).toMatchObject({ type: 'webhook.test' });
  await axe('a webhook that was tested');

  await main.locator('.rows b a').first().click();
  await page.waitForURL(/\/dashboard\/webhooks\/deliveries\//);
  await ready();
  await expect(main).toContainText('noted');
  await expect(main).toContainText('"type":"webhook.test"');
  await axe('a delivery');
  await main.getByRole('button', { name: 'Send again' }).click();
  await expect(page.getByText('It is in line to be sent again.').first()).toBeVisible();
  await expect(() => {
    expect(receiver.taken).toHaveLength(2);
  }).toPass({ timeout: 30_000 });
  expect(receiver.taken[1]?.headers['webhook-id']).toBe(first?.headers['webhook-id']);

  // Both secrets sign until the program has the new one.
  await go(`${pathname}/settings`);
  await axe('the settings of a webhook');
  await main.getByRole('button', { name: 'Make another secret' }).click();
  await page.waitForURL(OF_WEBHOOK);
  await ready();
  const other = await main.locator('code.address').filter({ hasText: 'whsec_' }).innerText();
  expect(other).not.toBe(secret);
  await expect(main).toContainText('The former secret signs as well');
  await main.getByRole('button', { name: 'Send a test' }).click();
  await expect(() => {
    expect(receiver.taken).toHaveLength(3);
  }).toPass({ timeout: 30_000 });
  const third = receiver.taken[2];
  const signatures = String(third?.headers['webhook-signature']).split(' ');
  expect(signatures).toHaveLength(2);
  for (const each of [secret, other]) expect(signatures).toContain(third && signature(each, third));

  await go(pathname);
  await main.getByRole('button', { name: 'Pause' }).click();
  await comes(main.getByRole('button', { name: 'Go on sending' }));
  await axe('a webhook that is paused');
  await main.getByRole('button', { name: 'Go on sending' }).click();
  await comes(main.getByRole('button', { name: 'Pause' }));

  await go(`${pathname}/settings`);
  await main.getByRole('button', { name: 'Delete the webhook' }).click();
  await page.waitForURL(`**${WEBHOOKS}`);
  await expect(page.getByText('The webhook is deleted.').first()).toBeVisible();
  await expect(main).toContainText('No webhooks yet');
});

test('a program that does not answer is shown, with what it said', { tag: '@no-js' }, async ({
  page,
  go,
  comes,
  account: _,
  receiver,
  setUp,
  axe,
}) => {
  receiver.answers = 503;
  const path = await setUp.webhook(receiver.url);
  await go(path);
  await page.locator('main').getByRole('button', { name: 'Send a test' }).click();
  await comes(page.locator('.rows').getByText('It answered 503, which is no success.'), 30);
  await axe('a webhook that fails');
  await go(INTEGRATIONS);
  await expect(page.locator('nav a[href="/dashboard/webhooks"]').first()).toBeAttached();
});
