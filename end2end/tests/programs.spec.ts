// Programs of other makes: a client generated from the document, the official SDK of the Model Context
// Protocol, and the library of Standard Webhooks. None of them sees a page.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import createClient from 'openapi-fetch';
import { Webhook } from 'standardwebhooks';
import type { APIRequestContext } from '@playwright/test';
import { expect } from '../fixtures';
import type { paths } from '../generated/api';
import { idOf } from '../journey';
import { test } from '../receiver';

const SCOPES = [
  'integrations_read',
  'integrations_write',
  'agents_read',
  'agents_write',
  'numbers_read',
  'numbers_write',
  'operations_read',
  'operations_write',
  'calls_read',
  'contacts_read',
  'contacts_write',
  'appointments_read',
  'appointments_write',
  'webhooks_read',
  'webhooks_write',
];

/** A token of the person's, with these scopes, by the form of the page. */
async function token(request: APIRequestContext, baseURL: string): Promise<string> {
  const page = '/dashboard/account/tokens';
  const ticked = Object.fromEntries(SCOPES.map((scope) => [`form[${scope}]`, 'true']));
  const made = await request.post('/rpc/account/make_token', {
    headers: { accept: 'text/html', referer: `${baseURL}${page}` },
    form: { 'form[name]': 'End to end', ...ticked, 'form[lasts]': '7', 'form[networks]': '' },
  });
  expect(made, 'a token made').toBeOK();
  const shown = /ava_[\w-]{43}[\da-f]{6}/.exec(await (await request.get(page)).text())?.[0];
  expect(shown, 'a token shown').toBeTruthy();
  return shown ?? '';
}

/** What an answer has, which has to be there. */
function got<T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T {
  expect(error, response.url).toBeUndefined();
  if (data === undefined) throw new Error(`${response.url} answers ${response.status} with nothing`);
  return data;
}

test('a client generated from the document brings a number to where it answers', async ({
  context,
  baseURL,
  account,
  number,
}) => {
  const bearer = await token(context.request, baseURL!);
  const ava = createClient<paths>({ baseUrl: baseURL!, headers: { Authorization: `Bearer ${bearer}` } });
  const vapi = { provider: 'vapi', key: account.vapiKey } as const;
  const twilio = { provider: 'twilio', account_sid: account.twilio.sid, auth_token: account.twilio.token } as const;
  for (const body of [vapi, twilio]) {
    const to = { params: { path: { provider: body.provider } }, body };
    expect(got(await ava.PUT('/api/integrations/{provider}', to)).connected, body.provider).toBe(true);
  }
  const agent = got(
    await ava.POST('/api/agents', {
      body: {
        name: 'Reception',
        greeting: 'Hello',
        instructions: 'Find out who calls and why.',
        language: 'en',
        voice: { provider: 'vapi', id: 'Elliot' },
      },
    }),
  );
  const { id } = got(await ava.POST('/api/numbers', { body: { number, agent: agent.id } }));
  const wait = { params: { path: { id }, query: { wait: 20 } } };
  expect(got(await ava.GET('/api/operations/{id}', wait)).state).toBe('done');
  const readiness = got(await ava.GET('/api/readiness'));
  expect(readiness.numbers[0]).toMatchObject({ number, agent: 'Reception', ready: true });

  const refused = await ava.POST('/api/numbers', { body: { number: '12' } });
  expect(refused.error).toMatchObject({ status: 422, code: 'invalid', field: 'number' });
});

test('the official client of the Model Context Protocol calls every tool', async ({
  context,
  baseURL,
  setUp,
  answering,
}) => {
  const service = idOf(await setUp.service());
  const call = idOf(await setUp.call(answering));
  const headers = { Authorization: `Bearer ${await token(context.request, baseURL!)}` };
  const client = new Client({ name: 'ava-end2end', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', baseURL), { requestInit: { headers } }));
  expect(client.getServerVersion()?.name).toBe('ava');
  const { tools } = await client.listTools();
  const called = new Set<string>();

  /** Calls a tool; the client checks the answer against the schema that the tool promises. */
  const use = async (name: string, given: Record<string, unknown> = {}) => {
    called.add(name);
    const { isError, structuredContent, content } = await client.callTool({ name, arguments: given });
    expect(isError ?? false, `${name}: ${JSON.stringify(content)}`).toBe(false);
    return (structuredContent ?? {}) as Record<string, any>;
  };
  /** The same for one that asks first: nothing is done before it is confirmed. */
  const confirmed = async (name: string, given: Record<string, unknown>) => {
    const asked = await client.callTool({ name, arguments: given });
    expect(asked.isError, name).toBe(true);
    // In text: the client holds what is structured against the schema of what the tool answers.
    const [{ text }] = asked.content as unknown as [{ text: string }];
    const { code, confirmation } = JSON.parse(text) as { code: string; confirmation: string };
    expect(code, name).toBe('confirmation_needed');
    return use(name, { ...given, confirmation });
  };

  const [{ id: agent }] = (await use('agents_list')).items;
  const { name, greeting, speaks_first, instructions, language, voice } = await use('agents_get', { id: agent });
  const written = { name, greeting, speaks_first, instructions: `${instructions} Be brief.`, language, voice };
  expect(await use('agents_update', { id: agent, ...written })).toMatchObject({ id: agent });
  const [{ id: number }] = (await use('numbers_list')).items;
  expect(await use('numbers_get', { id: number })).toMatchObject({ number: answering });
  expect((await use('readiness')).numbers).toHaveLength(1);
  const [{ id: operation }] = (await use('operations_list')).items;
  expect(await use('operations_get', { id: operation, wait: 1 })).toMatchObject({ id: operation });
  expect((await use('calls_list')).items[0].id).toBe(call);
  expect(await use('calls_get', { id: call })).toMatchObject({ id: call });
  expect((await use('services_list')).items[0].id).toBe(service);
  const { slots } = await use('appointments_slots', { service });
  const made = { service, start: slots[0], name: 'Ben Tan', number: '+14155550134' };
  const { id: appointment } = await use('appointments_book', made);
  expect(await use('appointments_reschedule', { id: appointment, start: slots[1] })).toMatchObject({ start: slots[1] });
  expect((await use('appointments_list')).items[0].id).toBe(appointment);
  await confirmed('appointments_cancel', { id: appointment });
  expect(await use('appointments_get', { id: appointment })).toMatchObject({ state: 'cancelled' });
  const [{ id: contact }] = (await use('contacts_find', { search: 'Ben' })).items;
  expect(await use('contacts_get', { id: contact })).toMatchObject({ name: 'Ben Tan' });
  await confirmed('agents_delete', { id: agent });

  expect([...called].sort()).toEqual(tools.map((tool) => tool.name).sort());
  await client.close();
});

test('the library of Standard Webhooks verifies what an endpoint is sent', async ({
  context,
  baseURL,
  account: _,
  receiver,
}) => {
  const bearer = await token(context.request, baseURL!);
  const ava = createClient<paths>({ baseUrl: baseURL!, headers: { Authorization: `Bearer ${bearer}` } });
  const endpoint = got(
    await ava.POST('/api/webhooks', {
      body: { url: receiver.url, description: '', events: ['number.ready'] },
    }),
  );
  got(await ava.POST('/api/webhooks/{id}/test', { params: { path: { id: endpoint.id } } }));
  await expect.poll(() => receiver.taken.length).toBe(1);
  const { headers: sent, body } = receiver.taken[0]!;
  const headers = sent as Record<string, string>;
  const library = new Webhook(endpoint.secret ?? '');
  expect(library.verify(body, headers)).toMatchObject({ type: expect.any(String), timestamp: expect.any(String) });
  expect(() => library.verify(`${body} `, headers)).toThrow();
});
