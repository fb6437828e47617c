// The page of a mailbox: a chosen service fills in its server, and a mail is tried, with
// scripts and without.

import { expect, field, test } from '../fixtures';
import { SANDBOX, SMTP, follow, save } from '../journey';

test('a chosen service fills in its server, and a test mail arrives @no-js @phone', async ({ page, go, ready, account }) => {
  const main = page.locator('main');
  await go(SMTP);
  await follow(main.getByRole('link', { name: 'Gmail' }), `${SMTP}?preset=gmail`);
  await ready();
  await expect(field(page, 'host')).toHaveValue('smtp.gmail.com');
  await expect(field(page, 'port')).toHaveValue('465');
  await expect(main.locator('input[name="form[security]"]:checked')).toHaveValue('tls');
  await field(page, 'user').fill(account.email);
  await field(page, 'password').fill('abcd efgh ijkl mnop');
  await save(page).click();
  await expect(main).toContainText('smtp.gmail.com:465, TLS');
  await main.getByRole('button', { name: 'Send a test mail' }).click();
  // Said above the page where no script shows it.
  await expect(page.getByText('The mail server took the test mail (250)').first()).toBeVisible();
  await go(SANDBOX);
  await expect(main).toContainText('Test mail from AVA');
  await expect(main).toContainText(`${account.email} → ${account.email}`);
});

test('a mail server that takes tokens alone is named, and what was typed stays @no-js', async ({ page, go, ready, account, allowStatus }) => {
  allowStatus(422);
  const main = page.locator('main');
  await go(SMTP);
  await ready();
  await field(page, 'host').fill('oauth-only.example');
  await field(page, 'port').fill('587');
  await main.locator('input[name="form[security]"][value="starttls"]').check();
  await field(page, 'user').fill(account.email);
  await field(page, 'password').fill('abcd efgh ijkl mnop');
  await save(page).click();
  await expect(main).toContainText('it takes tokens of OAuth alone (XOAUTH2)');
  await expect(field(page, 'host')).toHaveValue('oauth-only.example');
  await expect(field(page, 'user')).toHaveValue(account.email);
  await expect(main).not.toContainText('Checked and connected.');
});
