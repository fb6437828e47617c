//! Whoever calls with a number is a contact, and what is known of them makes a score.

use std::time::Duration;

use ava::{
    domain::{
        call::CallsQuery,
        contact::{
            ContactAsked, ContactForm, ContactId, ContactPage, ContactsQuery, ContactsShown, Entry, HOT,
            MergeForm, ScoreReason,
        },
    },
    server::{
        calls::{contact_backfill, views},
        contacts::{due, merge, service},
        cx::Cx,
        list::NEWEST,
        timeline,
    },
};
use serde_json::{Value, json};

use super::{CALL, CALLER, applied, assistant, call, event, listed, sent};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{owner, ready},
};

const DAY: u64 = 24 * 3600;

/// Has somebody call, and the call end.
async fn called(app: &TestApp, cx: &Cx, nth: u32, caller: Option<&str>, more: Value) {
    let id = format!("{}{nth:04}", &CALL[..CALL.len() - 4]);
    let mut ended = call(&id, &assistant(app).await, "ended");
    ended["customer"] = caller.map_or_else(|| json!({}), |number| json!({ "number": number }));
    let mut report = json!({ "endedReason": "customer-ended-call" });
    report.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    sent(cx, &event("end-of-call-report", &ended, app.now(), report)).await;
    applied(app).await;
}

async fn contacts(cx: &Cx, show: ContactsShown) -> Vec<(ContactId, String)> {
    let query = ContactsQuery { show, ..ContactsQuery::default() };
    let list = service::list(cx, &query).await.unwrap().contacts;
    list.into_iter().map(|contact| (contact.id.clone(), contact.called())).collect()
}

async fn page(cx: &Cx, id: &ContactId) -> ContactPage {
    timeline::service::page(cx, ContactAsked { id: id.clone(), before: None }).await.unwrap()
}

fn form(name: &str, phone: &str) -> ContactForm {
    ContactForm { name: name.to_owned(), phone: phone.to_owned(), ..ContactForm::default() }
}

async fn whoever_calls_with_a_number_is_one_contact(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    called(&app, &cx, 1, Some(CALLER), json!({})).await;
    called(&app, &cx, 1, Some(CALLER), json!({ "cost": 0.1 })).await;
    called(&app, &cx, 2, Some(CALLER), json!({})).await;
    called(&app, &cx, 3, None, json!({})).await;
    // A mobile number of Argentina, as it is called from abroad and at home.
    called(&app, &cx, 4, Some("+5491123456789"), json!({})).await;
    called(&app, &cx, 5, Some("+541123456789"), json!({})).await;
    assert_eq!(app.count("contacts", &[]).await, 2);
    assert_eq!(app.count("calls WHERE contact_id IS NULL", &[]).await, 1);
    let known = contacts(&cx, ContactsShown::Newest).await;
    for (id, _) in &known {
        let shown = page(&cx, id).await;
        assert_eq!(shown.entries.len(), 2);
        assert!(shown.contact.name.is_empty());
    }
    let caller = known.iter().find(|(_, called)| called.ends_with("0199")).map(|(id, _)| id.clone()).unwrap();
    // The name that somebody writes is the call's, and finds it.
    service::change(&cx, &caller, &form("Ana Morel", CALLER)).await.unwrap();
    let search = CallsQuery { search: "morel".to_owned(), ..CallsQuery::default() };
    let found = listed(&cx, &search).await;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].contact, Some((caller.clone(), "Ana Morel".to_owned())));
    // And so does the one that they are merged into, as long as they are.
    let both = service::add(&cx, &form("Both", "")).await.unwrap();
    merge::merge(&cx, &both, &MergeForm { other: caller.to_string() }).await.unwrap();
    called(&app, &cx, 6, Some(CALLER), json!({})).await;
    let search = CallsQuery { search: "both".to_owned(), ..CallsQuery::default() };
    let found = listed(&cx, &search).await;
    assert_eq!((found.len(), found[0].contact.as_ref().map(|(id, _)| id)), (3, Some(&both)));
    assert_eq!(page(&cx, &both).await.entries.len(), 3);
    merge::separate(&cx, &caller).await.unwrap();
    assert_eq!((page(&cx, &both).await.entries.len(), page(&cx, &caller).await.entries.len()), (0, 3));
    let stranger = owner(&app).await;
    assert!(contacts(&stranger, ContactsShown::Newest).await.is_empty());
}

async fn calls_of_before_get_their_contacts(app: TestApp) {
    let (cx, other) = (owner(&app).await, owner(&app).await);
    let known = service::add(&cx, &form("Ana", CALLER)).await.unwrap();
    for (org, caller, said) in [
        (&cx.org, CALLER, r#"[{"by":"caller","text":"How much is it?","at":0}]"#),
        (&cx.org, "+33184880012", "[]"),
        (&other.org, CALLER, "[]"),
    ] {
        app.execute(
            "INSERT INTO calls (id, org_id, vapi_call_id, caller, transcript, begun_at, updated_at)
             VALUES ($1, $2, $1, $3, $4, 0, 0)",
            &[&app.services.random.uuid(), org.as_str(), caller, said],
        )
        .await;
    }
    assert_eq!(contact_backfill::find_contacts(&app.services).await.unwrap(), 3);
    assert_eq!(contact_backfill::find_contacts(&app.services).await.unwrap(), 0);
    assert_eq!(app.count("calls WHERE contact_id IS NULL", &[]).await, 0);
    assert_eq!(app.count("calls WHERE contact_id = $1 AND asked_price", &[known.as_str()]).await, 1);
    assert_eq!(app.count("contacts", &[]).await, 3);
    // Whoever was rung did not call.
    app.execute(
        "INSERT INTO calls (id, org_id, vapi_call_id, caller, direction, begun_at, updated_at)
         VALUES ($1, $2, $1, '+33184880014', 'outbound', 0, 0)",
        &[&app.services.random.uuid(), cx.org.as_str()],
    )
    .await;
    assert_eq!(contact_backfill::find_contacts(&app.services).await.unwrap(), 1);
    assert_eq!(app.count("contacts", &[]).await, 3);
    let mut tx = other.read().await.unwrap();
    let theirs = views::of_contact(&mut tx, &known, (i64::MAX, NEWEST), 10).await.unwrap();
    assert!(theirs.is_empty());
}

async fn a_contact_that_is_added_takes_the_calls_that_were_nobodys(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let most = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, 'contacts', 1)";
    service::add(&cx, &form("Ben", "")).await.unwrap();
    app.execute(most, &[cx.org.as_str()]).await;
    called(&app, &cx, 1, Some(CALLER), json!({})).await;
    assert_eq!(listed(&cx, &CallsQuery::default()).await[0].contact, None, "the call is kept all the same");
    app.execute("UPDATE org_quotas SET most = 2", &[]).await;
    let ana = service::add(&cx, &form("Ana", CALLER)).await.unwrap();
    assert_eq!(page(&cx, &ana).await.entries.len(), 1);
    assert_eq!(app.count("calls WHERE contact_id = $1", &[ana.as_str()]).await, 1);
}

async fn a_score_says_why_and_a_lead_is_hot_once(app: TestApp) {
    let (cx, ..) = ready(&app).await;
    let talk = |from: &str, to: &str| json!({ "startedAt": from, "endedAt": to });
    called(&app, &cx, 1, Some(CALLER), json!({})).await;
    called(&app, &cx, 2, Some("+33184880012"), json!({})).await;
    assert!(due::scores(&app.services).await.unwrap() >= 2);
    let known = contacts(&cx, ContactsShown::Newest).await;
    let [(other, _), (caller, _)] = &known[..] else { panic!("two") };
    let first = page(&cx, caller).await.contact;
    assert_eq!(
        first.reasons.iter().map(|reason| reason.why).collect::<Vec<_>>(),
        [ScoreReason::CalledLately]
    );
    let mut more = talk("2026-11-21T07:30:00.000Z", "2026-11-21T07:34:30.000Z");
    more["analysis"] = json!({ "summary": "The caller asked for the price and for an appointment." });
    called(&app, &cx, 3, Some(CALLER), more).await;
    due::scores(&app.services).await.unwrap();
    let hot = page(&cx, caller).await.contact;
    assert_eq!(hot.score, 70, "{:?}", hot.reasons);
    let long = hot.reasons.iter().find(|reason| reason.why == ScoreReason::LongCall).unwrap();
    assert_eq!(long.count, 4);
    assert!(hot.score >= HOT);
    let ids =
        async |show| -> Vec<ContactId> { contacts(&cx, show).await.into_iter().map(|(id, _)| id).collect() };
    assert_eq!(ids(ContactsShown::Hot).await, std::slice::from_ref(caller));
    assert_eq!(ids(ContactsShown::Score).await, [caller.clone(), other.clone()]);
    let told = "notifications WHERE kind = 'hot_lead'";
    assert_eq!(app.count(told, &[]).await, 1);
    let since = app.text("SELECT CAST(hot_at AS TEXT) FROM contacts WHERE hot_at IS NOT NULL", &[]).await;

    // What was of late is not for ever; the score follows although nothing happens.
    app.clock.advance(Duration::from_secs(30 * DAY));
    assert_eq!(due::scores(&app.services).await.unwrap(), 2);
    assert_eq!(due::scores(&app.services).await.unwrap(), 0);
    assert_eq!(page(&cx, caller).await.contact.score, 60);
    assert_eq!(page(&cx, other).await.contact.score, 0);
    called(&app, &cx, 4, Some(CALLER), json!({})).await;
    due::scores(&app.services).await.unwrap();
    let again = app.text("SELECT CAST(hot_at AS TEXT) FROM contacts WHERE hot_at IS NOT NULL", &[]).await;
    assert_eq!((again, app.count(told, &[]).await), (since, 1), "it was told once");
    // Merged, the other has both.
    merge::merge(&cx, other, &MergeForm { other: caller.to_string() }).await.unwrap();
    due::scores(&app.services).await.unwrap();
    assert!(page(&cx, other).await.contact.score >= HOT);
    assert_eq!(app.count(told, &[]).await, 1, "what was long ago is no news");
    assert_eq!(page(&cx, caller).await.contact.score, 0);
}

async fn what_happened_has_pages(app: TestApp) {
    let cx = owner(&app).await;
    let ana = service::add(&cx, &form("Ana", CALLER)).await.unwrap();
    for nth in 0..40_i64 {
        // Two begin at once.
        let at = (nth / 2 * 60_000 + 1).to_string();
        app.execute(
            "INSERT INTO calls (id, org_id, vapi_call_id, caller, caller_key, contact_id, begun_at, updated_at)
             VALUES ($1, $2, $1, $3, $3, $4, CAST($5 AS BIGINT), 0)",
            &[&app.services.random.uuid(), cx.org.as_str(), CALLER, ana.as_str(), &at],
        )
        .await;
    }
    let mut asked = ContactAsked { id: ana, before: None };
    let (mut all, mut pages) = (Vec::new(), 0);
    loop {
        let page = timeline::service::page(&cx, asked.clone()).await.unwrap();
        assert_eq!(page.later, asked.before.is_some());
        all.extend(page.entries.into_iter().map(|entry| match entry {
            Entry::Call(call) => (call.begun_at, call.id.to_string()),
            Entry::Appointment(booked) => panic!("{booked:?}"),
        }));
        pages += 1;
        asked.before = page.next;
        if asked.before.is_none() {
            break;
        }
    }
    let mut sorted = all.clone();
    sorted.sort();
    sorted.dedup();
    sorted.reverse();
    assert_eq!((pages, all.len()), (2, 40));
    assert_eq!(all, sorted);
}

both_engines!(
    whoever_calls_with_a_number_is_one_contact,
    calls_of_before_get_their_contacts,
    a_contact_that_is_added_takes_the_calls_that_were_nobodys,
    a_score_says_why_and_a_lead_is_hot_once,
    what_happened_has_pages,
);
