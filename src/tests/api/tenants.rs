//! All organisations, by the API of the platform admins.

use ava::{
    domain::{api_token::Scope, operation::OperationState},
    server::tenants,
};
use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};

use super::{all_pages, code, done, program_of, refusal};
use crate::support::{
    app::TestApp,
    both_engines,
    people::{import, owner, prepared},
    program::Program,
    sandbox::OTHER_NUMBER,
};

async fn a_platform_admin_looks_suspends_and_limits(app: TestApp) {
    let (tenant, admin) = (owner(&app).await, owner(&app).await);
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[admin.user.as_str()]).await;
    tenants::sweep(&app.services).await.unwrap();
    let server = app.serve().await;
    let program = program_of(&app, &server, &admin).await;
    let people = program_of(&app, &server, &tenant).await;
    assert_eq!(all_pages(&program, "/api/admin/tenants", "id").await.0.len(), 2);
    let found = all_pages(&program, &format!("/api/admin/tenants?search={}", tenant.org), "id").await.0;
    assert_eq!(found, [json!(tenant.org)]);
    let path = format!("/api/admin/tenants/{}", tenant.org);
    let before = done(&program, Method::GET, &path, Value::Null).await;
    assert_eq!((&before["id"], &before["suspension"]), (&json!(tenant.org), &Value::Null));
    assert_eq!(app.count("audit_log WHERE action = 'tenant_opened'", &[]).await, 1);

    let refused =
        program.ask(Method::POST, &format!("{path}/suspend"), Some(&json!({ "reason": " " }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "reason".into()));
    done(&program, Method::POST, &format!("{path}/suspend"), json!({ "reason": "Unpaid" })).await;
    let suspended = done(&program, Method::GET, &path, Value::Null).await;
    assert_eq!(suspended["suspension"]["reason"], "Unpaid");
    let refused = people.get("/api/agents").await;
    assert_eq!((refused.status, code(&refused).as_str()), (403, "suspended"));
    done(&program, Method::POST, &format!("{path}/resume"), Value::Null).await;
    done(&people, Method::GET, "/api/agents", Value::Null).await;

    let limits = format!("{path}/limits");
    done(&program, Method::PUT, &limits, json!({ "limit": "contacts", "most": 1 })).await;
    done(&people, Method::POST, "/api/contacts", json!({ "name": "Ana" })).await;
    let refused = people.ask(Method::POST, "/api/contacts", Some(&json!({ "name": "Ben" }))).await;
    assert_eq!(code(&refused), "over_quota");
    let limited = done(&program, Method::GET, &path, Value::Null).await;
    let contacts = limited["limits"].as_array().unwrap().iter().find(|one| one["limit"] == "contacts");
    assert_eq!(contacts.unwrap()["most"], 1);
    let refused = program.ask(Method::PUT, &limits, Some(&json!({ "limit": "contacts", "most": 0 }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "most".into()));
    done(&program, Method::PUT, &limits, json!({ "limit": "contacts", "most": null })).await;
    done(&people, Method::POST, "/api/contacts", json!({ "name": "Ben" })).await;
    let nobody = "/api/admin/tenants/0190a5e2-7c1b-7def-8123-0123456789ab";
    for (method, path) in [(Method::GET, nobody.to_owned()), (Method::POST, format!("{nobody}/resume"))] {
        let refused = program.ask(method, &path, None).await;
        assert_eq!((refused.status, code(&refused).as_str()), (404, "not_found"), "{path}");
    }
}

async fn a_platform_admin_makes_changes_and_deletes_one(app: TestApp) {
    let admin = owner(&app).await;
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[admin.user.as_str()]).await;
    let server = app.serve().await;
    let program = program_of(&app, &server, &admin).await;
    let body =
        json!({ "org_name": "Lakeside Clinic", "email": "first.owner@clinic.example", "channel": "link" });
    let keyed = || {
        let request =
            program.request(Method::POST, "/api/admin/tenants").header("idempotency-key", "tenant-1");
        request.header(CONTENT_TYPE, "application/json").body(body.to_string())
    };
    let answer = program.send("create_tenant", keyed()).await;
    let made: Value = answer.json();
    let path = format!("/api/admin/tenants/{}", made["id"].as_str().unwrap());
    assert_eq!((answer.status, answer.header("location")), (201, path.as_str()), "{made}");
    assert!(made["link"].as_str().unwrap().starts_with("http"), "{made}");
    let again = program.send("create_tenant", keyed()).await;
    assert_eq!((again.status, code(&again).as_str()), (409, "answer_lost"), "a link is shown once");
    assert_eq!(app.count("orgs WHERE name = 'Lakeside Clinic'", &[]).await, 1);
    let nameless = json!({ "org_name": "", "email": "first.owner@clinic.example", "channel": "link" });
    let refused = program.ask(Method::POST, "/api/admin/tenants", Some(&nameless)).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "org_name".into()));

    let invitations = async || done(&program, Method::GET, &path, Value::Null).await["invitations"].take();
    let open = invitations().await;
    assert_eq!(
        (&open[0]["email"], &open[0]["role"]),
        (&json!("first.owner@clinic.example"), &json!("owner"))
    );
    let resend = json!({ "invitation": open[0]["id"], "channel": "link" });
    let other = done(&program, Method::POST, &format!("{path}/invitations/resend"), resend).await;
    assert!(other["link"].is_string() && other["link"] != made["link"], "{other}");
    let revoke = json!({ "invitation": open[0]["id"] });
    done(&program, Method::POST, &format!("{path}/invitations/revoke"), revoke.clone()).await;
    assert_eq!(invitations().await, json!([]));
    let refused = program.ask(Method::POST, &format!("{path}/invitations/revoke"), Some(&revoke)).await;
    assert_eq!((refused.status, code(&refused).as_str()), (404, "not_found"));

    for off in [true, false] {
        let features = format!("{path}/features");
        done(&program, Method::PUT, &features, json!({ "feature": "twilio", "off": off })).await;
        let there = done(&program, Method::GET, &path, Value::Null).await;
        assert_eq!(there["off"].as_array().unwrap().contains(&json!("twilio")), off, "{there}");
    }
    let unknown = json!({ "feature": "fax", "off": true });
    assert_eq!(program.ask(Method::PUT, &format!("{path}/features"), Some(&unknown)).await.status, 400);
    let log = done(&program, Method::GET, &format!("{path}/audit"), Value::Null).await;
    assert!(log["items"].as_array().unwrap().iter().any(|entry| entry["action"] == "org_made"), "{log}");
    let platform = done(&program, Method::GET, "/api/admin/audit", Value::Null).await;
    assert!(platform["items"].as_array().unwrap().iter().any(|entry| entry["action"] == "tenant_made"));
    assert_eq!(program.get("/api/admin/audit?person=nobody").await.status, 400);

    let deletion = format!("{path}/deletion");
    let refused = program.ask(Method::POST, &deletion, Some(&json!({ "org_name": "Lakeside" }))).await;
    assert_eq!(refusal(&refused), (422, "invalid".into(), "org_name".into()));
    let is_ending = async || done(&program, Method::GET, &path, Value::Null).await["is_ending"].take();
    done(&program, Method::POST, &deletion, json!({ "org_name": "Lakeside Clinic" })).await;
    assert_eq!(is_ending().await, true);
    done(&program, Method::DELETE, &deletion, Value::Null).await;
    assert_eq!(is_ending().await, false);
}

async fn a_platform_admin_tries_an_operation_of_a_tenant_again(app: TestApp) {
    let admin = owner(&app).await;
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[admin.user.as_str()]).await;
    let (tenant, _) = prepared(&app).await;
    // Its Twilio account has no such number.
    let operation = import(&tenant, OTHER_NUMBER).await;
    app.settle().await;
    assert_eq!(app.state(&tenant, &operation).await, OperationState::Failed);
    let server = app.serve().await;
    let program = program_of(&app, &server, &admin).await;
    let path = format!("/api/admin/tenants/{}/retry", tenant.org);
    done(&program, Method::POST, &path, json!({ "operation": operation })).await;
    let tried = "audit_log WHERE org_id = $1 AND action = 'operation_retried'";
    assert_eq!(app.count(tried, &[tenant.org.as_str()]).await, 1);
    let nobodys = json!({ "operation": "0190a5e2-7c1b-7def-8123-0123456789ab" });
    let refused = program.ask(Method::POST, &path, Some(&nobodys)).await;
    assert_eq!((refused.status, code(&refused).as_str()), (404, "not_found"));
}

async fn for_anybody_else_there_are_none(app: TestApp) {
    let (tenant, admin) = (owner(&app).await, owner(&app).await);
    app.execute("UPDATE users SET platform_admin = TRUE WHERE id = $1", &[admin.user.as_str()]).await;
    let server = app.serve().await;
    let people = program_of(&app, &server, &tenant).await;
    let scopes = [Scope::TenantsRead];
    let reader = Program::of(&app, &server, admin.org.as_str(), admin.user.as_str(), &scopes).await;
    let path = format!("/api/admin/tenants/{}", tenant.org);
    let suspend = json!({ "reason": "Unpaid" });
    let asked = [
        (Method::GET, "/api/admin/tenants".to_owned(), None),
        (Method::GET, path.clone(), None),
        (Method::POST, format!("{path}/suspend"), Some(&suspend)),
        (Method::POST, format!("{path}/resume"), None),
    ];
    for (method, path, body) in asked {
        let refused = people.ask(method.clone(), &path, body).await;
        assert_eq!((refused.status, code(&refused).as_str()), (404, "not_found"), "{method} {path}");
        if method == Method::POST {
            let refused = reader.ask(method, &path, body).await;
            assert_eq!((refused.status, code(&refused).as_str()), (403, "scope_missing"), "{path}");
        }
    }
    done(&reader, Method::GET, &path, Value::Null).await;
    assert_eq!(app.count("suspensions", &[]).await, 0);
}

both_engines!(
    a_platform_admin_looks_suspends_and_limits,
    a_platform_admin_makes_changes_and_deletes_one,
    a_platform_admin_tries_an_operation_of_a_tenant_again,
    for_anybody_else_there_are_none,
);
