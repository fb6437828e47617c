// What one tenant costs another: neighbours.mjs PAGES [SECONDS each]
//
// PAGES is the address of a server in the sandbox. One organisation reads its
// integrations page, a few times a second as people do, first alone and then
// beside another that misbehaves in one way after the other. Prints the p50 and
// p99 of each, and fails when a p99 is over twice that of alone, give or take
// what a scheduler costs, or when the page is refused.

import { randomBytes, randomUUID } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { Visitor, sleep } from './visitor.mjs';

const [pages, seconds = '10'] = process.argv.slice(2);
const { hostname, port } = new URL(pages);
const PAGE = '/dashboard/integrations';
/** Within what an organisation may send in a minute. */
const EACH_MS = 75;
/** Below this, twice as long is the scheduler's doing. */
const GRACE_MS = 10;

const at = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];

async function latency(quiet) {
  const times = [];
  const until = performance.now() + Number(seconds) * 1000;
  while (performance.now() < until) {
    const { took, status } = await quiet.timed(PAGE);
    if (status !== 200) throw new Error(`the other organisation's page answered ${status}`);
    times.push(took);
    await sleep(EACH_MS);
  }
  times.sort((a, b) => a - b);
  return { p50: at(times, 0.5), p99: at(times, 0.99) };
}

// The clock of one is not held up by the answers to the other, and what one address
// may hold is not taken from the other's.
if (!isMainThread) {
  const quiet = new Visitor(pages, workerData, '127.0.0.2');
  await quiet.timed(PAGE);
  parentPort.on('message', async () => parentPort.postMessage(await latency(quiet)));
} else {
  await compare();
}

async function compare() {
  const unique = randomBytes(4).toString('hex');
  const quiet = new Visitor(pages);
  const { email } = await quiet.signUp(`quiet-${unique}`);
  quiet.agent.destroy();
  const loud = new Visitor(pages);
  await loud.signUp(`loud-${unique}`);
  const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: quiet.cookie });
  const beside = () =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
      worker.postMessage(null);
    });

  /** Does it again and again, so many at a time, until it is stopped. */
  function again(width, act) {
    let going = true;
    const one = async () => {
      while (going) await act().catch(() => sleep(5));
    };
    const all = Promise.all(Array.from({ length: width }, one));
    return async () => {
      going = false;
      await all;
    };
  }

  const failingKey = () => {
    const fields = { key: `${randomUUID().slice(0, -3)}503`, region: 'us' };
    return loud.post('/rpc/integrations/save-vapi', '/dashboard/integrations/vapi', fields);
  };

  const agents = () => {
    const fields = {
      name: `Agent ${randomBytes(3).toString('hex')}`,
      greeting: 'Good day.',
      instructions: 'Keep answers short.',
      language: 'en',
      speaks_first: 'agent',
      voice: 'vapi:Elliot',
    };
    return loud.post('/rpc/agents/create', '/dashboard/agents/new', fields);
  };

  const guessing = () => {
    const stranger = new Visitor(pages);
    return stranger.post('/rpc/log_in', '/login', { email, password: randomBytes(6).toString('hex') });
  };

  /** Holds so many connections, each of which says this and then nothing. */
  async function holding(count, said) {
    const sockets = Array.from({ length: count }, () => {
      const socket = net.connect(Number(port), hostname, () => socket.write(said));
      return socket.on('error', () => {}).on('data', () => {});
    });
    await sleep(500);
    return async () => sockets.forEach((socket) => socket.destroy());
  }

  const flood = new http.Agent({ keepAlive: true, maxSockets: 64 });
  /** How often the flood was answered with each status. */
  const answered = new Map();
  const ways = {
    'a provider that fails for it': async () => again(4, failingKey),
    'a flood of pages': async () =>
      again(64, async () => {
        const { status } = await Object.assign(new Visitor(pages, loud.cookie), { agent: flood }).timed(PAGE);
        answered.set(status, (answered.get(status) ?? 0) + 1);
      }),
    'a long queue': async () => again(4, agents),
    'wrong passwords for the other': async () => again(16, guessing),
    '1,100 live connections': () => holding(1100, `GET /events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${loud.cookie}\r\n\r\n`),
    '1,100 half-sent requests': () => holding(1100, 'GET /login HTTP/1.1\r\nHost: x'),
  };

  const row = (what, { p50, p99 }, note = '') =>
    console.log(`${what.padEnd(34)} ${`${p50.toFixed(1)} ms`.padStart(12)} ${`${p99.toFixed(1)} ms`.padStart(12)} ${note.padStart(12)}`);

  await beside();
  const alone = await beside();
  console.log(`${''.padEnd(34)} ${'p50'.padStart(12)} ${'p99'.padStart(12)} ${'p99 (2.0)'.padStart(12)}`);
  row('alone', alone);
  const over = [];
  for (const [way, begin] of Object.entries(ways)) {
    const stop = await begin();
    const measured = await beside();
    const health = await fetch(`${pages}/healthz`);
    await stop();
    const ratio = measured.p99 / alone.p99;
    row(way, measured, ratio.toFixed(2));
    if (!health.ok || (ratio > 2 && measured.p99 - alone.p99 > GRACE_MS)) over.push(way);
  }
  await worker.terminate();
  flood.destroy();
  console.log(`the flood: ${answered.get(200) ?? 0} pages, ${answered.get(429) ?? 0} refused`);
  // A burst of a quarter minute, and then more than its quota allows.
  if (!(answered.get(200) >= 300 && answered.get(429) > 0)) throw new Error('the flood was none');
  if (over.length > 0) throw new Error(`too dear for the other organisation: ${over.join(', ')}`);
}
