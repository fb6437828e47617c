//! The people of an organisation, and invitations, by the API.

use ava::domain::{api_token::Scope, role::Role};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, done, is_nobodys, program_of, refusal};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{colleague, owner},
    program::Program,
};

async fn roles_are_given_and_people_removed(app: TestApp) {
    let cx = owner(&app).await;
    let ben = colleague(&app, &cx, Role::Viewer).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    assert_eq!(all_pages(&program, "/api/members", "role").await.0.len(), 2);
    assert_eq!(all_pages(&program, "/api/members?role=viewer", "id").await.0, [json!(ben.user)]);
    let path = format!("/api/members/{}", ben.user);
    assert_eq!(done(&program, Method::PUT, &path, json!({ "role": "admin" })).await["role"], "admin");
    let own = format!("/api/members/{}", cx.user);
    let refused = program.ask(Method::PUT, &own, Some(&json!({ "role": "member" }))).await;
    assert_eq!(refusal(&refused), (409, "last_owner".into(), "role".into()));
    let refused = program.ask(Method::DELETE, &own, None).await;
    assert_eq!((refused.status, code(&refused).as_str()), (409, "oneself"));

    let admin = program_of(&app, &server, &ben).await;
    let refused = admin.ask(Method::PUT, &own, Some(&json!({ "role": "viewer" }))).await;
    assert_eq!(refusal(&refused), (403, "owners_only".into(), "role".into()));
    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let asked = [
        (Method::GET, path.clone(), Value::Null),
        (Method::PUT, path.clone(), json!({ "role": "viewer" })),
        (Method::DELETE, path.clone(), Value::Null),
    ];
    is_nobodys(&stranger, &asked).await;
    done(&program, Method::DELETE, &path, Value::Null).await;
    done(&program, Method::DELETE, &path, Value::Null).await;
    assert_eq!(program.get(&path).await.status, 404);
    assert_eq!(admin.get("/api/members").await.status, 401, "a token goes with its person");
}

async fn somebody_is_invited_and_the_invitation_taken_back(app: TestApp) {
    let cx = owner(&app).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &cx).await;
    let body = json!({ "email": "ana@clinic.example", "role": "member", "channel": "link" });
    let request = program
        .request(Method::POST, "/api/invitations")
        .header("idempotency-key", "invite-ana")
        .header("content-type", "application/json")
        .body(body.to_string());
    let made = program.send("invite", request.try_clone().unwrap()).await;
    let invitation: Value = made.json();
    let path = format!("/api/invitations/{}", invitation["id"].as_str().unwrap());
    assert_eq!((made.status, made.header("location")), (201, path.as_str()), "{invitation}");
    assert_eq!((&invitation["role"], &invitation["delivery"]), (&json!("member"), &json!("shown")));
    let link = invitation["link"].as_str().unwrap().to_owned();
    assert!(link.starts_with("http"), "{link}");
    let again = program.send("invite again", request).await;
    assert_eq!((again.status, code(&again).as_str()), (409, "answer_lost"), "a link is shown once");
    assert_eq!(app.count("invitations", &[]).await, 1);
    assert!(!program.get("/api/invitations").await.body.contains(&link));
    assert_eq!(all_pages(&program, "/api/invitations", "id").await, (vec![invitation["id"].clone()], 1));

    for (name, value) in [("email", json!("ana")), ("role", json!("king")), ("channel", json!("pigeon"))] {
        let mut wrong = body.clone();
        wrong[name] = value;
        let refused = program.ask(Method::POST, "/api/invitations", Some(&wrong)).await;
        let expected = if name == "email" { 422 } else { 400 };
        assert_eq!(refused.status, expected, "{name}: {}", refused.body);
    }
    let resent = done(&program, Method::POST, &format!("{path}/resend"), json!({ "channel": "link" })).await;
    assert_eq!(resent["id"], invitation["id"]);
    assert_ne!(resent["link"], invitation["link"]);

    let stranger = program_of(&app, &server, &owner(&app).await).await;
    let asked = [
        (Method::POST, format!("{path}/resend"), json!({ "channel": "link" })),
        (Method::DELETE, path.clone(), Value::Null),
    ];
    is_nobodys(&stranger, &asked).await;
    let member = program_of(&app, &server, &colleague(&app, &cx, Role::Member).await).await;
    let scopes = [Scope::MembersRead];
    let reader = Program::of(&app, &server, cx.org.as_str(), cx.user.as_str(), &scopes).await;
    for (program, expected) in [(&member, "forbidden"), (&reader, "scope_missing")] {
        let refused = program.ask(Method::DELETE, &path, None).await;
        assert_eq!((refused.status, code(&refused).as_str()), (403, expected));
    }
    done(&program, Method::DELETE, &path, Value::Null).await;
    assert_eq!(app.count("invitations", &[]).await, 0);
}

both_engines!(roles_are_given_and_people_removed, somebody_is_invited_and_the_invitation_taken_back);
