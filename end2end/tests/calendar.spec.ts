// What is booked is in the Google calendar and in the customer's mailbox, and what somebody moves in the
// calendar is moved here.

import ICAL from 'ical.js';
import { expect, test } from '../fixtures';
import { agree, toGoogle } from '../google';
import { GOOGLE } from '../journey';

/** The text of a part of a mail, by its type. */
function part(whole: string, type: string): string {
  const mail = whole.replaceAll(/\r?\n/g, '\r\n');
  const begins = mail.search(new RegExp(`^Content-Type: ${type}`, 'im'));
  const [head = '', ...rest] = mail.slice(begins).split('\r\n\r\n');
  const body = rest.join('\r\n\r\n').split(/\r\n--ava-/)[0] ?? '';
  const before = mail.slice(0, begins).split(/\r\n--ava-[^\r]*\r\n/).pop() ?? '';
  const encoding = /^Content-Transfer-Encoding: *(\S+)/im.exec(before + head)?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

test('an appointment is in the calendar and in a mail, and follows when it is moved there @no-js', async ({
  page,
  go,
  ready,
  comes,
  axe,
  account,
  setUp,
  sandbox,
}) => {
  test.slow();
  const service = await setUp.service('Consultation', 'en');
  await setUp.mailbox(account);
  await go(GOOGLE);
  await toGoogle(page);
  await agree(page, account.email);
  await ready();

  const customer = `ana.${account.email}`;
  const booked = await setUp.book(service, 'Ana Morel', customer);
  const inCalendar = { message: 'the event in the calendar', timeout: 20_000 };
  await expect.poll(async () => (await sandbox.events(account.email)).length, inCalendar).toBe(1);
  const [event] = await sandbox.events(account.email);
  if (!event) throw new Error('no event');
  expect(event.summary).toBe('Ana Morel – Consultation');
  await go(booked);
  const main = page.locator('main');
  await comes(main.getByText('In the calendar'));
  await axe('an appointment in the calendar');

  await main.getByRole('button', { name: 'Send it now' }).click();
  await ready();
  const inMailbox = { message: 'the mail to the customer', timeout: 30_000 };
  await expect.poll(async () => (await sandbox.mailsTo(customer)).length, inMailbox).toBe(1);
  await comes(main.locator('.pill').getByText('Sent', { exact: true }));
  const [mail = ''] = await sandbox.mailsTo(customer);
  for (const type of ['text/calendar', 'application/ics']) {
    const calendar = new ICAL.Component(ICAL.parse(part(mail, type)));
    expect(calendar.getFirstPropertyValue('method'), type).toBe('REQUEST');
    const read = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? undefined);
    expect(booked.endsWith(read.uid), type).toBe(true);
    expect(read.startDate.toJSDate(), type).toEqual(new Date(event.start.dateTime));
    expect(read.summary, type).toBe(`Consultation – ${account.organisation}`);
    expect(read.organizer, type).toBe(`mailto:${account.email}`);
  }

  const later = new Date(new Date(event.start.dateTime).getTime() + 3_600_000);
  await sandbox.moveEvent(account.email, event, later, new Date(later.getTime() + 1_800_000));
  // Whatever is booked has the calendar read before it is written.
  await setUp.book(service, 'Ben Tan', '', 15);
  const hour = `${String(later.getUTCHours()).padStart(2, '0')}:00`;
  await comes(main.getByText(new RegExp(`${hour}–`)), 30);
});
