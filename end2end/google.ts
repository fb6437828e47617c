// The way to the consent at the simulated Google, and back.

import { type Page } from '@playwright/test';
import { GOOGLE } from './journey';

/** Presses *Connect*, and arrives at the page of the simulated Google. */
export async function toGoogle(page: Page, name = 'Connect Google Calendar'): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.waitForURL(/\/google\/accounts\/o\/oauth2\/v2\/auth\?/);
}

/** Agrees there with an account of its own, and arrives back. */
export async function agree(page: Page, account: string): Promise<void> {
  await page.getByLabel('Account').fill(account);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`**${GOOGLE}`);
}
