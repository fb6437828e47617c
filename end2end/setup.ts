// The ground of a test that is not about it: the forms of the pages, sent as a browser
// without JavaScript sends them.

import { expect, test, type APIRequestContext } from '@playwright/test';
import type { Account } from './fixtures';
import {
  BOOK,
  BOOKING,
  BUY,
  CALLS,
  GREETING,
  INSTRUCTIONS,
  INTEGRATIONS,
  INVITATIONS,
  NEW_AGENT,
  NEW_CONTACT,
  NEW_SERVICE,
  NEW_WEBHOOK,
  NUMBERS,
  SANDBOX,
  SMTP,
  TWILIO,
  VAPI,
  idOf,
  leaving,
  offered,
  pretty,
} from './journey';

const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

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

  /** Makes an agent; returns the path of its page. */
  async agent(name = 'Reception'): Promise<string> {
    const form = {
      name,
      language: 'en',
      speaks_first: 'agent',
      greeting: GREETING,
      instructions: INSTRUCTIONS,
      voice: 'vapi:Clara',
      voice_provider: 'vapi',
      voice_id: '',
    };
    const arrived = await this.#send(NEW_AGENT, 'agents/create', form);
    expect(arrived, 'an agent made').not.toBe(NEW_AGENT);
    this.#agent = idOf(arrived);
    return arrived;
  }

  /** Connects Twilio; with a number, its import begins. */
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

  /** Saves the account with a number; returns the path of its timeline. */
  async timeline(account: Account, number: string): Promise<string> {
    await this.twilio(account, number);
    const path = /href="(\/dashboard\/operations\/[^"]+)"/.exec(await this.#html(TWILIO))?.[1];
    expect(path, 'a timeline').toBeTruthy();
    return path ?? '';
  }

  /** Waits until the page of an agent, a number or an operation says that all is well. */
  async settled(path: string): Promise<void> {
    await this.#shows(path, /class="page-head"(?:(?!class="pill).)*class="pill ok"/s);
  }

  /** Waits until a number can answer. */
  async answers(): Promise<void> {
    await this.#shows(INTEGRATIONS, /class="card ready ok"/);
  }

  async numberPath(number: string): Promise<string> {
    const path = (await this.#listed()).find((listed) => listed.number === number)?.path;
    expect(path, number).toBeTruthy();
    return path ?? '';
  }

  /** Brings a number of the saved account. */
  async number(number: string): Promise<void> {
    const form = { picked: number, number: '', agent: this.#agent };
    await this.#send(`${TWILIO}?choose=1`, 'numbers/import', form);
  }

  /** Disconnects a provider; returns the path of the clean-up. */
  async disconnect(provider: 'vapi' | 'twilio'): Promise<string> {
    return this.#press(leaving(provider), 'integrations/disconnect', { provider });
  }

  /** Removes a number; returns the path of the clean-up. */
  async removeNumber(path: string): Promise<string> {
    const number = idOf(path);
    return this.#press(`${path}/remove`, 'numbers/remove', { number });
  }

  /** The page that asks before a number for sale is bought. */
  async offer(query = 'country=US&kind=local'): Promise<string> {
    const html = await this.#html(`${BUY}?${query}`);
    const links = [...html.matchAll(/href="(\/dashboard\/numbers\/buy\/confirm[^"]*)"/g)];
    const offers = links.map(([, href = '']) => href.replaceAll('&amp;', '&'));
    // Workers share what is for sale: each takes its own part.
    const { parallelIndex, config } = test.info();
    const mine = (href: string) => Number(offered(href).slice(-4)) % config.workers === parallelIndex;
    const offer = offers.find(mine);
    expect(offer, query).toBeTruthy();
    return offer ?? '';
  }

  /** Buys a number; returns the path of the purchase. */
  async buy(query?: string): Promise<string> {
    const offer = await this.offer(query);
    const chosen = new URL(offer, this.baseURL).searchParams;
    const form = {
      number: offered(offer),
      country: chosen.get('country') ?? '',
      kind: chosen.get('kind') ?? '',
      agent: this.#agent,
    };
    return this.#send(offer, 'numbers/buy', form);
  }

  /** Buys a number, waits until it answers, and returns it with its path. */
  async bought(): Promise<{ number: string; path: string }> {
    await this.settled(await this.buy());
    const [bought] = await this.#listed();
    expect(bought, 'a number bought').toBeTruthy();
    return bought ?? { number: '', path: '' };
  }

  /** Releases a supplied number for good; returns the path of the clean-up. */
  async release(path: string, number: string): Promise<string> {
    const id = idOf(path);
    const form = { number: id, 'form[last_four]': number.slice(-4) };
    return this.#press(`${path}/release`, 'numbers/release', form);
  }

  /** Opens all week, and makes a service; returns the path of its page. Customers are mailed in a language. */
  async service(name = 'Consultation', mails = ''): Promise<string> {
    const hours = Object.fromEntries(WEEK.map((day) => [day, '0:00-24:00']));
    await this.#send(BOOKING, 'appointments/settings', { zone: 'UTC', ...hours, closed: '', lead_hours: '0', days_ahead: '60', mails, reminder_hours: '24' });
    await this.#send(NEW_SERVICE, 'appointments/add_service', { name, minutes: '30', buffer: '0', price: '' });
    const path = /href="(\/dashboard\/appointments\/services\/[0-9a-f-]{36})"/.exec(await this.#html(BOOKING))?.[1];
    expect(path, name).toBeTruthy();
    return path ?? '';
  }

  /** Books the service tomorrow, at nine unless another hour of UTC is said; returns the path of the appointment. */
  async book(service: string, customer = 'Ben Tan', email = '', hour = 9): Promise<string> {
    const start = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000 + hour * 3_600_000;
    const form = { service: idOf(service), start: String(start), customer, phone: '', email, note: '' };
    return this.#send(BOOK, 'appointments/book', form);
  }

  /** Connects a mailbox that takes every mail. */
  async mailbox({ email }: Account): Promise<void> {
    const server = { host: 'smtp.clinic.example', port: '465', security: 'tls', user: email, password: 'abcd efgh' };
    await this.#send(SMTP, 'integrations/save-smtp', { ...server, from_name: 'Lakeside Clinic', from_address: email });
  }

  /** Has a program told of new contacts; returns the path of the webhook. */
  async webhook(url: string): Promise<string> {
    return this.#send(NEW_WEBHOOK, 'webhooks/make', { url, description: 'CRM', contact_made: 'true' });
  }

  /** Adds a contact; returns the path of its page. */
  async contact(name = 'Ben Tan'): Promise<string> {
    return this.#send(NEW_CONTACT, 'contacts/add', { name, phone: '', email: '', tags: 'regular', note: '' });
  }

  /** Has somebody call the number for a second; returns the path of the call. */
  async call(called: string): Promise<string> {
    await this.#send(SANDBOX, 'sandbox/call', {
      called,
      caller: '+14155550199',
      script: '> Good morning\n< I am late',
      talk: '1',
      ended: 'customer-ended-call',
      delivery: 'in_order',
    });
    await this.#shows(CALLS, /href="\/dashboard\/calls\/[0-9a-f-]{36}"(?:(?!<\/li>).)*class="pill ok"/s);
    return /href="(\/dashboard\/calls\/[0-9a-f-]{36})"/.exec(await this.#html(CALLS))?.[1] ?? '';
  }

  /** Invites somebody by a link that is shown. */
  async invite(email: string): Promise<void> {
    await this.#send(INVITATIONS, 'team/invite', { email, role: 'member', channel: 'link' });
  }

  /** Makes the account to which a link of the operator leads. */
  async join(link: string, { organisation, name, password }: Account): Promise<void> {
    const form = { link: idOf(link), org_name: organisation, name, password };
    expect(await this.#send(link, 'links/join', form), 'joined').toBe(INTEGRATIONS);
  }

  /** The numbers in use, the newest first, with the paths of their pages. */
  async #listed(): Promise<{ number: string; path: string }[]> {
    const links = (await this.#html(NUMBERS)).matchAll(/<a href="(\/dashboard\/numbers\/[0-9a-f-]{36})"[^>]*>(\+[\d ]+)</g);
    return [...links].map(([, path = '', name = '']) => {
      const number = `+${name.replaceAll(/\D/g, '')}`;
      expect(pretty(number)).toBe(name);
      return { number, path };
    });
  }

  async #html(path: string): Promise<string> {
    const answer = await this.request.get(path);
    expect(answer, path).toBeOK();
    return answer.text();
  }

  /** Waits until the page says these words. */
  async #shows(path: string, words: RegExp): Promise<void> {
    const looking = { message: path, timeout: 20_000, intervals: [100] };
    await expect.poll(() => this.#html(path), looking).toMatch(words);
  }

  /** Sends a form with what was typed into it. */
  async #send(page: string, action: string, typed: Record<string, string>): Promise<string> {
    const fields = Object.entries(typed).map(([name, value]) => [`form[${name}]`, value]);
    return this.#press(page, action, Object.fromEntries(fields));
  }

  /** Follows the redirect as a browser does, which shows a notice once; returns where it led. */
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
