// The provider calls of one import: import_calls.mjs PAGES SIMULATORS
//
// PAGES and SIMULATORS are the addresses of a server in the sandbox and of its
// simulators; COOKIE is a session whose organisation has connected nothing yet.
// Goes the whole way by the forms of the pages, then slows the simulators down:
// a call that comes before the answer to another could be there did not wait for
// it, and both count as one in a row.

import { randomBytes, randomUUID } from 'node:crypto';
import { Visitor, sleep } from './visitor.mjs';

const [pages, simulators] = process.argv.slice(2);
const LATENCY = 150;
const PATIENCE = 60_000;

const vapiKey = randomUUID();
// The last three digits of a SID choose a behaviour: these choose none.
const secret = `${randomBytes(14).toString('hex')}aaaa`;
const sid = `AC${secret}`;

const visitor = new Visitor(pages, process.env.COOKIE);

async function control(path, init) {
  const answer = await fetch(`${simulators}/control/${path}`, {
    ...init,
    headers: { ...init?.headers, 'x-ava-sandbox': '1' },
  });
  if (!answer.ok) throw new Error(`the simulators answered ${answer.status} to ${path}`);
  return answer.status === 204 ? null : answer.json();
}

async function shown(path, text) {
  const until = Date.now() + PATIENCE;
  while (!(await visitor.page(path)).includes(text)) {
    if (Date.now() > until) throw new Error(`${path} never showed "${text}"`);
    await sleep(100);
  }
}

/** Makes every call of this account slow; returns what takes it back. */
async function slow(provider, scope) {
  const fault = { provider, scope, kind: 'latency', latency_ms: LATENCY, remaining: 1000 };
  const { id } = await control('faults', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  return () => control(`faults/${id}`, { method: 'DELETE' });
}

function rounds(calls) {
  const found = [];
  for (const call of calls) {
    const round = found.at(-1);
    if (round && call.at_ms < round[0].at_ms + LATENCY) round.push(call);
    else found.push([call]);
  }
  return found;
}

await visitor.send('/dashboard/integrations/vapi', { key: vapiKey, region: 'us' });
const agent = await visitor.send('/dashboard/agents/new', {
  name: 'Reception',
  greeting: 'Lakeside Clinic, good day.',
  instructions: 'You are the receptionist. Keep answers short.',
  language: 'en',
  speaks_first: 'agent',
  voice: 'vapi:Elliot',
});
await shown(new URL(agent.to, pages).pathname, 'In step');
await visitor.send('/dashboard/integrations/twilio', { account_sid: sid, auth_token: secret });
await shown('/dashboard/integrations/twilio', sid.slice(-4));

const { twilio_numbers: numbers } = await control('snapshot');
const { phone_number: number } = numbers.find(({ account_sid, voice }) => account_sid === sid && voice);
const before = (await control('calls')).at(-1)?.seq ?? 0;
const restore = await Promise.all([slow('vapi', vapiKey), slow('twilio', sid)]);
const { correlation } = await visitor.send('/dashboard/integrations/twilio?choose=1', { number });
await shown('/dashboard/integrations', 'can answer with');
await Promise.all(restore.map((undo) => undo()));

const calls = (await control(`calls?after=${before}`)).filter((call) => call.correlation_id === correlation);
const inARow = rounds(calls);
console.log(`provider calls of one import: ${calls.length}, of which ${inARow.length} in a row`);
inARow.forEach((round, at) => {
  for (const { provider, method, path } of round) console.log(`  ${at + 1}  ${provider} ${method} ${path}`);
});
