// The addresses of the servers of a run, each on a free port. The process that reads the
// configuration takes the ports; its workers read this file too, and inherit them by
// their environment. AVA_E2E_PORT, where it is set, is the port of the pages.

import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const NAMES = [
  'AVA_E2E_PORT',
  'AVA_E2E_SANDBOX_PORT',
  'AVA_E2E_UNSUPPLIED_PORT',
  'AVA_E2E_MAILING_PORT',
  'AVA_E2E_ABROAD_PORT',
  'AVA_E2E_AUTHORIZATION_PORT',
  'AVA_E2E_IDENTIFIED_PORT',
  'AVA_E2E_IDENTITY_PORT',
] as const;

const missing = NAMES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  const tool = resolve(import.meta.dirname, '../scripts/tools/free_ports.mjs');
  const line = execFileSync(process.execPath, [tool, String(missing.length)], { encoding: 'utf8' });
  const ports = line.trim().split(' ');
  missing.forEach((name, nth) => {
    process.env[name] = ports[nth];
  });
}

const at = (name: (typeof NAMES)[number]) => `127.0.0.1:${process.env[name]}`;

/** The server of nearly all tests. */
export const PAGES = at('AVA_E2E_PORT');
/** Its simulated providers. */
export const SIMULATORS = at('AVA_E2E_SANDBOX_PORT');
/** The server whose operator supplies no numbers, beside the same simulators. */
export const UNSUPPLIED = at('AVA_E2E_UNSUPPLIED_PORT');
/** The server whose operator allows mail servers inside their network, beside the same simulators. */
export const MAILING = at('AVA_E2E_MAILING_PORT');
/** The server for which a real authorization server stands in for Google's. */
export const ABROAD = at('AVA_E2E_ABROAD_PORT');
/** That authorization server. */
export const AUTHORIZATION = at('AVA_E2E_AUTHORIZATION_PORT');
/** The server at which people sign in by an OpenID provider. */
export const IDENTIFIED = at('AVA_E2E_IDENTIFIED_PORT');
/** That provider. */
export const IDENTITY = at('AVA_E2E_IDENTITY_PORT');
