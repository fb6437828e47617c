//! Calls as a stranger, as a viewer, and as nobody. A server function or a page that is
//! added without a case fails.

use std::collections::BTreeSet;

use ava::{
    app::routes,
    domain::{
        address::Address,
        problem::ProblemKind,
        role::{Permission, Role},
        view::{Audience, Page},
    },
    server::{
        auth::session_store::Store,
        edge::Edge,
        http::{assets::Assets, live_streams::LiveStreams},
        router::RouterParts,
    },
};
use reqwest::{
    Method,
    header::{ACCEPT, LOCATION},
};
use tokio_util::sync::CancellationToken;

use super::cases::{Case, Door, Stranger, Victim, cases, pages};
use crate::support::{
    app::{Database, TestApp},
    browser::{Answer, Browser, Server},
    made_up,
    people::sign_up_form,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
    second_factor, source,
};

/// Tables that the victim may have nothing in, and that no list shows.
pub(super) const ON_NO_LIST: [&str; 6] =
    ["org_quotas", "managed_orgs", "number_orders", "leftovers", "operation_escrow", "audit_heads"];

pub(super) async fn call(browser: &Browser, case: &Case, victim: &Victim) -> Answer {
    let fields = case.fields(victim);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.rpc(case.endpoint, &fields).await
}

/// An org whose number answers.
pub(super) async fn victim(app: &TestApp, server: &Server) -> (Browser, Victim) {
    let browser = server.owner().await;
    browser.connect_vapi(VAPI_KEY).await;
    let agent = browser.make_agent("Reception Vict", "Victim instructions", "Hello").await;
    browser.connect_twilio(TWILIO_SID, TWILIO_TOKEN).await;
    let operation = browser.import(NUMBER).await;
    let done = |page: &serde_json::Value| page["operation"]["state"] == "done";
    let _: serde_json::Value = browser.until("read/Operation", &[("id", &operation)], done).await;
    let number = app.text("SELECT id FROM phone_numbers", &[]).await;
    let (managed, managed_e164) = managed(app, &browser).await;
    let account: serde_json::Value = browser.ask("read/Account", &[]).await;
    let device = account["devices"][0]["id"].as_str().unwrap().to_owned();
    let finding = app.services.random.uuid();
    app.execute(
        "INSERT INTO number_findings (id, org_id, number_id, e164, kind, detail, found_at)
         SELECT $1, org_id, id, e164, 'bound_elsewhere', 'Reception Vict', 0
         FROM phone_numbers WHERE id = $2",
        &[&finding, &number],
    )
    .await;
    let notification = notification(app).await;
    let (call, call_event) = called(app, &agent).await;
    let org = app.text("SELECT id FROM orgs", &[]).await;
    let colleague = sign_up_form();
    let member = app.services.random.uuid();
    app.execute(
        "INSERT INTO users (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, '', 0)",
        &[&member, &colleague.email, &colleague.name],
    )
    .await;
    app.execute(
        "INSERT INTO memberships (org_id, user_id, role, created_at) VALUES ($1, $2, 'viewer', 0)",
        &[&org, &member],
    )
    .await;
    let (service, appointment, contact) = booked(app).await;
    let list = app.services.random.uuid();
    app.execute(
        "INSERT INTO contact_imports (id, org_id, file, column_names, made_at)
         SELECT $1, id, 'Reception Vict', '[\"Reception Vict\"]', 0 FROM orgs",
        &[&list],
    )
    .await;
    let (webhook, delivery) = told_programs(app).await;
    let invite = [
        ("form[email]", "invited.by.the.victim@clinic.example"),
        ("form[role]", "viewer"),
        ("form[channel]", "mail"),
    ];
    assert_eq!(browser.rpc("team/invite", &invite).await.status, 200);
    let invitation = app.text("SELECT id FROM invitations", &[]).await;
    let [token, service_token] = tokens(app).await;
    let victim = Victim {
        token,
        service_token,
        service,
        appointment,
        contact,
        list,
        webhook,
        delivery,
        agent,
        number,
        managed,
        managed_e164,
        operation,
        device,
        finding,
        notification,
        call,
        call_event,
        member,
        org,
        invitation,
    };
    (browser, victim)
}

/// A token of the only owner's own, and one of the organisation.
async fn tokens(app: &TestApp) -> [String; 2] {
    let [token, service_token] = [(); 2].map(|()| app.services.random.uuid());
    for (id, kind) in [(&token, "personal"), (&service_token, "service")] {
        app.execute(
            "INSERT INTO api_tokens (id, org_id, user_id, kind, name, hash, begins, scopes, role, networks, made_at,
               expires_at)
             SELECT $1, org_id, user_id, $2, 'Reception Vict', $1, 'ava_Vict', 'agents:read',
               CASE WHEN $2 = 'service' THEN 'viewer' END, '', 0, 4000000000000
             FROM memberships WHERE role = 'owner'",
            &[id, kind],
        )
        .await;
    }
    [token, service_token]
}

/// A call of the only organisation's agent, and an event of it.
async fn called(app: &TestApp, agent: &str) -> (String, String) {
    let (call, event) = (app.services.random.uuid(), app.services.random.uuid());
    app.execute(
        "INSERT INTO calls (id, org_id, vapi_call_id, agent_id, agent_name, summary, begun_at, updated_at)
         SELECT $1, org_id, $1, id, name, 'Victim instructions', 0, 0 FROM agents WHERE id = $2",
        &[&call, agent],
    )
    .await;
    app.execute(
        "INSERT INTO call_events (id, org_id, kind, call_id, digest, payload, received_at, done_at)
         SELECT $1, org_id, 'hang', id, $1, '{}', 0, 0 FROM calls WHERE id = $2",
        &[&event, &call],
    )
    .await;
    (call, event)
}

/// A service of the only organisation, an appointment, and a contact.
async fn booked(app: &TestApp) -> (String, String, String) {
    let [service, appointment, contact] = [(); 3].map(|()| app.services.random.uuid());
    app.execute(
        "INSERT INTO appointment_services (id, org_id, name, minutes, buffer, price, created_at)
         SELECT $1, id, 'Reception Vict', 30, 0, '', 0 FROM orgs",
        &[&service],
    )
    .await;
    app.execute(
        "INSERT INTO appointments (id, org_id, service_id, service, starts_at, ends_at, free_at, customer,
                                   created_at, updated_at)
         SELECT $1, org_id, id, name, 4000000000000, 4000001800000, 4000001800000, name, 0, 0
         FROM appointment_services WHERE id = $2",
        &[&appointment, &service],
    )
    .await;
    app.execute(
        "INSERT INTO contacts (id, org_id, name, created_at, updated_at)
         SELECT $1, id, 'Reception Vict', 0, 0 FROM orgs",
        &[&contact],
    )
    .await;
    (service, appointment, contact)
}

/// A webhook of the only organisation, and something that was sent to it.
async fn told_programs(app: &TestApp) -> (String, String) {
    let [webhook, delivery] = [(); 2].map(|()| app.services.random.uuid());
    app.execute(
        "INSERT INTO webhooks (id, org_id, url, description, events, created_at, updated_at)
         SELECT $1, id, 'http://127.0.0.1:9/ava', 'Reception Vict', '[\"call.ended\"]', 0, 0 FROM orgs",
        &[&webhook],
    )
    .await;
    app.execute(
        "INSERT INTO webhook_events (id, org_id, kind, at, body)
         SELECT $1, id, 'call.ended', 0, 'Victim instructions' FROM orgs",
        &[&delivery],
    )
    .await;
    app.execute(
        "INSERT INTO webhook_deliveries (id, org_id, webhook_id, event_id, kind, object, seq, state, due_at,
                                         queued_at)
         SELECT $1, org_id, id, $1, 'call.ended', 'Reception Vict', 0, 'delivered', 4000000000000, 0
         FROM webhooks WHERE id = $2",
        &[&delivery, &webhook],
    )
    .await;
    (webhook, delivery)
}

/// Something that the only organisation was told of, and that nobody has read.
async fn notification(app: &TestApp) -> String {
    let id = app.services.random.uuid();
    app.execute(
        "INSERT INTO notifications (id, org_id, kind, subject, about, at)
         SELECT $1, id, 'card_broken', 'vapi', '{\"service\":{\"provider\":\"vapi\"}}', 0 FROM orgs",
        &[&id],
    )
    .await;
    app.execute(
        "INSERT INTO notifications_people (notification_id, org_id, user_id, mail)
         SELECT $1, org_id, user_id, 'none' FROM memberships",
        &[&id],
    )
    .await;
    id
}

/// A number that the installation supplies.
async fn managed(app: &TestApp, browser: &Browser) -> (String, String) {
    let asked = [("id", "country=US&kind=local")];
    let found: serde_json::Value = browser.ask("read/FindNumbers", &asked).await;
    let e164 = found["numbers"][0]["e164"].as_str().unwrap().to_owned();
    let form = [("form[number]", e164.as_str()), ("form[country]", "US"), ("form[kind]", "local")];
    let sent = browser.rpc("numbers/buy", &form).await;
    let bought = sent.header("location").rsplit('/').next().unwrap().to_owned();
    let done = |page: &serde_json::Value| page["operation"]["state"] == "done";
    let _: serde_json::Value = browser.until("read/Operation", &[("id", &bought)], done).await;
    (app.text("SELECT id FROM phone_numbers WHERE e164 = $1", &[&e164]).await, e164)
}

/// Everything that belongs to the victim, but for "last seen".
pub(super) async fn belongings(app: &TestApp, org: &str) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT id || status || CAST(version AS TEXT) || fingerprint FROM org_credentials WHERE org_id = $1 ORDER BY id",
        "SELECT id || name || spec || CAST(version AS TEXT) FROM agents WHERE org_id = $1 ORDER BY id",
        "SELECT id || state || COALESCE(agent_id, '') FROM phone_numbers WHERE org_id = $1 ORDER BY id",
        "SELECT id || kind || CAST(ignored AS TEXT) FROM number_findings WHERE org_id = $1 ORDER BY id",
        "SELECT id || state FROM operations WHERE org_id = $1 ORDER BY id",
        "SELECT id || name FROM appointment_services WHERE org_id = $1 ORDER BY id",
        "SELECT id || state || CAST(starts_at AS TEXT) FROM appointments WHERE org_id = $1 ORDER BY id",
        "SELECT id || name || COALESCE(merged_into, '') FROM contacts WHERE org_id = $1 ORDER BY id",
        "SELECT id || state || mapping FROM contact_imports WHERE org_id = $1 ORDER BY id",
        "SELECT settings FROM booking_settings WHERE org_id = $1",
        "SELECT own FROM agent_bookings WHERE org_id = $1",
        "SELECT id || kind FROM notifications WHERE org_id = $1 ORDER BY id",
        "SELECT nonce FROM monitoring WHERE org_id = $1",
        "SELECT id || url || CAST(version AS TEXT) || COALESCE(paused_by, '') FROM webhooks
         WHERE org_id = $1 ORDER BY id",
        "SELECT id || state FROM webhook_deliveries WHERE org_id = $1 ORDER BY id",
        "SELECT user_id || COALESCE(CAST(read_at AS TEXT), '') FROM notifications_people WHERE org_id = $1",
        "SELECT action || subject || hash FROM audit_log WHERE org_id = $1 ORDER BY seq",
        "SELECT device_id FROM sessions WHERE org_id = $1 ORDER BY device_id",
        "SELECT user_id || role FROM memberships WHERE org_id = $1 ORDER BY user_id",
        "SELECT name FROM orgs WHERE id = $1",
        "SELECT id || email || role || COALESCE(mailed_link, '') FROM invitations WHERE org_id = $1",
        "SELECT id || user_id || COALESCE(CAST(revoked_at AS TEXT), '') FROM api_tokens WHERE org_id = $1 ORDER BY id",
    ] {
        all.extend(app.texts(sql, &[org]).await);
    }
    all
}

fn between(text: &str, before: &str, after: char) -> BTreeSet<String> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())).collect()
}

#[test]
fn every_server_function_has_a_case() {
    let source = source::below("src/app");
    let there = between(&source, "endpoint = \"", '"');
    let (reads, others): (BTreeSet<String>, BTreeSet<String>) =
        cases().iter().map(|case| case.endpoint.to_owned()).partition(|name| name.starts_with("read/"));
    assert_eq!(there, others.into_iter().chain(["read".to_owned()]).collect());
    let parts = Page::ALL.iter().map(|part| format!("read/{}", part.code()));
    assert_eq!(reads, parts.collect());
    assert_eq!(source.matches("#[server(prefix").count(), there.len(), "one endpoint for each");
}

#[test]
fn every_page_has_a_case() {
    let there: BTreeSet<&str> = routes::paths().collect();
    assert_eq!(there, pages(&Victim::default()).iter().map(|(path, ..)| *path).collect());
}

#[tokio::test]
async fn lesson_44_a_stranger_gets_nothing_and_changes_nothing() {
    for database in [Database::Sqlite, Database::Postgres] {
        let app = TestApp::on(database).await;
        let server = app.serve().await;
        let (_keeper, victim) = victim(&app, &server).await;
        let org = app.text("SELECT DISTINCT org_id FROM phone_numbers", &[]).await;
        let user =
            app.text("SELECT user_id FROM memberships WHERE org_id = $1 AND role = 'owner'", &[&org]).await;
        made_up::rows(&app, &org, &user, "Reception Vict", &ON_NO_LIST).await;
        let before = belongings(&app, &org).await;
        let stranger = server.owner().await;
        for case in cases() {
            let answer = call(&stranger, &case, &victim).await;
            for text in victim.own() {
                // Its own answer may repeat what it was asked for.
                assert!(!answer.body.contains(text), "{} shows {text}: {}", case.endpoint, answer.body);
            }
            match case.stranger {
                Stranger::NothingThere => {
                    assert_eq!(answer.problem().kind, ProblemKind::NotFound, "{}", case.endpoint)
                }
                Stranger::NotAChoice => assert_eq!(answer.status, 422, "{}: {}", case.endpoint, answer.body),
                Stranger::OwnThings => assert!(answer.status < 500, "{}: {}", case.endpoint, answer.body),
            }
            assert_eq!(belongings(&app, &org).await, before, "{}", case.endpoint);
        }
        let stranger = server.owner().await;
        let addressed = pages(&victim).into_iter().map(|(_, address, status)| (address, status));
        for (path, status) in addressed.chain([
            (format!("/dashboard/numbers/{}", victim.managed), 404),
            ("/dashboard/integrations/vapi".into(), 200),
            ("/dashboard/integrations/vapi/disconnect".into(), 200),
            ("/dashboard/integrations/twilio".into(), 200),
            ("/dashboard/integrations/twilio/switch?to=managed".into(), 200),
            ("/dashboard/numbers".into(), 200),
            ("/dashboard/numbers?search=310".into(), 200),
            ("/dashboard/operations".into(), 200),
            (format!("/dashboard/operations/{}/receipts.json", victim.operation), 404),
            (format!("/dashboard/contacts/{}/export.json", victim.contact), 404),
        ]) {
            let answer = stranger.page(&path).await;
            assert_eq!(answer.status, status, "{path}");
            let body = answer.body.replace('\u{a0}', " ");
            for text in ["Reception Vict", "Victim instructions", "415 310 0001", NUMBER, &victim.device] {
                assert!(!body.contains(text), "{path} shows {text}");
            }
        }
        assert_eq!(belongings(&app, &org).await, before);
    }
}

#[tokio::test]
async fn lesson_08_and_42_nobody_gets_in_without_signing_in() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (_keeper, victim) = victim(&app, &server).await;
    let org = app.text("SELECT DISTINCT org_id FROM phone_numbers", &[]).await;
    let (before, calls) = (belongings(&app, &org).await, app.sandbox.last_seq().await);
    for cookie in ["", "lies", "AAAAAAAAAAAAAAAAAAAAAA"] {
        let anonymous = server.visitor();
        anonymous.set_cookie("sid", cookie);
        for case in cases().iter().filter(|case| case.door != Door::Open) {
            let answer = call(&anonymous, case, &victim).await;
            assert_eq!(answer.problem().kind, ProblemKind::SignedOut, "{}", case.endpoint);
            anonymous.set_cookie("sid", cookie);
        }
    }
    // Nor is half the way enough: after the right password, before the second factor.
    let (form, person) = (sign_up_form(), server.visitor());
    person.sign_up(&form).await;
    second_factor::set_up(&app, &person).await;
    let somebody = server.visitor();
    second_factor::half_way(&somebody, &form.email).await;
    for case in cases().iter().filter(|case| case.door != Door::Open) {
        let answer = call(&somebody, case, &victim).await;
        assert_eq!(answer.problem().kind, ProblemKind::SignedOut, "{}", case.endpoint);
    }
    for (_, path, _) in pages(&victim).iter().filter(|(route, ..)| route.starts_with("/dashboard")) {
        assert_eq!(somebody.page(path).await.status, 302, "{path}");
    }
    assert_eq!(somebody.page("/login/second-step").await.status, 200, "it still waits");
    assert_eq!(belongings(&app, &org).await, before);
    assert!(app.sandbox.calls_after(calls).await.is_empty(), "no key was tried for a stranger");
    let anonymous = server.visitor();
    let pages = pages(&victim);
    let is_closed = |route: &str| ["/dashboard", "/admin", "/sandbox"].iter().any(|of| route.starts_with(of));
    let closed: Vec<_> = pages.iter().filter(|(route, ..)| is_closed(route)).collect();
    assert_eq!(closed.len(), pages.len() - 6, "all but the start, signing in and up, and links");
    for (_, path, _) in closed {
        let answer = anonymous.page(path).await;
        assert_eq!(answer.status, 302, "{path}");
        assert!(answer.header("location").starts_with("/login"), "{path}: {}", answer.header("location"));
    }
}

/// The statuses of what is let in, but cannot be done as the cases ask.
const REFUSED_OTHERWISE: [(&str, u16); 22] = [
    // The agent has gone by then.
    ("trials/say", 404),
    ("trials/phone", 404),
    ("trials/confirm", 409),
    ("trials/ring", 404),
    ("trials/anew", 404),
    // Nothing is to be told any more.
    ("appointments/mail", 409),
    ("account/confirm_totp", 422),
    ("account/remove_totp", 404),
    ("account/make_codes", 404),
    ("account/add_passkey", 422),
    ("account/rename_passkey", 404),
    ("account/remove_passkey", 404),
    ("account/change_email", 422),
    ("account/change_password", 422),
    // There is no OpenID provider.
    ("account/link_identity", 403),
    ("account/unlink_identity", 403),
    ("agents/remake", 409),
    ("agents/decide", 409),
    // The service is deleted by then, and no time is offered.
    ("appointments/book", 422),
    ("appointments/move", 422),
    // It is no other contact than itself.
    ("contacts/merge", 422),
    ("team/leave", 409),
];

/// Every server function and every page for each role, as the table of permissions says.
#[tokio::test]
async fn lesson_47_each_role_may_do_what_the_table_says_and_what_is_denied_is_written_down() {
    for role in Role::ALL {
        let app = TestApp::on(Database::Sqlite).await;
        let server = app.serve().await;
        let (keeper, victim) = victim(&app, &server).await;
        let Victim { org, .. } = &victim;
        let account: serde_json::Value = keeper.ask("read/Account", &[]).await;
        let user = account["viewer"]["user"].as_str().unwrap();
        let become_it = "UPDATE memberships SET role = $1 WHERE user_id = $2";
        app.execute(become_it, &[role.code(), user]).await;
        let role_name = role.code();
        for (route, path, _) in pages(&victim) {
            let status = keeper.page(&path).await.status;
            let parts = Page::ALL.iter().filter(|part| routes::reads(&Address::read(&path), **part));
            let is_open = parts.into_iter().all(|part| match part.audience() {
                Audience::Everybody => true,
                Audience::Members(permission) => role.may(permission),
                Audience::PlatformAdmins => false,
            });
            if route.starts_with("/admin") {
                assert_eq!(status, 404, "{role_name} {route}");
                continue;
            }
            assert!(matches!(status, 200 | 302 | 403 | 410), "{role_name} {route}: {status}");
            assert!(!is_open || status != 403, "{role_name} {route}: {status}");
        }
        let calls = app.sandbox.last_seq().await;
        let denied = async || app.count("audit_log WHERE org_id = $1 AND action = 'denied'", &[org]).await;
        // The device is the one that asks: it would be signed out.
        for case in cases().into_iter().filter(|case| case.endpoint != "revoke_device") {
            let so_far = denied().await;
            let answer = call(&keeper, &case, &victim).await;
            let endpoint = case.endpoint;
            if case.door == Door::Platform {
                assert_eq!(answer.problem().kind, ProblemKind::NotFound, "{role_name} {endpoint}");
                continue;
            }
            if !case.door.opens_to(role) {
                assert_eq!(answer.problem().kind, ProblemKind::Forbidden, "{role_name} {endpoint}");
                // Each time at first, then how often.
                let right = case.door.permission().unwrap().code();
                let of_it = "audit_log WHERE org_id = $1 AND action = 'denied' AND subject LIKE $2";
                let times = app.count(of_it, &[org, &format!("{right}, %")]).await;
                assert!(denied().await == so_far + 1 || times >= 5, "{role_name} {endpoint}");
                continue;
            }
            if matches!(answer.status, 401 | 403) {
                let kind = answer.problem().kind;
                assert!(
                    !matches!(kind, ProblemKind::Forbidden | ProblemKind::SignedOut),
                    "{role_name} {endpoint}"
                );
            }
            assert_eq!(denied().await, so_far, "{role_name} {endpoint}");
            if !role.may(Permission::ManageIntegrations) && case.door != Door::Open {
                let otherwise = REFUSED_OTHERWISE.iter().find(|(refused, _)| *refused == endpoint);
                let status = otherwise.map_or(200, |(_, status)| *status);
                assert_eq!(answer.status, status, "{role_name} {endpoint}: {}", answer.body);
            }
        }
        if role == Role::Viewer {
            assert!(app.sandbox.calls_after(calls).await.is_empty());
        }
    }
}

/// Whom a route of the router lets in, beside the pages and server functions.
#[derive(Clone, Copy)]
pub(super) enum Let {
    /// Whoever asks, with this status.
    Everybody(u16),
    /// Whoever is signed in: the status of a visitor, that of any role, and that of another
    /// organisation’s owner.
    SignedIn(u16, u16, u16),
    /// The route lets people who manage keys through, and leads everybody else back to the page, which says why.
    ToGoogle,
    /// Those who have the permission; with the status of a visitor, and that of another organisation’s
    /// owner.
    Permitted(Permission, u16, u16),
    /// Platform admins.
    Platform,
    /// Has its own cases above.
    Cases,
}

/// A route, the address asked for there, and whom it lets in.
pub(super) fn routes_of_the_router(victim: &Victim) -> Vec<(&'static str, String, Let)> {
    let same = |path: &'static str, whom| (path, path.to_owned(), whom);
    vec![
        same("/rpc/{*function}", Let::Cases),
        same("/events", Let::SignedIn(204, 200, 200)),
        same("/integrations/google/consent", Let::ToGoogle),
        same("/integrations/google/callback", Let::ToGoogle),
        // Everybody is led back to the page that says why.
        same("/sign-in/oidc", Let::Everybody(303)),
        same("/sign-in/oidc/callback", Let::Everybody(303)),
        // Asked for by a script, with a form’s method.
        ("/passkeys/{ceremony}", "/passkeys/sign_in".to_owned(), Let::Everybody(405)),
        (
            "/dashboard/operations/{id}/receipts.json",
            format!("/dashboard/operations/{}/receipts.json", victim.operation),
            Let::SignedIn(401, 200, 404),
        ),
        (
            "/dashboard/audit/export/{id}",
            "/dashboard/audit/export/csv".to_owned(),
            Let::Permitted(Permission::ReadAudit, 401, 200),
        ),
        (
            "/admin/tenants/{id}/audit/export/{format}",
            format!("/admin/tenants/{}/audit/export/csv", victim.org),
            Let::Platform,
        ),
        ("/admin/audit/export/{id}", "/admin/audit/export/jsonl".to_owned(), Let::Platform),
        (
            "/dashboard/contacts/{id}/export.json",
            format!("/dashboard/contacts/{}/export.json", victim.contact),
            Let::Permitted(Permission::ExportContacts, 401, 404),
        ),
        (
            "/dashboard/calls/export.csv",
            "/dashboard/calls/export.csv".to_owned(),
            Let::Permitted(Permission::ExportContacts, 401, 200),
        ),
        // A list is sent to it: its cases are in `contacts::imports`.
        same("/dashboard/contacts/import/list", Let::Everybody(405)),
        // Nothing of the call was recorded.
        (
            "/dashboard/calls/{id}/recording",
            format!("/dashboard/calls/{}/recording", victim.call),
            Let::SignedIn(401, 404, 404),
        ),
        // Vapi posts to it: its cases are in `calls::vapi_hooks`.
        ("/hooks/vapi/{token}", "/hooks/vapi/guessed".to_owned(), Let::Everybody(405)),
        // The victim's number cannot answer yet; the stranger has none.
        same("/api/v1/readiness", Let::SignedIn(401, 503, 200)),
        (
            "/api/v1/readiness/{org}/{opens}",
            format!("/api/v1/readiness/{}/guessed", victim.org),
            Let::Everybody(404),
        ),
        // Programs come with tokens: their cases are in `program`, and in `mcp`.
        same("/mcp", Let::Everybody(401)),
        same("/api/docs", Let::Everybody(200)),
        same("/api/openapi.json", Let::Everybody(200)),
        same("/api/docs.css", Let::Everybody(200)),
        same("/api", Let::Everybody(303)),
        ("/api/{*address}", "/api/nothing".to_owned(), Let::Everybody(404)),
        same("/healthz", Let::Everybody(200)),
        same("/readyz", Let::Everybody(200)),
        same("/api/v1/runtime/status", Let::Everybody(200)),
        // From this machine; others learn nothing of it.
        same("/metrics", Let::Everybody(200)),
        same("/page-failures", Let::Everybody(405)),
        // Files, of which the tests' site has none.
        ("/pkg", "/pkg/none.js".to_owned(), Let::Everybody(404)),
        same("/favicon.svg", Let::Everybody(404)),
    ]
}

/// The paths that a router has, as it shows itself.
fn paths_of(router: &str) -> BTreeSet<String> {
    between(router, "\"/", '"').into_iter().map(|path| format!("/{path}")).collect()
}

#[tokio::test]
async fn every_route_of_the_router_lets_in_whom_it_may() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (keeper, victim) = victim(&app, &server).await;
    let rows = routes_of_the_router(&victim);
    let listed: BTreeSet<String> = rows.iter().map(|(route, ..)| (*route).to_owned()).collect();
    // They have a suite of their own.
    let of_the_api: BTreeSet<String> = ava::server::api::router().1.paths.paths.into_keys().collect();
    let there: BTreeSet<String> = paths_of(&router(&app))
        .into_iter()
        // What is nested stands there three times.
        .map(|path| path.trim_end_matches("/{*__private__axum_nest_tail_param}").to_owned())
        .map(|path| if path == "/pkg/" { "/pkg".to_owned() } else { path })
        .filter(|path| !of_the_api.contains(path))
        // Any other path is a page, or nothing.
        .filter(|path| !["/", "/{*__private__axum_fallback}"].contains(&path.as_str()))
        .collect();
    assert_eq!(there, listed);
    let (stranger, visitor) = (server.owner().await, server.visitor());
    let status = async |browser: &Browser, path: &str| {
        let asked = browser.request(Method::GET, path).header(ACCEPT, "text/html").send().await.unwrap();
        let location = asked.headers().get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        (asked.status().as_u16(), location.unwrap_or_default())
    };
    let denied = async || app.count("audit_log WHERE action = 'denied'", &[]).await;
    let become_it = "UPDATE memberships SET role = $1 WHERE org_id = $2 AND user_id <> $3";
    for (route, path, whom) in rows {
        for role in Role::ALL {
            app.execute(become_it, &[role.code(), &victim.org, &victim.member]).await;
            let so_far = denied().await;
            let (got, to) = status(&keeper, &path).await;
            match whom {
                Let::Cases => {}
                Let::Platform => assert_eq!(got, 404, "{route} as {}", role.code()),
                Let::Everybody(expected) | Let::SignedIn(_, expected, _) => {
                    assert_eq!(got, expected, "{route} as {}", role.code())
                }
                Let::Permitted(permission, ..) => {
                    let expected = if role.may(permission) { 200 } else { 403 };
                    assert_eq!(got, expected, "{route} as {}", role.code());
                }
                Let::ToGoogle => {
                    assert_eq!(to, "/dashboard/integrations/google_calendar", "{route}: {got}");
                    let refused = denied().await > so_far;
                    assert_eq!(refused, !role.may(Permission::ManageKeys), "{route} as {}", role.code());
                }
            }
        }
        let (of_visitor, of_stranger) = (status(&visitor, &path).await.0, status(&stranger, &path).await.0);
        match whom {
            Let::Everybody(expected) => {
                assert_eq!((of_visitor, of_stranger), (expected, expected), "{route}")
            }
            Let::SignedIn(out, _, elsewhere) | Let::Permitted(_, out, elsewhere) => {
                assert_eq!((of_visitor, of_stranger), (out, elsewhere), "{route}")
            }
            Let::ToGoogle => {
                let (_, to) = status(&visitor, &path).await;
                assert_eq!(to, "/dashboard/integrations/google_calendar?signed_out=1", "{route}");
            }
            Let::Platform => assert_eq!((of_visitor, of_stranger), (401, 404), "{route}"),
            Let::Cases => {}
        }
    }
    // The victim's own suite has nobody who looks after all tenants.
    app.execute("UPDATE users SET platform_admin = TRUE", &[]).await;
    for (route, path, whom) in routes_of_the_router(&victim) {
        if let Let::Platform = whom {
            assert_eq!(status(&stranger, &path).await.0, 200, "{route} as a platform admin");
        }
    }
}

/// The router of the application, in the words by which it shows itself.
fn router(app: &TestApp) -> String {
    let services = app.services.clone();
    let edge = Edge::of(&services.config);
    let parts = RouterParts {
        assets: Assets::load(&services.config.site_dir).unwrap(),
        sessions: Store::new(services.clone()),
        streams: LiveStreams::new(edge.streams, CancellationToken::new()),
        edge,
        metrics: None,
    };
    format!("{:?}", ava::server::router::router(services, parts))
}

#[tokio::test]
async fn without_simulators_their_page_and_functions_are_off() {
    let app = TestApp::with(Database::Sqlite, vec![("INTEGRATIONS_STUB_MODE", "false".to_owned())]).await;
    let server = app.serve().await;
    let owner = server.owner().await;
    assert_eq!(owner.page("/sandbox").await.status, 403);
    let cases: Vec<_> = cases().into_iter().filter(|case| case.endpoint.starts_with("sandbox/")).collect();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let answer = call(&owner, &case, &Victim::default()).await;
        assert_eq!(answer.problem().kind, ProblemKind::FeatureOff, "{}", case.endpoint);
    }
}

#[tokio::test]
async fn lesson_43_an_org_named_in_the_request_counts_for_nothing() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let (_keeper, _) = victim(&app, &server).await;
    let org = app.text("SELECT DISTINCT org_id FROM phone_numbers", &[]).await;
    let stranger = server.owner().await;
    let fields = [("org_id", org.as_str()), ("form[org]", &org), ("form[org_id]", &org)];
    let view: serde_json::Value = stranger.ask("read/Integrations", &fields).await;
    assert!(view["numbers"].as_array().unwrap().is_empty());
    // The one that a page says of itself gives no access, and takes it.
    let refused = stranger.rpc("read/Integrations", &[("org", &org)]).await;
    assert_eq!(refused.problem().kind, ProblemKind::OtherOrg);
    let page = stranger.page(&format!("/dashboard/agents?org={org}&org_id={org}")).await;
    assert!(!page.body.contains("Reception Vict"));
}

#[tokio::test]
async fn a_password_does_not_tell_whether_an_account_exists() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    let form = sign_up_form();
    server.visitor().sign_up(&form).await;
    let say = async |email: &str, password: &str| {
        let visitor = server.visitor();
        let answer = visitor.rpc("log_in", &[("form[email]", email), ("form[password]", password)]).await;
        (
            answer.status,
            visitor.session().is_some(),
            answer.status == 401 && answer.problem().kind == ProblemKind::WrongLogin,
        )
    };
    assert_eq!(say(&form.email, "wrong horse battery").await, (401, false, true));
    assert_eq!(say("nobody@clinic.example", "wrong horse battery").await, (401, false, true));
    assert_eq!(say(&form.email, &form.password).await, (200, true, false));
}
