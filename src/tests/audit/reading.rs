//! The page of the log: what it is chosen by, what it says, and that reading it is in it.

use std::time::Duration;

use ava::{
    domain::{
        address::Address,
        audit::{Action, AuditQuery, AuditView, Change, ChangedField, Object, Outcome, Part, Who},
        contact::{ContactForm, ContactId},
        phone::E164,
        role::Role,
        webhook::{EventKind, WebhookForm},
    },
    server::{agents, audit, audit_log::service, contacts, cx::Cx, personal_data::erase::erase, webhooks},
};

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    people::{agent_form, colleague, make_agent, owner, ready},
    sandbox::NUMBER,
};

async fn asked(cx: &Cx, query: &str) -> AuditView {
    service::page(cx, &AuditQuery::read(&Address::new("/", query))).await.unwrap()
}

async fn actions(cx: &Cx, query: &str) -> Vec<Action> {
    asked(cx, query).await.entries.into_iter().map(|entry| entry.action).collect()
}

async fn the_newest_come_first_and_a_page_at_a_time(app: TestApp) {
    let cx = owner(&app).await;
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    for nth in 0..60 {
        let (action, subject) = (Action::AgentChanged, format!("x{nth}"));
        audit::append(&app.services, &mut tx, &cx.actor(), action, &subject).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (mut numbers, mut query) = (Vec::new(), AuditQuery::default());
    let mut sizes = Vec::new();
    loop {
        let page = service::page(&cx, &query).await.unwrap();
        sizes.push(page.entries.len());
        numbers.extend(page.entries.iter().map(|entry| entry.number));
        let Some(next) = page.next else { break };
        query = query.from(Some(&next));
    }
    assert_eq!(sizes, [25, 25, 12]);
    // The sign-up, the sixty, and that it is read.
    assert_eq!(numbers, (1..=62).rev().collect::<Vec<i64>>());
}

async fn it_is_chosen_by_person_kind_outcome_and_time(app: TestApp) {
    let cx = owner(&app).await;
    let other = colleague(&app, &cx, Role::Admin).await;
    make_agent(&cx).await;
    app.clock.advance(Duration::from_secs(3 * 24 * 3600));
    agents::service::create(&other, &agent_form("Desk")).await.unwrap();
    let draft = other.begin().await.unwrap();
    draft.recorded(Action::Denied, "ManageAgents").await.unwrap().commit().await.unwrap();

    assert_eq!(actions(&cx, &format!("person={}", other.user)).await, [Action::Denied, Action::AgentCreated]);
    assert_eq!(actions(&cx, "about=agents").await, [Action::AgentCreated; 2]);
    assert_eq!(actions(&cx, &format!("about=agents&person={}", cx.user)).await, [Action::AgentCreated]);
    assert_eq!(actions(&cx, "outcome=refused").await, [Action::Denied]);
    assert!(!actions(&cx, "outcome=done").await.contains(&Action::Denied));
    assert_eq!(actions(&cx, "person=operator").await, []);
    // It begins on the 21st.
    assert_eq!(actions(&cx, "until=2026-11-21").await, [Action::AgentCreated, Action::SignedUp]);
    assert_eq!(actions(&cx, "since=2026-11-22&about=agents").await, [Action::AgentCreated]);
    assert_eq!(actions(&cx, "since=2026-11-22&until=2026-11-23").await, []);
    assert_eq!(actions(&cx, "until=2026-11-20").await, []);
}

async fn it_is_searched_by_name_number_and_reference(app: TestApp) {
    let (cx, agent, operation) = ready(&app).await;
    let found = asked(&cx, "search=recep&about=agents").await.entries;
    let named = Object::Agent { id: agent.to_string(), name: Some("Reception".to_owned()) };
    assert!(!found.is_empty() && found.iter().all(|entry| entry.object == named), "{found:#?}");
    let digits = NUMBER.trim_start_matches("+1");
    for typed in [NUMBER.to_owned().replace('+', "%2B"), digits.to_owned()] {
        let found = asked(&cx, &format!("search={typed}")).await.entries;
        assert!(
            !found.is_empty()
                && found.iter().all(|entry| matches!(
                    &entry.object,
                    Object::Number { e164, id: Some(_) } if e164.as_str() == NUMBER
                )),
            "{typed}: {found:#?}"
        );
    }
    let sql = "SELECT correlation_id FROM operations WHERE id = $1";
    let reference = app.text(sql, &[operation.as_str()]).await;
    let found = asked(&cx, &format!("search={reference}")).await.entries;
    assert!(!found.is_empty() && found.iter().all(|entry| entry.correlation_id == reference));
    assert!(found.iter().any(|entry| matches!(&entry.who, Who::Operation(id) if *id == operation)));
    assert_eq!(asked(&cx, "search=nobody").await.entries, []);
}

async fn nobody_reads_the_log_of_another_org(app: TestApp) {
    let (cx, stranger) = (owner(&app).await, owner(&app).await);
    make_agent(&cx).await;
    for query in ["", "search=recep", "about=agents", "outcome=done", &format!("person={}", cx.user)] {
        let log = asked(&stranger, query).await;
        let own = [Action::SignedUp, Action::LogRead];
        assert!(log.entries.iter().all(|entry| own.contains(&entry.action)), "{query}: {log:#?}");
        assert_eq!(log.people.len(), 1);
    }
}

async fn reading_is_in_the_log_once_for_as_long_as_it_goes_on(app: TestApp) {
    let cx = owner(&app).await;
    let other = colleague(&app, &cx, Role::Admin).await;
    let read = async || app.count("audit_log WHERE action = 'log_read'", &[]).await;
    let first = asked(&cx, "").await;
    assert_eq!(first.entries[0].action, Action::LogRead, "before anything is shown");
    assert_eq!(first.entries[0].outcome, Outcome::Done);
    for _ in 0..5 {
        asked(&cx, "about=agents").await;
    }
    let together = futures::future::join_all((0..4).map(|_| asked(&other, ""))).await;
    assert_eq!((together.len(), read().await), (4, 2), "each person once");
    app.clock.advance(Duration::from_secs(3601));
    asked(&cx, "").await;
    assert_eq!(read().await, 3);
}

async fn the_page_says_everything_in_words_of_both_languages(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let fields = [
        ("form[name]", "<b>Desk</b>"),
        ("form[greeting]", "Hello"),
        ("form[speaks_first]", "agent"),
        ("form[instructions]", "Be brief."),
        ("form[language]", "en"),
        ("form[voice]", "vapi:Elliot"),
    ];
    assert_eq!(browser.rpc("agents/create", &fields).await.status, 200);
    let agent = app.text("SELECT id FROM agents", &[]).await;
    let edited: Vec<(&str, &str)> = fields
        .into_iter()
        .map(|(name, value)| if name == "form[greeting]" { (name, "Good day to you") } else { (name, value) })
        .chain([("id", agent.as_str()), ("version", "1"), ("form[temperature]", "0.5")])
        .collect();
    assert_eq!(browser.rpc("agents/update", &edited).await.status, 200);
    let english = browser.page("/dashboard/audit").await;
    assert_eq!(english.status, 200);
    for words in [
        "Agent changed",
        "Temperature from 0.7 to 0.5",
        "from Hello to “Good day to you”",
        &format!("href=\"/dashboard/agents/{agent}\""),
        "&lt;b&gt;Desk&lt;/b&gt;",
        "Organisation opened",
        "Audit log read",
        "127.0.0.1",
    ] {
        assert!(english.body.contains(words), "{words}: {}", english.body);
    }
    assert!(!english.body.contains("<b>Desk") && !english.body.contains("agent_changed"));
    app.execute("UPDATE users SET locale = 'fr'", &[]).await;
    let french = browser.page("/dashboard/audit?about=agents").await;
    for words in ["Agent modifié", "de 0,7 à 0,5", "Journal d’audit", "Agent créé"] {
        assert!(french.body.contains(words), "{words}");
    }
    assert!(!french.body.contains("Organisation ouverte"));
    let nothing = browser.page("/dashboard/audit?search=nobody").await;
    assert!(nothing.body.contains("Aucune entrée ne correspond"));
}

/// An entry keeps the name of its object when that is renamed or deleted later.
async fn a_webhook_is_named_as_it_was_called_then(app: TestApp) {
    let cx = owner(&app).await;
    let form = |description: &str| {
        WebhookForm::of("https://crm.example/ava?key=1", description, &[EventKind::CallEnded])
    };
    let made = webhooks::service::create(&cx, &form("")).await.unwrap();
    webhooks::service::update(&cx, &made.id, &form("CRM"), 0).await.unwrap();
    webhooks::service::pause(&cx, &made.id).await.unwrap();
    webhooks::service::delete(&cx, &made.id).await.unwrap();
    let entries = asked(&cx, "about=integrations").await.entries;
    let told: Vec<(Action, Object)> =
        entries.iter().map(|entry| (entry.action, entry.object.clone())).collect();
    let named = |action, name: &str| (action, Object::Text(name.to_owned()));
    let expected = [
        named(Action::WebhookDeleted, "CRM"),
        named(Action::WebhookPaused, "CRM"),
        named(Action::WebhookChanged, "crm.example"),
        named(Action::WebhookMade, "crm.example"),
    ];
    assert_eq!(told, expected);
    let renamed = Change::of(ChangedField::Part(Part::Name), Some("crm.example"), Some("CRM"));
    assert_eq!(entries[2].changes, renamed.into_iter().collect::<Vec<_>>());
}

/// The log has a contact by its id alone, so that nothing of them is in it once they are erased.
async fn a_contact_is_named_until_it_is_erased(app: TestApp) {
    let cx = owner(&app).await;
    let named = ContactForm { name: "Ana Morel".to_owned(), ..ContactForm::default() };
    let reached = ContactForm { phone: "+14155550142".to_owned(), ..ContactForm::default() };
    let [ana, other] = [
        contacts::service::add(&cx, &named).await.unwrap(),
        contacts::service::add(&cx, &reached).await.unwrap(),
    ];
    let objects = async || -> Vec<Object> {
        asked(&cx, "about=contacts").await.entries.into_iter().map(|entry| entry.object).collect()
    };
    let contact = |id: &ContactId, name: Option<&str>| Object::Contact {
        id: id.to_string(),
        name: name.map(str::to_owned),
    };
    let phone = E164::parse("+14155550142").unwrap().unbroken();
    assert_eq!(objects().await, [contact(&other, Some(&phone)), contact(&ana, Some("Ana Morel"))]);
    erase(&cx, &ana).await.unwrap();
    let gone = contact(&ana, None);
    assert_eq!(objects().await, [gone.clone(), contact(&other, Some(&phone)), gone]);
}

both_engines!(
    the_newest_come_first_and_a_page_at_a_time,
    it_is_chosen_by_person_kind_outcome_and_time,
    it_is_searched_by_name_number_and_reference,
    nobody_reads_the_log_of_another_org,
    reading_is_in_the_log_once_for_as_long_as_it_goes_on,
    the_page_says_everything_in_words_of_both_languages,
    a_webhook_is_named_as_it_was_called_then,
    a_contact_is_named_until_it_is_erased,
);
