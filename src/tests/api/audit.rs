//! The audit log by the API.

use std::collections::BTreeSet;

use ava::domain::{api_token::Scope, contact::ContactForm, role::Role};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, done, program_of};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{colleague, owner},
    program::Program,
};

async fn it_names_the_token_and_is_read_by_pages_and_filters(app: TestApp) {
    let cx = owner(&app).await;
    for nth in 0..30 {
        let form = ContactForm { name: format!("Person {nth}"), ..ContactForm::default() };
        ava::server::contacts::service::add(&cx, &form).await.unwrap();
    }
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    done(&program, Method::POST, "/api/contacts", json!({ "name": "Ana" })).await;
    let (numbers, pages) = all_pages(&program, "/api/audit?about=contacts", "number").await;
    let different: BTreeSet<i64> = numbers.iter().map(|number| number.as_i64().unwrap()).collect();
    assert_eq!((numbers.len(), different.len(), pages), (31, 31, 2));
    let list = done(&program, Method::GET, "/api/audit?about=contacts", Value::Null).await;
    let entry = &list["items"][0];
    assert_eq!((&entry["action"], &entry["token"]), (&json!("contact_added"), &json!("Program")), "{entry}");
    assert_eq!((&entry["by"]["kind"], &entry["by"]["id"]), (&json!("person"), &json!(cx.user)));
    assert_eq!((&entry["outcome"], &entry["object"]["kind"]), (&json!("done"), &json!("contact")));
    assert_eq!(entry["object"]["name"], Value::Null, "the log is no way to the contacts");
    let found = async |query: &str| all_pages(&program, &format!("/api/audit?{query}"), "action").await.0;
    assert_eq!(found(&format!("about=contacts&person={}", cx.user)).await.len(), 31);
    assert_eq!(found("about=contacts&person=operator").await, Vec::<Value>::new());
    assert_eq!(found("about=log").await, [json!("log_read")], "that it is read stands there once");
    assert_eq!(found("about=contacts&until=2026-11-20").await, Vec::<Value>::new());
    for query in ["person=somebody", "about=nothing", "since=today", "after=1", "outcome=maybe"] {
        let refused = program.get(&format!("/api/audit?{query}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "query"), "{query}");
    }
}

async fn it_is_of_one_organisation_and_of_who_may_read_it(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let person = format!("/api/audit?person={}", cx.user);
    assert_eq!(all_pages(&stranger, &person, "number").await.0, Vec::<Value>::new());
    let member = program_of(&app, &server, &colleague(&app, &cx, Role::Member).await).await;
    let scopes = [Scope::MembersRead];
    let other = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &scopes).await;
    for (program, expected) in [(&member, "forbidden"), (&other, "scope_missing")] {
        let refused = program.get("/api/audit").await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, expected));
    }
}

both_engines!(
    it_names_the_token_and_is_read_by_pages_and_filters,
    it_is_of_one_organisation_and_of_who_may_read_it,
);
