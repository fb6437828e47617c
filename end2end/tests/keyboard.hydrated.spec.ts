// Use with the keyboard alone; the place of the focus; input that survives a failure.

import { expect, field, test } from '../fixtures';
import { INTEGRATIONS, NEW_AGENT, OPERATIONS, VAPI, connectedWord, heading, mark, marked, openReplace, readiness, save } from '../journey';
import type { Locator, Page } from '@playwright/test';

/** Tabs on until `thing` has the focus: so it can be reached, and is seen. */
async function tabTo(page: Page, thing: Locator): Promise<void> {
  const focused = () => thing.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 60 && !(await focused()); presses += 1) await page.keyboard.press('Tab');
  await expect(thing).toBeFocused();
  const seen = await thing.evaluate((element) => {
    const of = (at: Element | null) => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at ?? element);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    };
    return of(element) || of(element.parentElement) || of(element.closest('label'));
  });
  expect(seen, 'the focus is visible').toBe(true);
}

test('signing in and connecting with the keyboard alone', async ({ page, go, ready, account }) => {
  await page.context().clearCookies();
  await go('/login');
  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await tabTo(page, field(page, 'email').first());
  await page.keyboard.type(account.email);
  await tabTo(page, page.locator('input[type="password"]'));
  await page.keyboard.type(account.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${INTEGRATIONS}`);
  await ready();

  await tabTo(page, readiness(page).getByRole('link', { name: 'Connect Vapi' }));
  await page.keyboard.press('Enter');
  await page.waitForURL(`**${VAPI}`);
  await ready();
  // Another area is another document, which is read from its top.
  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }));
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await tabTo(page, field(page, 'key'));
  await page.keyboard.type(account.vapiKey);
  await tabTo(page, page.getByRole('button', { name: 'Show' }));
  await page.keyboard.press('Space');
  await expect(field(page, 'key')).toHaveAttribute('type', 'text');
  await tabTo(page, page.locator('[name="form[region]"][value="us"]'));
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[name="form[region]"][value="eu"]')).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await tabTo(page, save(page));
  await page.keyboard.press('Enter');
  await expect(connectedWord(page)).toBeVisible();
});

test('turning a page by its link puts the focus on the new content', { tag: '@phone' }, async ({
  page,
  go,
  account: _,
  isMobile,
}) => {
  // Both are of one area, from which no page is loaded for the other.
  await go(OPERATIONS);
  await mark(page);
  const places = page.getByRole('navigation', { name: 'Main' });
  for (const name of ['Sandbox', 'Operations']) {
    // The bar of a phone has four places, and the rest behind "More".
    if (isMobile) await places.getByText('More', { exact: true }).click();
    await places.getByRole('link', { name }).click();
    await expect(heading(page)).toHaveText(name);
    await expect(page).toHaveTitle(`${name} · AVA`);
    await expect(page.locator('#main')).toBeFocused();
    if (isMobile) {
      await expect(places.getByRole('link', { name })).toBeHidden();
      await places.getByText('More', { exact: true }).click();
    }
    await expect(places.getByRole('link', { name })).toHaveAttribute('aria-current', 'page');
    if (isMobile) await page.keyboard.press('Escape');
  }
  if (isMobile) {
    const behind = places.getByRole('link', { name: 'Sandbox' });
    await expect(behind).toBeHidden();
    await places.getByText('More', { exact: true }).click();
    await expect(behind).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(behind).toBeHidden();
  }
  await expect(marked(page)).toBeVisible();
  await page.goBack();
  await expect(heading(page)).toHaveText('Sandbox');
});

test('a link to another area of the site loads it, and its own turn in place', { tag: '@phone' }, async ({
  page,
  go,
  ready,
  account: _,
}) => {
  const places = page.getByRole('navigation', { name: 'Main' });
  await go(INTEGRATIONS);
  await mark(page);
  await places.getByRole('link', { name: 'Agents' }).click();
  await expect(heading(page)).toHaveText('Agents');
  await expect(marked(page)).toHaveCount(0);
  await ready();
  await mark(page);
  await page.locator(`main a[href="${NEW_AGENT}"]:visible`).click();
  await expect(heading(page)).toHaveText('New agent');
  await expect(page.locator('#main')).toBeFocused();
  await expect(marked(page)).toBeVisible();
  await places.getByRole('link', { name: 'Numbers' }).click();
  await expect(heading(page)).toHaveText('Numbers');
  await expect(marked(page)).toHaveCount(0);
  await ready();
  for (const before of ['New agent', 'Agents', 'Integrations']) {
    await page.goBack();
    await expect(heading(page)).toHaveText(before);
    await ready();
  }
});

test('a secret can be read while it is typed, and hidden again', async ({ page, go, account, axe }) => {
  await go(VAPI);
  await field(page, 'key').fill(account.vapiKey);
  await expect(field(page, 'key')).toHaveAttribute('type', 'password');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(field(page, 'key')).toHaveAttribute('type', 'text');
  await axe('a secret that is shown');
  await page.getByRole('button', { name: 'Hide' }).click();
  await expect(field(page, 'key')).toHaveAttribute('type', 'password');
  await expect(field(page, 'key')).toHaveValue(account.vapiKey);
});

test('what was typed survives a refusal, and the next save works', async ({ page, go, account, allowStatus, sandbox }) => {
  allowStatus(401, 403, 422);
  await go(VAPI);
  await sandbox.fault({ provider: 'vapi', scope: account.vapiKey, kind: 'unauthorized', remaining: 3 });
  await field(page, 'key').fill(account.vapiKey);
  await save(page).click();
  await expect(field(page, 'key')).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page, 'key')).toHaveValue(account.vapiKey);
  await expect(save(page)).toBeEnabled();
  await save(page).click();
  await expect(connectedWord(page)).toBeVisible();
  await openReplace(page);
  await expect(field(page, 'key')).toHaveValue('');
});

test('lesson 50: a session that ended meanwhile does not cost what was typed', async ({ page, go, context, account, allowStatus }) => {
  allowStatus(401);
  await go(VAPI);
  await field(page, 'key').fill(account.vapiKey);
  await context.clearCookies();
  await save(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'You are signed out.' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Sign in (new tab)' })).toHaveAttribute('href', /^\/login\?next=/);
  await expect(field(page, 'key')).toHaveValue(account.vapiKey);
});

