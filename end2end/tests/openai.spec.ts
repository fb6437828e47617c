// The OpenAI key: what is wrong with it is said on its field, and Vapi gets it where that is ticked.

import { expect, field, test } from '../fixtures';
import { OPENAI, connectVapi, connectedWord, save } from '../journey';

test('another vendor’s key, a missing right and a missing credit are each said in words', async ({
  page,
  go,
  ready,
  account: _,
  allowStatus,
  axe,
}) => {
  allowStatus(400, 402, 422);
  const key = field(page, 'key');
  const typed = async (text: string) => {
    await go(OPENAI);
    await key.fill(text);
    await save(page).click();
  };
  await typed('sk-ant-api03-0123456789');
  await expect(key).toHaveAccessibleDescription(/This is a key of Anthropic\./);
  await typed('sk-proj-sandbox-readonly');
  await expect(key).toHaveAccessibleDescription(/may not have models answer \(scope model\.request\)/);
  await ready();
  await axe('a refused OpenAI key');
  await typed('sk-proj-sandbox-nocredit');
  await expect(page.locator('main')).toContainText('Your OpenAI account has no credit left.');
});

test('a key of a region is found there, and stays here', async ({ page, go, account: _ }) => {
  await go(OPENAI);
  await field(page, 'key').fill('sk-proj-sandbox-eu');
  await page.getByLabel('Hand the key to Vapi').check();
  await save(page).click();
  await expect(connectedWord(page)).toBeVisible();
  await expect(page.locator('main .facts')).toContainText('Europe');
  await expect(page.locator('main')).toContainText('the key works in its own region alone');
});

test('a key that is handed over is at Vapi, and goes from there with it', async ({
  page,
  go,
  ready,
  comes,
  account,
  axe,
}) => {
  const main = page.locator('main');
  await go(OPENAI);
  await field(page, 'key').fill(`sk-proj-${account.vapiKey}`);
  await page.getByLabel('Hand the key to Vapi').check();
  await save(page).click();
  await expect(main).toContainText('is to get this key, as soon as Vapi is connected');
  await connectVapi(page, go, account);
  await go(OPENAI);
  await comes(main.getByText('has this key, given'));
  await ready();
  await axe('a key that Vapi has');
  await go(`${OPENAI}/disconnect`);
  await expect(main).toContainText('The OpenAI key is deleted there. Vapi goes on with models of its own.');
  await axe('disconnecting OpenAI');
  await main.getByRole('button', { name: 'Disconnect OpenAI' }).click();
  await comes(main.getByText('Deleted at Vapi, which bills the models again.'));
});
