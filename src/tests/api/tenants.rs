//! All organisations, by the API of the platform admins.

use ava::{domain::api_token::Scope, server::tenants};
use reqwest::Method;
use serde_json::{Value, json};

use super::{all_pages, code, done, program_of, refusal};
use crate::support::{app::TestApp, both_engines, people::owner, program::Program};

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

both_engines!(a_platform_admin_looks_suspends_and_limits, for_anybody_else_there_are_none);
