// What the operator does at the installation of the tests, beside its server.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { SIMULATORS } from './addresses';

/** Runs a command of the binary; returns what it prints. */
export function operator(...args: string[]): string {
  const folder = process.env.AVA_E2E_DIR ?? '';
  return execFileSync(join(folder, 'ava'), args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, AVA_ENV: 'development', AVA_LOG: 'warn', AVA_SANDBOX_ADDR: SIMULATORS },
  });
}

/** The path of the page on which the person with this address becomes a platform admin. */
export function adminLink(email: string): string {
  return new URL(operator('admin', 'create', email).trim()).pathname;
}

/** The id of the organisation with this name. */
export function orgId(name: string): string {
  const line = operator('orgs', 'list').split('\n').find((one) => one.includes(name));
  return line?.split(' ')[0] ?? '';
}
