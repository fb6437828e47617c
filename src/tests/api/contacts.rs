//! Contacts by the API.

use std::collections::BTreeSet;

use ava::{
    domain::{api_token::Scope, contact::ContactForm, role::Role},
    server::contacts::service,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, done, is_nobodys, program_of, refusal, replaced};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{colleague, owner},
    program::Program,
};

fn ana() -> Value {
    json!({ "name": "Ana Morel", "number": "+33 6 12 34 56 78", "email": "ana@home.example", "tags": ["vip"] })
}

async fn one_is_added_replaced_and_erased(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let made = program.ask(Method::POST, "/api/contacts", Some(&ana())).await;
    let contact: Value = made.json();
    let path = format!("/api/contacts/{}", contact["id"].as_str().unwrap());
    assert_eq!((made.status, made.header("location")), (201, path.as_str()), "{contact}");
    assert_eq!((&contact["number"], &contact["tags"]), (&json!("+33612345678"), &json!(["vip"])));
    let again = done(&program, Method::POST, "/api/contacts", ana()).await;
    assert_eq!(again["id"], contact["id"], "the same one");

    let first = made.header("etag").to_owned();
    assert_eq!(program.get(&path).await.header("etag"), first);
    app.execute("UPDATE contacts SET score = 70", &[]).await;
    let mut body = ana();
    body["note"] = json!("Calls in the morning");
    let changed = replaced(&program, &path, &first, &body).await;
    assert_eq!(changed.status, 200, "a score is nobody's change: {}", changed.body);
    assert_eq!(changed.json::<Value>()["note"], "Calls in the morning");
    let refused = replaced(&program, &path, &first, &ana()).await;
    assert_eq!((refused.status, code(&refused).as_str()), (412, "other_version"));
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["note"], "Calls in the morning");

    let export = done(&program, Method::GET, &format!("{path}/export"), Value::Null).await;
    assert_eq!((&export["contact"]["name"], &export["calls"]), (&json!("Ana Morel"), &json!([])));
    let entries = async |action: &str| app.count("audit_log WHERE action = $1", &[action]).await;
    assert_eq!(entries("contact_exported").await, 1);
    assert_eq!(done(&program, Method::DELETE, &path, Value::Null).await, Value::Null);
    assert_eq!((entries("contact_erased").await, program.get(&path).await.status), (1, 404));
    assert!(!app.dump().await.contains("Ana Morel"));
}

async fn what_breaks_a_rule_is_told_by_its_field(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    done(&program, Method::POST, "/api/contacts", ana()).await;
    for (body, field) in [
        (json!({}), "name"),
        (json!({ "name": "x".repeat(121) }), "name"),
        (json!({ "name": "Bo", "number": "four" }), "number"),
        (json!({ "name": "Bo", "number": "+33612345678" }), "number"),
        (json!({ "name": "Bo", "email": "bo" }), "email"),
        (json!({ "name": "Bo", "tags": ["x".repeat(31)] }), "tags"),
        (json!({ "name": "Bo", "note": "x".repeat(4001) }), "note"),
    ] {
        let refused = program.ask(Method::POST, "/api/contacts", Some(&body)).await;
        assert_eq!(refusal(&refused), (422, "invalid".into(), field.into()), "{body}");
    }
    assert_eq!(app.count("contacts", &[]).await, 1);
}

async fn two_are_merged_and_separated(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let ana = done(&program, Method::POST, "/api/contacts", ana()).await;
    let other = json!({ "name": "A. Morel", "email": "a@work.example" });
    let other = done(&program, Method::POST, "/api/contacts", other).await;
    let path = |contact: &Value| format!("/api/contacts/{}", contact["id"].as_str().unwrap());
    let merge = format!("{}/merge", path(&ana));
    let refused = program.ask(Method::POST, &merge, Some(&json!({ "contact": "nobody@x.example" }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "contact".into()));
    done(&program, Method::POST, &merge, json!({ "contact": "a@work.example" })).await;
    let merged = done(&program, Method::GET, &path(&other), Value::Null).await;
    assert_eq!(merged["merged_into"], ana["id"]);
    assert_eq!(all_pages(&program, "/api/contacts", "id").await.0, [ana["id"].clone()]);
    let apart = done(&program, Method::POST, &format!("{}/separate", path(&other)), Value::Null).await;
    assert_eq!(apart["merged_into"], Value::Null);
    assert_eq!(all_pages(&program, &format!("{}/timeline", path(&ana)), "id").await, (vec![], 1));
}

async fn the_list_has_pages_and_a_search(app: TestApp) {
    let cx = owner(&app).await;
    for nth in 0..30 {
        let form = ContactForm { name: format!("Person {nth:02}"), ..ContactForm::default() };
        service::add(&cx, &form).await.unwrap();
    }
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    for order in ["newest", "score"] {
        let (ids, pages) = all_pages(&program, &format!("/api/contacts?show={order}"), "id").await;
        let different: BTreeSet<&str> = ids.iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!((ids.len(), different.len(), pages), (30, 30, 2), "{order}");
    }
    assert_eq!(all_pages(&program, "/api/contacts?search=on%2007", "name").await.0, [json!("Person 07")]);
    for query in ["after=1", "after=12-x", "show=best"] {
        let refused = program.get(&format!("/api/contacts?{query}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "query"), "{query}");
    }
}

async fn they_are_of_one_organisation_and_of_who_may(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let contact = done(&program, Method::POST, "/api/contacts", ana()).await;
    let path = format!("/api/contacts/{}", contact["id"].as_str().unwrap());
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let asked = [
        (Method::GET, path.clone(), Value::Null),
        (Method::PUT, path.clone(), json!({ "name": "Mine" })),
        (Method::DELETE, path.clone(), Value::Null),
        (Method::GET, format!("{path}/export"), Value::Null),
        (Method::GET, format!("{path}/timeline"), Value::Null),
        (Method::POST, format!("{path}/separate"), Value::Null),
        (Method::POST, format!("{path}/merge"), json!({ "contact": "ana@home.example" })),
    ];
    is_nobodys(&stranger, &asked).await;
    let own = done(&stranger, Method::POST, "/api/contacts", json!({ "name": "Bo" })).await;
    let merge = format!("/api/contacts/{}/merge", own["id"].as_str().unwrap());
    let theirs = stranger.ask(Method::POST, &merge, Some(&json!({ "contact": contact["id"] }))).await;
    assert_eq!(refusal(&theirs), (422, "invalid".into(), "contact".into()));

    let scopes = [Scope::ContactsRead];
    let reader = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &scopes).await;
    let viewer = program_of(&app, &server, &colleague(&app, &cx, Role::Viewer).await).await;
    for (program, expected) in [(&reader, "scope_missing"), (&viewer, "forbidden")] {
        let refused = program.ask(Method::DELETE, &path, None).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, expected));
        done(program, Method::GET, &path, Value::Null).await;
    }
    for beside in ["export", "timeline"] {
        let refused = reader.get(&format!("{path}/{beside}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, "scope_missing"), "{beside}");
    }
    let refused = viewer.get(&format!("{path}/export")).await;
    assert_eq!((refused.status, code(&refused).as_str()), (403, "forbidden"));
    assert_eq!(done(&program, Method::GET, &path, Value::Null).await["name"], "Ana Morel");
}

both_engines!(
    one_is_added_replaced_and_erased,
    what_breaks_a_rule_is_told_by_its_field,
    two_are_merged_and_separated,
    the_list_has_pages_and_a_search,
    they_are_of_one_organisation_and_of_who_may,
);
