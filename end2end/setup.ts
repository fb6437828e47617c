// What a test starts from without being about it: the forms of the pages, sent
// as a browser without JavaScript sends them.

import { expect, type APIRequestContext } from '@playwright/test';
import type { Account } from './fixtures';
import { INTEGRATIONS, NEW_AGENT, TWILIO, VAPI, leaving } from './journey';

export class SetUp {
  /** The id of the agent made, which the form of Twilio chooses. */
  #agent = '';

  constructor(
    private readonly request: APIRequestContext,
    private readonly locale: string,
    private readonly baseURL: string,
  ) {}

  async signUp({ organisation, name, email, password }: Account): Promise<void> {
    const arrived = await this.#send('/signup', 'sign_up', { org_name: organisation, name, email, password });
    expect(arrived, 'signed up').toBe(INTEGRATIONS);
  }

  async vapi({ vapiKey }: Account): Promise<void> {
    await this.#send(VAPI, 'integrations/save-vapi', { key: vapiKey, region: 'us' });
  }

  /** Returns the path of its page. */
  async agent(name = 'Reception'): Promise<string> {
    const form = {
      name,
      language: 'en',
      speaks_first: 'agent',
      greeting: 'Lakeside Clinic, good day.',
      instructions: 'You are the receptionist. Keep answers short.',
      voice: 'vapi:Clara',
      voice_provider: 'vapi',
      voice_id: '',
    };
    const arrived = await this.#send(NEW_AGENT, 'agents/create', form);
    expect(arrived, 'an agent made').not.toBe(NEW_AGENT);
    this.#agent = arrived.slice(arrived.lastIndexOf('/') + 1);
    return arrived;
  }

  /** With a number, its import begins. */
  async twilio({ twilio }: Account, number = ''): Promise<void> {
    const form = {
      auth: 'auth_token',
      account_sid: twilio.sid,
      auth_token: twilio.token,
      api_key_sid: '',
      api_key_secret: '',
      number,
      agent: this.#agent,
    };
    await this.#send(TWILIO, 'integrations/save-twilio', form);
  }

  /** Brings a number of the saved account. */
  async number(number: string): Promise<void> {
    const form = { picked: number, number: '', agent: this.#agent };
    await this.#send(`${TWILIO}?choose=1`, 'numbers/import', form);
  }

  /** Returns the path of the clean-up. */
  async disconnect(provider: 'vapi' | 'twilio'): Promise<string> {
    return this.#press(leaving(provider), 'integrations/disconnect', { provider });
  }

  /** Returns the path of the clean-up. */
  async removeNumber(path: string): Promise<string> {
    const number = path.slice(path.lastIndexOf('/') + 1);
    return this.#press(`${path}/remove`, 'numbers/remove', { number });
  }

  /** What was typed into a form. */
  async #send(page: string, action: string, typed: Record<string, string>): Promise<string> {
    const fields = Object.entries(typed).map(([name, value]) => [`form[${name}]`, value]);
    return this.#press(page, action, Object.fromEntries(fields));
  }

  /** Follows the redirect, as a browser does, so that what is said once is said; returns where it led. */
  async #press(page: string, action: string, form: Record<string, string>): Promise<string> {
    const answer = await this.request.post(`/rpc/${action}`, {
      headers: { accept: 'text/html', 'accept-language': this.locale, referer: `${this.baseURL}${page}` },
      form,
    });
    expect(answer, action).toBeOK();
    expect(await answer.text(), action).not.toMatch(/aria-invalid="true"|role="alert"/);
    return new URL(answer.url()).pathname;
  }
}
