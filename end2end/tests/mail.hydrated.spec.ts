// A mailbox at a mail server of another make, with TLS and AUTH on: a server of AVA's own,
// whose operator allows relays on this machine and trusts the issuer of its certificate.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { MAILING, SIMULATORS } from '../addresses';
import { expect, field, test } from '../fixtures';
import { SMTP, openReplace, press, save } from '../journey';

test.use({ baseURL: `http://${MAILING}` });
// The tests share the servers.
test.describe.configure({ mode: 'serial' });

const USER = 'front@clinic.example';
const PASSWORD = 'four words of mine';

let server: ChildProcess;
let folder: string;
let tls: SMTPServer;
let startTls: SMTPServer;
const mails: { to: string; content: string }[] = [];

/** Makes an issuer, and its certificate for localhost. */
function certificate(): { key: string; cert: string } {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Clinic CA');
  openssl('req', '-new', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n');
  openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-out', 'server.pem', '-days', '2', '-extfile', 'server.ext'],
  );
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { key: read('server.key'), cert: read('server.pem') };
}

async function mailServer(options: SMTPServerOptions): Promise<SMTPServer> {
  const made = new SMTPServer({
    ...options,
    authMethods: ['PLAIN', 'LOGIN'],
    // Nobody is asked for the name of this machine.
    disableReverseLookup: true,
    onAuth({ username, password }, _, done) {
      if (username === USER && password === PASSWORD) done(null, { user: username });
      else done(Object.assign(new Error('Authentication failed'), { responseCode: 535 }));
    },
    onData(stream, session, done) {
      let content = '';
      stream.on('data', (chunk: Buffer) => (content += chunk.toString('utf8')));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), content });
        done();
      });
    },
  });
  // A client that hangs up in the middle of a handshake is one of the cases.
  made.on('error', () => {});
  await new Promise<void>((listening) => made.listen(0, '127.0.0.1', listening));
  return made;
}

const portOf = (of: SMTPServer) => String((of.server.address() as AddressInfo).port);

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ava-e2e-mail-'));
  const { key, cert } = certificate();
  tls = await mailServer({ secure: true, key, cert });
  startTls = await mailServer({ secure: false, key, cert });
  server = spawn(join(process.env.AVA_E2E_DIR ?? '', 'ava'), ['serve'], {
    cwd: folder,
    stdio: 'ignore',
    env: {
      ...process.env,
      AVA_ADDR: MAILING,
      AVA_ENV: 'development',
      AVA_LOG: 'warn',
      AVA_SANDBOX_ADDR: SIMULATORS,
      AVA_SITE_DIR: join(process.env.AVA_E2E_DIR ?? '', 'site'),
      AVA_SMTP_CA_FILE: join(folder, 'ca.pem'),
      AVA_SMTP_INTERNAL_RELAYS: 'true',
      AVA_TRUSTED_PROXIES: '1',
      DATABASE_URL: `sqlite://${join(folder, 'mail.db')}`,
    },
  });
  await expect
    .poll(() => fetch(`http://${MAILING}/readyz`).then((answer) => answer.ok, () => false), { timeout: 30_000 })
    .toBe(true);
});

test.afterAll(async () => {
  const ended = new Promise((end) => server.once('exit', end));
  server.kill('SIGTERM');
  await ended;
  for (const mailing of [tls, startTls]) await new Promise<void>((closed) => mailing.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

test('a mailbox is connected at a server of another make, by both ways of TLS, and sends', async ({
  page,
  go,
  account,
  allowStatus,
}) => {
  allowStatus(422);
  const main = page.locator('main');
  const type = async (values: Record<string, string>, security: string) => {
    for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
    await main.locator(`input[name="form[security]"][value="${security}"]`).check();
  };
  const mailbox = { host: 'localhost', user: USER, password: PASSWORD };

  await go(SMTP);
  await type({ ...mailbox, port: portOf(tls), password: 'wrong horse' }, 'tls');
  await press(save(page), 'integrations/save-smtp');
  await expect(field(page, 'password')).toHaveAccessibleDescription(/refused this user or password/);

  await type({ port: portOf(startTls), password: PASSWORD }, 'tls');
  await press(save(page), 'integrations/save-smtp');
  await expect(main).toContainText('This port does not speak TLS from the first byte.');

  await type({ port: portOf(tls), password: PASSWORD }, 'starttls');
  await press(save(page), 'integrations/save-smtp');
  await expect(main).toContainText('This port speaks TLS from the first byte.');

  await type({ port: portOf(tls), password: PASSWORD }, 'tls');
  await press(save(page), 'integrations/save-smtp');
  await expect(main).toContainText(`localhost:${portOf(tls)}, TLS`);

  await press(main.getByRole('button', { name: 'Send a test mail' }), 'integrations/test-mail');
  await expect(main).toContainText('The mail server took the test mail (250)');
  expect(mails.map(({ to }) => to)).toEqual([account.email]);
  expect(mails[0]?.content).toContain('Subject: Test mail from AVA');

  await openReplace(page);
  await type({ port: portOf(startTls), password: '' }, 'starttls');
  await press(save(page), 'integrations/save-smtp');
  await expect(main).toContainText(`localhost:${portOf(startTls)}, STARTTLS`);
});
