// The simulators behind the product's back: their contents, the next failures, and the
// actions of somebody else at the providers. Each call is about one account.

import { expect, type APIRequestContext } from '@playwright/test';
import { SIMULATORS } from './addresses';
import type { Account } from './fixtures';

const base = `http://${SIMULATORS}`;

/** A failure, for one account: `scope` is its Vapi key or Twilio SID. */
export interface Fault {
  provider: 'vapi' | 'vapi_eu' | 'twilio';
  scope: string;
  kind:
    | 'latency'
    | 'rate_limited'
    | 'unauthorized'
    | 'forbidden'
    | 'server_error'
    | 'unavailable'
    | 'hang'
    | 'reset'
    | 'garbage'
    | 'hold_before'
    | 'hold_after';
  method?: string;
  path_contains?: string;
  /** The number of calls that it hits (1), after a number that pass (0). */
  remaining?: number;
  skip?: number;
  retry_after_secs?: number;
  latency_ms?: number;
}

export interface Call {
  method: string;
  path: string;
  status: number | null;
}

export interface CalendarEvent {
  id: string;
  status: string;
  summary: string;
  start: { dateTime: string };
}

interface VapiObject {
  id: string;
  name?: string;
  number?: string;
  assistantId?: string;
  firstMessage?: string;
  firstMessageMode?: string;
  maxDurationSeconds?: number;
  model?: Record<string, unknown>;
  voice?: { provider: string; voiceId: string };
  status?: string;
  smsEnabled?: boolean;
  twilioAccountSid?: string;
  twilioAuthToken?: string;
  twilioApiKey?: string;
}

interface TwilioKey {
  sid: string;
  account_sid: string;
  friendly_name: string;
}

export interface TwilioNumber {
  sid: string;
  account_sid: string;
  phone_number: string;
  voice: boolean;
  voice_url: string;
  sms_url: string;
  status_callback: string;
}

interface Snapshot {
  twilio_numbers: TwilioNumber[];
  twilio_keys: TwilioKey[];
  purchases: { phone_number: string }[];
  spoken: { account_sid: string; to: string; words: string }[];
}

export class Sandbox {
  #faults: number[] = [];
  #scopes = new Set<string>();

  constructor(private readonly request: APIRequestContext) {}

  /** Makes Vapi turn the account away until this is taken back. An outage would be everybody's. */
  async turnAway({ vapiKey }: Account): Promise<() => Promise<void>> {
    return this.fault({ provider: 'vapi', scope: vapiKey, kind: 'rate_limited', remaining: 1000, retry_after_secs: 600 });
  }

  /** Makes a fault; returns a function that takes it back. */
  async fault(fault: Fault): Promise<() => Promise<void>> {
    const made = await this.request.post(`${base}/control/faults`, { data: fault });
    expect(made).toBeOK();
    const { id }: { id: number } = await made.json();
    this.#faults.push(id);
    this.#scopes.add(fault.scope);
    return async () => {
      await this.request.delete(`${base}/control/faults/${id}`);
    };
  }

  /** Waits until a call of this account is held back. */
  async held(scope: string): Promise<void> {
    expect(await this.request.get(`${base}/control/wait`, { params: { held: 1, scope } })).toBeOK();
  }

  async release(scope: string): Promise<void> {
    expect(await this.request.post(`${base}/control/release`, { params: { scope } })).toBeOK();
  }

  /** The calls of this account, oldest first. */
  async calls(scope: string): Promise<Call[]> {
    const answer = await this.request.get(`${base}/control/calls`, { params: { scope } });
    expect(answer).toBeOK();
    return answer.json();
  }

  /** Does `act`, and waits until the account is called again. */
  async calledBy(act: () => Promise<unknown>, scope: string): Promise<void> {
    const before = (await this.calls(scope)).length;
    await act();
    await expect
      .poll(async () => (await this.calls(scope)).length, { message: 'the provider is asked again' })
      .toBeGreaterThan(before);
  }

  async twilioNumbers({ twilio }: Account): Promise<TwilioNumber[]> {
    // The simulator makes an account when it is first asked for.
    const credentials = Buffer.from(`${twilio.sid}:${twilio.token}`).toString('base64');
    const account = await this.request.get(`${base}/twilio/2010-04-01/Accounts/${twilio.sid}.json`, {
      headers: { authorization: `Basic ${credentials}` },
    });
    expect(account).toBeOK();
    const { twilio_numbers } = await this.#snapshot();
    return twilio_numbers.filter((number) => number.account_sid === twilio.sid);
  }

  /** The number of times that a number was paid for. */
  async purchases(number: string): Promise<number> {
    const { purchases } = await this.#snapshot();
    return purchases.filter((purchase) => purchase.phone_number === number).length;
  }

  /** The digits that were read to a phone last, by a call of this Twilio account. */
  async code({ twilio }: Account, to: string): Promise<string> {
    const { spoken } = await this.#snapshot();
    const call = spoken.find((call) => call.account_sid === twilio.sid && call.to === to);
    return (call?.words ?? '').replaceAll(/\D/g, '');
  }

  /** The API keys of a Twilio account, by their SIDs. */
  async keys({ twilio }: Account): Promise<string[]> {
    const { twilio_keys } = await this.#snapshot();
    return twilio_keys.filter((key) => key.account_sid === twilio.sid).map((key) => key.sid);
  }

  async #snapshot(): Promise<Snapshot> {
    const snapshot = await this.request.get(`${base}/control/snapshot`);
    expect(snapshot).toBeOK();
    return snapshot.json();
  }

  /** The numbers that take calls, in E.164. */
  async numbers(account: Account): Promise<string[]> {
    const all = await this.twilioNumbers(account);
    return all.filter((number) => number.voice).map((number) => number.phone_number);
  }

  async assistants(account: Account): Promise<VapiObject[]> {
    return this.#list(account, 'assistant');
  }

  async vapiNumbers(account: Account): Promise<VapiObject[]> {
    return this.#list(account, 'phone-number');
  }

  async #list({ vapiKey }: Account, what: string): Promise<VapiObject[]> {
    const answer = await this.request.get(`${base}/vapi/${what}`, {
      headers: { authorization: `Bearer ${vapiKey}` },
    });
    expect(answer).toBeOK();
    return answer.json();
  }

  /** Sets something up in the Vapi dashboard, without AVA. */
  async makeAtVapi(account: Account, what: 'assistant' | 'phone-number', data: object): Promise<string> {
    const answer = await this.request.post(`${base}/vapi/${what}`, {
      headers: { authorization: `Bearer ${account.vapiKey}` },
      data,
    });
    expect(answer).toBeOK();
    return (await answer.json()).id;
  }

  /** Imports a number at Vapi that another assistant answers. */
  async linkElsewhere(account: Account, number: string, name: string): Promise<string> {
    const assistantId = await this.makeAtVapi(account, 'assistant', { name });
    await this.importAtVapi(account, number, { assistantId });
    return assistantId;
  }

  /** Changes something in the Vapi dashboard. */
  async setAtVapi(what: 'assistant' | 'phone-number', id: string, changes: object): Promise<void> {
    expect(await this.request.patch(`${base}/control/vapi/${what}/${id}`, { data: changes })).toBeOK();
  }

  async deleteAtVapi(what: 'assistant' | 'phone-number', id: string): Promise<void> {
    expect(await this.request.delete(`${base}/control/vapi/${what}/${id}`)).toBeOK();
  }

  /** Makes a Twilio account with these numbers, as somebody's own would be. */
  async makeTwilio({ twilio }: Account, numbers: string[]): Promise<void> {
    const data = { ...twilio, numbers: numbers.map((phone_number) => ({ phone_number })) };
    expect(await this.request.post(`${base}/control/twilio/accounts`, { data })).toBeOK();
  }

  /** Deletes the number in the Vapi dashboard. */
  async removeAtVapi(account: Account, number: string): Promise<void> {
    await this.deleteAtVapi('phone-number', await this.#atVapi(account, number));
  }

  /** Binds the number to a new assistant in the Vapi dashboard. */
  async bindAtVapi(account: Account, number: string, name: string): Promise<string> {
    const assistantId = await this.makeAtVapi(account, 'assistant', { name });
    await this.setAtVapi('phone-number', await this.#atVapi(account, number), { assistantId });
    return assistantId;
  }

  /** Imports the number in the Vapi dashboard. */
  async importAtVapi(account: Account, number: string, settings: object = {}): Promise<string> {
    return this.makeAtVapi(account, 'phone-number', {
      ...settings,
      provider: 'twilio',
      number,
      twilioAccountSid: account.twilio.sid,
      twilioAuthToken: account.twilio.token,
    });
  }

  async #atVapi(account: Account, number: string): Promise<string> {
    const there = (await this.vapiNumbers(account)).find((one) => one.number === number);
    expect(there, `${number} at Vapi`).toBeDefined();
    return there?.id ?? '';
  }

  /** Releases the number in the Twilio console. */
  async releaseAtTwilio(account: Account, number: string): Promise<void> {
    const sid = await this.#sid(account, number);
    expect(await this.request.delete(`${base}/control/twilio/numbers/${sid}`)).toBeOK();
  }

  /** Sends the calls of the number elsewhere in the Twilio console. */
  async redirectAtTwilio(account: Account, number: string, url: string): Promise<void> {
    await this.setAtTwilio(await this.#sid(account, number), { voice_url: url });
  }

  async #sid(account: Account, number: string): Promise<string> {
    const there = (await this.twilioNumbers(account)).find((one) => one.phone_number === number);
    expect(there, `${number} at Twilio`).toBeDefined();
    return there?.sid ?? '';
  }

  /** Changes settings in the Twilio console. */
  async setAtTwilio(sid: string, settings: Record<string, string | null>): Promise<void> {
    expect(await this.request.patch(`${base}/control/twilio/numbers/${sid}`, { data: settings })).toBeOK();
  }

  /** The events of a calendar at Google that are not deleted. */
  async events(calendar: string): Promise<CalendarEvent[]> {
    const answer = await this.request.get(`${base}/control/google/events`, { params: { calendar } });
    expect(answer).toBeOK();
    const events: CalendarEvent[] = await answer.json();
    return events.filter((event) => event.status !== 'cancelled');
  }

  /** Gives an event another time in the calendar, as a person does. */
  async moveEvent(calendar: string, { id }: CalendarEvent, start: Date, end: Date): Promise<void> {
    const event = { start: { dateTime: start.toISOString() }, end: { dateTime: end.toISOString() } };
    expect(await this.request.patch(`${base}/control/google/events/${id}`, { data: { calendar, event } })).toBeOK();
  }

  /** The mails to an address as they came, newest first. */
  async mailsTo(address: string): Promise<string[]> {
    const answer = await this.request.get(`${base}/control/smtp/mails`);
    expect(answer).toBeOK();
    const mails: string[] = await answer.json();
    return mails.filter((mail) => new RegExp(`^To: .*${address}`, 'm').test(mail));
  }

  /** Leaves nothing behind that could hit, or hold, another test. */
  async tidy(): Promise<void> {
    for (const id of this.#faults) await this.request.delete(`${base}/control/faults/${id}`);
    for (const scope of this.#scopes) {
      await this.request.post(`${base}/control/release`, { params: { scope } });
    }
  }
}
