//! Notifications by the API.

use ava::{
    domain::{
        api_token::Scope,
        notification::{About, NotificationKind},
        role::Role,
    },
    server::{
        appointments::service,
        notifications::{self, Raised},
    },
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, done, is_nobodys, program_of};
use crate::{
    appointments::{book_form, free, open},
    support::{
        app::{TestApp, Tests},
        both_engines,
        people::{colleague, owner},
        program::Program,
    },
};

async fn what_a_person_has_read_is_their_own(app: TestApp) {
    let cx = owner(&app).await;
    let ben = colleague(&app, &cx, Role::Member).await;
    let offered = open(&cx).await;
    let mut booked = Vec::new();
    for start in free(&cx, &offered).await.into_iter().step_by(2).take(3) {
        booked.push(service::book(&ben, &book_form(&offered, start, "Ana")).await.unwrap());
    }
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let list = done(&program, Method::GET, "/api/notifications?about=appointments", Value::Null).await;
    let items = list["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["kind"]), (3, &json!("appointment_made")), "{list}");
    assert_eq!(items[0]["about"], json!({ "kind": "appointment", "id": booked[2] }));
    assert!(items.iter().all(|item| item["read"] == false && item["category"] == "appointments"));

    let unread = async |program: &Program| {
        all_pages(program, "/api/notifications?show=unread&about=appointments", "id").await.0
    };
    let newest = items[0]["id"].as_str().unwrap();
    let path = format!("/api/notifications/{newest}/read");
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    is_nobodys(&stranger, &[(Method::POST, path.clone(), Value::Null)]).await;
    done(&stranger, Method::POST, "/api/notifications/read", json!({ "newest": newest })).await;
    assert_eq!(unread(&program).await.len(), 3, "a stranger reads nothing of it");
    done(&program, Method::POST, &path, Value::Null).await;
    assert_eq!(unread(&program).await, [items[1]["id"].clone(), items[2]["id"].clone()]);
    done(&program, Method::POST, "/api/notifications/read", json!({ "newest": items[1]["id"] })).await;
    assert_eq!(unread(&program).await, Vec::<Value>::new());
    let scopes = [Scope::NotificationsRead];
    let reader = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &scopes).await;
    let refused = reader.ask(Method::POST, &path, None).await;
    assert_eq!((refused.status, code(&refused).as_str()), (403, "scope_missing"));
    for query in ["after=1", "show=new", "about=nothing"] {
        let refused = program.get(&format!("/api/notifications?{query}")).await;
        assert_eq!((refused.status, code(&refused).as_str()), (400, "query"), "{query}");
    }
}

/// A service token with a lower role than its person is told no more than that role is.
async fn a_token_of_a_lower_role_sees_what_that_role_sees(app: TestApp) {
    let cx = owner(&app).await;
    let about = About::Webhook { id: app.services.random.id(), host: "hooks.example".to_owned() };
    let (kind, at) = (NotificationKind::WebhookPaused, app.now());
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    notifications::raise(&mut tx, &Raised { kind, about, cause: "gone", by: None, at }).await.unwrap();
    tx.commit().await.unwrap();
    let server = app.serve().await;
    let reader = program_of(&app, &server, &cx).await;
    let list = done(&reader, Method::GET, "/api/notifications", Value::Null).await;
    assert_eq!(list["items"][0]["kind"], "webhook_paused");
    app.execute("UPDATE api_tokens SET kind = 'service', role = 'viewer'", &[]).await;
    let list = done(&reader, Method::GET, "/api/notifications", Value::Null).await;
    assert_eq!(list["items"], json!([]), "{list}");
}

both_engines!(what_a_person_has_read_is_their_own, a_token_of_a_lower_role_sees_what_that_role_sees,);
