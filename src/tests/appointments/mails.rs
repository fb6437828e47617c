//! Customers are told of their appointments: once of each change, and of what is so.

use std::time::Duration;

use ava::{
    domain::{
        appointment::{
            AppointmentId, AppointmentMark, BookForm, BookingSettingsForm, CustomerMail, CustomerMailState,
            CustomerMailView, MoveForm, ServiceId,
        },
        problem::{Mail, ProblemKind},
        provider::Provider,
        sandbox::{FaultKind, NewFault, SandboxProvider},
    },
    server::{
        appointments::{mails, mails::delivery::send_due, service, settings},
        cx::Cx,
        personal_data::erase::erase,
    },
};
use mail_parser::{MessageParser, MimeHeaders as _};

use super::{book_form, free, hours, marks, open};
use crate::support::{accounts::connect_to, app::TestApp, both_engines, faults::lasting, people::owner};

const HOUR: u64 = 3600;

/// Opens an organisation that mails its customers in English, and reminds them a day before.
async fn mailing(cx: &Cx) -> ServiceId {
    let service = open(cx).await;
    save(cx, "en", "24").await;
    service
}

async fn save(cx: &Cx, mails: &str, reminder: &str) {
    let form = BookingSettingsForm {
        mails: mails.to_owned(),
        reminder_hours: reminder.to_owned(),
        ..hours("Europe/Paris", "9-12, 14-18")
    };
    settings::save(cx, &form).await.unwrap();
}

async fn book(cx: &Cx, service: &ServiceId, start: i64) -> AppointmentId {
    let email = "ana@home.example".to_owned();
    let form = BookForm { email, ..book_form(service, start, "Ana Morel") };
    service::book(cx, &form).await.unwrap()
}

async fn move_to(cx: &Cx, id: &AppointmentId, start: i64) {
    service::reschedule(cx, id, &MoveForm { start: start.to_string() }).await.unwrap();
}

/// The mails that stand on the appointment's page.
async fn shown(cx: &Cx, id: &AppointmentId) -> Vec<CustomerMailView> {
    service::page(cx, id.clone()).await.unwrap().mails
}

async fn state(cx: &Cx, id: &AppointmentId) -> CustomerMailState {
    shown(cx, id).await.remove(0).state
}

/// Lets a change settle, and sends what is due.
async fn sent(app: &TestApp) -> usize {
    app.clock.advance(Duration::from_secs(60));
    send_due(&app.services).await.unwrap()
}

/// The subjects of the mails that arrived, oldest first.
async fn subjects(app: &TestApp) -> Vec<String> {
    let mails = app.sandbox.snapshot().await.mails;
    mails.into_iter().rev().map(|mail| mail.subject).collect()
}

/// The lines of the calendar that the newest mail brings, as a mail program and as a person find it.
async fn calendar(app: &TestApp) -> Vec<String> {
    let mail = app.sandbox.mails().await.remove(0);
    let read = MessageParser::default().parse(mail.as_bytes()).unwrap();
    let of = |kind: &str| {
        let is = |part: &&mail_parser::MessagePart<'_>| {
            part.content_type().is_some_and(|there| there.subtype() == Some(kind))
        };
        read.parts.iter().find(is).unwrap().text_contents().unwrap().to_owned()
    };
    assert_eq!(of("calendar"), of("ics"));
    of("ics").replace("\r\n ", "").lines().map(str::to_owned).collect()
}

async fn a_customer_hears_of_each_change_once(app: TestApp) {
    let cx = owner(&app).await;
    let service = mailing(&cx).await;
    connect_to(&cx, Provider::Smtp).await.unwrap();
    let slots = free(&cx, &service).await;
    let id = book(&cx, &service, slots[0]).await;
    assert_eq!(send_due(&app.services).await.unwrap(), 0, "the change settles first");
    assert_eq!((sent(&app).await, sent(&app).await), (1, 0));
    let has = |lines: &[String], line: &str| lines.iter().any(|there| there == line);
    let lines = calendar(&app).await;
    for line in ["METHOD:REQUEST".to_owned(), format!("UID:{id}"), "SEQUENCE:0".to_owned()] {
        assert!(has(&lines, &line), "{line}: {lines:#?}");
    }
    let mail = app.sandbox.snapshot().await.mails.remove(0);
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("front@clinic.example", "ana@home.example"));
    assert!(mail.text.contains("Consultation, ") && mail.text.contains(" at 09:00 UTC+"), "{}", mail.text);

    // Whoever is moved twice within a minute is told of the second time alone.
    move_to(&cx, &id, slots[4]).await;
    app.clock.advance(Duration::from_secs(30));
    move_to(&cx, &id, slots[6]).await;
    app.clock.advance(Duration::from_secs(30));
    assert_eq!(send_due(&app.services).await.unwrap(), 0);
    assert_eq!((sent(&app).await, sent(&app).await), (1, 0));
    let lines = calendar(&app).await;
    assert!(has(&lines, "SEQUENCE:2") && has(&lines, &format!("UID:{id}")), "{lines:#?}");
    let text = app.sandbox.snapshot().await.mails.remove(0).text;
    assert!(text.contains("10:30 UTC+") && text.contains("Before, it was"), "{text}");

    // Nothing is said of what was taken back before anybody knew.
    move_to(&cx, &id, slots[0]).await;
    move_to(&cx, &id, slots[6]).await;
    assert_eq!(sent(&app).await, 0);

    service::cancel(&cx, &id).await.unwrap();
    assert_eq!((sent(&app).await, sent(&app).await), (1, 0));
    let lines = calendar(&app).await;
    assert!(has(&lines, "METHOD:CANCEL") && has(&lines, "STATUS:CANCELLED"), "{lines:#?}");
    assert!(has(&lines, "SEQUENCE:5"), "{lines:#?}");
    app.clock.advance(Duration::from_secs(80 * 24 * HOUR));
    assert_eq!(sent(&app).await, 0, "nobody is reminded of what is cancelled");

    let never = book(&cx, &service, free(&cx, &service).await[0]).await;
    service::cancel(&cx, &never).await.unwrap();
    assert_eq!(sent(&app).await, 0, "who was told nothing hears of no cancellation");
    let heard = subjects(&app).await;
    let begins = ["Your appointment at ", "Your appointment at ", "Your appointment at "];
    assert!(
        heard.len() == 3 && heard.iter().zip(begins).all(|(is, begins)| is.starts_with(begins)),
        "{heard:?}"
    );
    assert!(heard[1].contains("is moved") && heard[2].ends_with("is cancelled"), "{heard:?}");
}

async fn a_customer_is_reminded_as_the_settings_say(app: TestApp) {
    let cx = owner(&app).await;
    let service = mailing(&cx).await;
    connect_to(&cx, Provider::Smtp).await.unwrap();
    save(&cx, "fr", "24").await;
    let first = free(&cx, &service).await[0];
    let id = book(&cx, &service, first).await;
    let later = first + 7 * 24 * 3_600_000;
    move_to(&cx, &id, later).await;
    assert_eq!(sent(&app).await, 1);
    let until = |at: i64| Duration::from_millis(u64::try_from(at - app.now()).unwrap());
    app.clock.advance(until(later - 25 * 3_600_000));
    assert_eq!(send_due(&app.services).await.unwrap(), 0);
    app.clock.advance(Duration::from_secs(HOUR));
    assert_eq!((send_due(&app.services).await.unwrap(), send_due(&app.services).await.unwrap()), (1, 0));
    assert!(subjects(&app).await[1].starts_with("Rappel de votre rendez-vous"), "{:?}", subjects(&app).await);

    // What is changed in the settings counts for what is booked already.
    let other = book(&cx, &service, later + 24 * 3_600_000 + 1_800_000).await;
    assert_eq!(sent(&app).await, 1);
    save(&cx, "fr", "").await;
    app.clock.advance(until(later + 3_600_000));
    assert_eq!(sent(&app).await, 0);
    save(&cx, "fr", "2").await;
    app.clock.advance(until(later + 24 * 3_600_000));
    assert_eq!(sent(&app).await, 1);
    let reminders = |mails: Vec<CustomerMailView>| {
        mails.into_iter().filter(|mail| mail.mail == CustomerMail::Reminder).count()
    };
    assert_eq!(reminders(shown(&cx, &other).await), 1);

    // Where customers get no mails, none waits.
    save(&cx, "", "24").await;
    book(&cx, &service, free(&cx, &service).await[3]).await;
    assert_eq!(sent(&app).await, 0);
}

async fn what_cannot_be_sent_waits_is_seen_and_is_sent_once(app: TestApp) {
    let cx = owner(&app).await;
    let service = mailing(&cx).await;
    let start = free(&cx, &service).await[0] + 7 * 24 * 3_600_000;
    let id = book(&cx, &service, start).await;
    assert_eq!(marks(&cx).await, [], "it is sent in a moment");
    assert_eq!(sent(&app).await, 0);
    let unmailed = [(id.clone(), AppointmentMark::Unmailed)];
    assert_eq!(marks(&cx).await, unmailed);
    let mut waits = shown(&cx, &id).await;
    let reminder = waits.pop().unwrap();
    assert_eq!((reminder.mail, reminder.state), (CustomerMail::Reminder, CustomerMailState::Waits));
    let waits = waits.remove(0);
    assert_eq!(waits.state, CustomerMailState::Waits);
    assert_eq!(waits.problem.unwrap().kind, ProblemKind::Mail(Mail::NoSender));
    // A mailbox that comes has it sent at once.
    connect_to(&cx, Provider::Smtp).await.unwrap();
    assert_eq!(send_due(&app.services).await.unwrap(), 1);
    assert_eq!(state(&cx, &id).await, CustomerMailState::Sent);
    assert_eq!(marks(&cx).await, []);

    // The server is down: tried again, less and less often, until somebody wants it sent now.
    app.sandbox.inject(&lasting(SandboxProvider::Smtp, FaultKind::ServerError)).await;
    move_to(&cx, &id, start + 3_600_000).await;
    assert_eq!(sent(&app).await, 0);
    let waits = shown(&cx, &id).await.remove(0);
    assert!(waits.state == CustomerMailState::Waits && waits.at > app.now(), "{waits:?}");
    assert!(waits.problem.is_some());
    app.sandbox.clear().await;
    assert_eq!(send_due(&app.services).await.unwrap(), 0);
    mails::send_again(&cx, &id).await.unwrap();
    mails::send_again(&cx, &id).await.unwrap();
    assert_eq!((send_due(&app.services).await.unwrap(), sent(&app).await), (1, 0));
    assert!(subjects(&app).await[1].contains("is moved"));

    // Nobody knows whether this one came: it is not sent again by itself, and by hand it is.
    let reset = NewFault::next_call(SandboxProvider::Smtp, FaultKind::Reset);
    app.sandbox.inject(&NewFault { method: Some("DATA".to_owned()), ..reset }).await;
    move_to(&cx, &id, start).await;
    assert_eq!(sent(&app).await, 0);
    assert_eq!(state(&cx, &id).await, CustomerMailState::Unsure);
    assert_eq!(marks(&cx).await, unmailed);
    app.clock.advance(Duration::from_secs(48 * HOUR));
    assert_eq!(sent(&app).await, 0);
    let before = app.sandbox.mails().await.len();
    mails::send_again(&cx, &id).await.unwrap();
    assert_eq!(send_due(&app.services).await.unwrap(), 1);
    assert_eq!(app.sandbox.mails().await.len(), before + 1);
    let asked = "audit_log WHERE action = 'appointment_mail_asked' AND org_id = $1";
    assert_eq!(app.count(asked, &[cx.org.as_str()]).await, 3);
}

async fn a_mail_of_a_node_that_died_is_unsure_and_a_change_meanwhile_is_sent(app: TestApp) {
    let cx = owner(&app).await;
    let service = mailing(&cx).await;
    connect_to(&cx, Provider::Smtp).await.unwrap();
    let slots = free(&cx, &service).await;
    let dies = "UPDATE booking_mails SET state = 'sending', claimed = version, state_at = 0
                WHERE appointment_id = $1 AND mail = 'change'";
    let id = book(&cx, &service, slots[0]).await;
    app.execute(dies, &[id.as_str()]).await;
    assert_eq!(sent(&app).await, 0);
    assert_eq!(state(&cx, &id).await, CustomerMailState::Unsure);

    let other = book(&cx, &service, slots[4]).await;
    app.execute(dies, &[other.as_str()]).await;
    move_to(&cx, &other, slots[8]).await;
    assert_eq!((sent(&app).await, sent(&app).await), (1, 0));
    assert!(app.sandbox.snapshot().await.mails[0].text.contains("11:00"), "as it is now");
}

async fn nobody_without_an_address_is_mailed_and_who_is_erased_is_forgotten(app: TestApp) {
    let cx = owner(&app).await;
    let service = mailing(&cx).await;
    connect_to(&cx, Provider::Smtp).await.unwrap();
    let slots = free(&cx, &service).await;
    let id = service::book(&cx, &book_form(&service, slots[0], "Ben")).await.unwrap();
    let page = service::page(&cx, id.clone()).await.unwrap();
    assert!(page.mails.is_empty() && !page.can_be_mailed);
    assert_eq!(mails::send_again(&cx, &id).await.unwrap_err().kind, ProblemKind::Stale);
    let id = book(&cx, &service, slots[4]).await;
    let contact = service::page(&cx, id.clone()).await.unwrap().appointment.contact.unwrap();
    erase(&cx, &contact).await.unwrap();
    assert_eq!((sent(&app).await, app.count("booking_mails", &[]).await), (0, 0));
}

both_engines!(
    a_customer_hears_of_each_change_once,
    a_customer_is_reminded_as_the_settings_say,
    what_cannot_be_sent_waits_is_seen_and_is_sent_once,
    a_mail_of_a_node_that_died_is_unsure_and_a_change_meanwhile_is_sent,
    nobody_without_an_address_is_mailed_and_who_is_erased_is_forgotten,
);
