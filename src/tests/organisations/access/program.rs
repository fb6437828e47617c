//! Every operation of the API, as the document has them: without a token, with one that lacks the scope,
//! in each role of a person and of a token, of a suspended organisation, and with the ids of somebody
//! else's. An operation that is added is among them by itself.

use std::collections::BTreeSet;

use ava::{
    domain::{
        api_token::Scope,
        role::{Permission, Role},
    },
    server::{api, lifecycle},
};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::{
    cases::Victim,
    roles::{belongings, victim},
};
use crate::support::{
    app::{Database, TestApp},
    browser::{Answer, Server},
    canary, made_up,
    program::Program,
    waiting::comes,
};

/// An operation of the document.
pub(super) struct Operation {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) path: String,
    scopes: Vec<Scope>,
    described: Value,
}

fn document() -> Value {
    serde_json::to_value(api::router().1).unwrap()
}

pub(super) fn operations(document: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, described) in item.as_object().unwrap() {
            let Some(id) = described["operationId"].as_str() else { continue };
            let security = described["security"].as_array().into_iter().flatten();
            let scopes = security.flat_map(|each| each.as_object().unwrap().values());
            let scopes = scopes.flat_map(|scopes| scopes.as_array().unwrap());
            found.push(Operation {
                id: id.to_owned(),
                method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
                path: path.clone(),
                scopes: scopes.map(|scope| Scope::from_code(scope.as_str().unwrap()).unwrap()).collect(),
                described: described.clone(),
            });
        }
    }
    // What takes something away comes last, so that there is something to ask for until then.
    found.sort_by_key(|operation| (operation.method == Method::DELETE, operation.path.clone()));
    found
}

/// The ids of the victim's that only programs know.
struct Hooked {
    endpoint: String,
    delivery: String,
}

impl Hooked {
    fn both(&self) -> [&str; 2] {
        [&self.endpoint, &self.delivery]
    }
}

/// An id of the victim's, by the noun before it in a path, or by the name of a field.
fn id_of(noun: &str, victim: &Victim, hooked: &Hooked) -> Option<String> {
    let id = match noun.trim_end_matches('s').trim_end_matches("_id") {
        "agent" => &victim.agent,
        "number" => &victim.number,
        "operation" => &victim.operation,
        "call" => &victim.call,
        "call-event" => &victim.call_event,
        "contact-import" => &victim.list,
        "contact" => &victim.contact,
        "appointment" | "move" => &victim.appointment,
        "service" => &victim.service,
        "notification" | "newest" => &victim.notification,
        "member" | "person" => &victim.member,
        "invitation" => &victim.invitation,
        "tenant" | "org" => &victim.org,
        "difference" | "finding" => &victim.finding,
        "webhook" => &hooked.endpoint,
        "webhook-deliverie" | "delivery" => &hooked.delivery,
        "integration" | "provider" => return Some("vapi".to_owned()),
        _ => return None,
    };
    Some(id.clone())
}

/// Makes a value that keeps to the rule of a field, which its schema does not say: no id of anybody's is looked
/// for before the rest of a body keeps to its rules.
fn by_rule(name: &str) -> Option<Value> {
    Some(match name {
        "number" => json!("+14155550188"),
        "email" => json!("program@clinic.example"),
        "country" => json!("US"),
        "time_zone" => json!("Europe/Paris"),
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday" => {
            json!("9:00–12:00")
        }
        "closed_days" => json!(["2026-12-25"]),
        "days_ahead" | "length" => json!(30),
        "max_duration" => json!(10),
        "until" => json!("2026-12-02T10:00:00Z"),
        // Of a voice, and the model of its agent.
        "id" => json!("Elliot"),
        "model" => json!("gpt-4.1-mini"),
        _ => return None,
    })
}

fn is_id(document: &Value, schema: &Value) -> bool {
    let of = schema["$ref"].as_str().and_then(|of| document.pointer(&of[1..]));
    of.unwrap_or(schema)["format"] == "uuid"
}

/// A value as a schema asks for it, with every property that it names.
fn sample(document: &Value, name: &str, schema: &Value, ids: &dyn Fn(&str) -> Option<String>) -> Value {
    if let Some(of) = schema["$ref"].as_str() {
        return sample(document, name, document.pointer(&of[1..]).unwrap(), ids);
    }
    if name == "url" {
        // Nothing of these tests is sent out of this machine.
        return json!("http://127.0.0.1:9/");
    }
    if let Some(example) = schema.get("example").or(schema.get("const")) {
        return example.clone();
    }
    if let Some(first) = schema["enum"].as_array().and_then(|codes| codes.first()) {
        return first.clone();
    }
    let nested = |key: &str| schema[key].as_array().into_iter().flatten();
    if let Some(all) = schema["allOf"].as_array() {
        let parts = all.iter().map(|part| sample(document, name, part, ids));
        let mut whole = Map::new();
        for part in parts {
            match part {
                Value::Object(fields) => whole.extend(fields),
                other => return other,
            }
        }
        return Value::Object(whole);
    }
    if let Some(one) = nested("oneOf").chain(nested("anyOf")).find(|one| one["type"] != "null") {
        return sample(document, name, one, ids);
    }
    if let Some(value) = by_rule(name).filter(|_| schema["format"] != "uuid") {
        return value;
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null"),
        kind => kind.as_str(),
    };
    match kind {
        Some("string") => match schema["format"].as_str() {
            Some("date-time") => json!("2026-12-01T10:00:00Z"),
            Some("date") => json!("2026-12-01"),
            Some("uuid") => json!(ids(name).unwrap_or_else(|| OF_NOTHING.into())),
            _ => ids(name).map_or_else(|| json!("x"), Value::String),
        },
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("boolean") => json!(true),
        // One of each, so that an id among several is tried as well.
        Some("array") if ids(name).is_none() && is_id(document, &schema["items"]) => json!([]),
        Some("array") => json!([sample(document, name, &schema["items"], ids)]),
        _ => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties.map(|(name, schema)| (name.clone(), sample(document, name, schema, ids))).collect()
        }
    }
}

/// The id of nothing, for what has to be some id.
const OF_NOTHING: &str = "0190c0de-0000-7000-8000-000000000000";

fn parameters(operation: &Operation) -> impl Iterator<Item = &Value> {
    let all = operation.described["parameters"].as_array().into_iter().flatten();
    all.filter(|parameter| parameter["in"] == "query")
}

/// The address of an operation on what is the victim's, and its body, with the ids of `ids_of_body`.
fn request_with(
    document: &Value,
    operation: &Operation,
    victim: &Victim,
    hooked: &Hooked,
    ids_of_body: &dyn Fn(&str) -> Option<String>,
) -> (String, Option<Value>) {
    let ids = |noun: &str| id_of(noun, victim, hooked);
    let segments: Vec<&str> = operation.path.split('/').collect();
    let filled = segments.iter().enumerate().map(|(nth, segment)| {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            return (*segment).to_owned();
        };
        let noun = if name == "id" { segments[nth - 1] } else { name };
        ids(noun).unwrap_or_else(|| panic!("{}: {noun} has no id of the victim's here", operation.path))
    });
    let mut path = filled.collect::<Vec<_>>().join("/");
    let asked = parameters(operation).filter(|parameter| parameter["required"] == true);
    let asked: Vec<String> = asked
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap();
            let value = sample(document, name, &parameter["schema"], &ids);
            format!("{name}={}", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        })
        .collect();
    if !asked.is_empty() {
        path = format!("{path}?{}", asked.join("&"));
    }
    let schema = operation.described["requestBody"]["content"]["application/json"].get("schema");
    (path, schema.map(|schema| sample(document, "", schema, ids_of_body)))
}

/// The address and the body of an operation on what is the victim's, with ids of theirs wherever it takes one.
fn request(
    document: &Value,
    operation: &Operation,
    victim: &Victim,
    hooked: &Hooked,
) -> (String, Option<Value>) {
    request_with(document, operation, victim, hooked, &|noun| id_of(noun, victim, hooked))
}

/// The permission that an operation takes: that of its scope, as the pages have it. `None` for the
/// platform's.
fn permission(operation: &Operation) -> Option<Permission> {
    use Permission::{
        ExportContacts, ManageAgents, ManageAppointments, ManageIntegrations, ManageKeys, ManageOrg,
        ManageTeam, Read, ReadAudit,
    };
    let permission = match (operation.id.as_str(), operation.scopes[0]) {
        // What is of somebody is taken out of AVA.
        ("export_contact" | "erase_contact", _) => ExportContacts,
        // A provider is asked with a key of the organisation's, or for what costs.
        ("list_account_numbers" | "search_available_numbers" | "get_event_address", _) => ManageIntegrations,
        // Only who may book is shown what can be booked, and only who invites whom others invited.
        ("list_slots" | "get_agent_offer" | "list_agent_offers" | "get_contact_import", _) => {
            ManageAppointments
        }
        // What is at Vapi, or costs there, is for who sees to the agents.
        ("get_agent_conflict" | "get_trial", _) => ManageAgents,
        ("list_invitations", _) => ManageTeam,
        ("rename_organisation", _) => ManageOrg,
        // What is erased does not come back.
        ("get_call_retention" | "update_call_retention", _) => ManageKeys,
        // Keys are given and taken away; the others look after what is connected.
        (
            "connect_integration" | "disconnect_integration" | "rotate_twilio_token" | "rotate_event_address",
            _,
        ) => ManageKeys,
        (
            _,
            Scope::IntegrationsRead
            | Scope::AgentsRead
            | Scope::NumbersRead
            | Scope::OperationsRead
            | Scope::CallsRead
            | Scope::ContactsRead
            | Scope::AppointmentsRead
            | Scope::NotificationsRead
            | Scope::NotificationsWrite
            | Scope::MembersRead,
        ) => Read,
        (_, Scope::AgentsWrite) => ManageAgents,
        (_, Scope::ContactsWrite | Scope::AppointmentsWrite) => ManageAppointments,
        (_, Scope::IntegrationsWrite | Scope::NumbersWrite | Scope::OperationsWrite | Scope::CallsWrite) => {
            ManageIntegrations
        }
        (_, Scope::WebhooksRead | Scope::WebhooksWrite) => ManageKeys,
        (_, Scope::MembersWrite) => ManageTeam,
        (_, Scope::AuditRead) => ReadAudit,
        (_, Scope::TenantsRead | Scope::TenantsWrite) => return None,
    };
    Some(permission)
}

fn is_platforms(operation: &Operation) -> bool {
    permission(operation).is_none()
}

/// The code of an answer's problem; empty for what is none. A problem is a document that the API has
/// described for that operation.
fn code(operation: &Operation, answer: &Answer) -> String {
    let id = &operation.id;
    let status = answer.status.to_string();
    assert!(
        operation.described["responses"].get(&status).is_some(),
        "{id} answers {status}, which is not described: {}",
        answer.body
    );
    assert!(answer.status < 500 || answer.status == 502 || answer.status == 503, "{id}: {}", answer.body);
    if answer.status < 400 {
        return String::new();
    }
    assert_eq!(answer.header("content-type"), "application/problem+json", "{id}: {}", answer.body);
    let problem: Value = answer.json();
    assert_eq!(problem["status"], answer.status, "{id}: {problem}");
    assert_eq!(problem["correlation_id"], answer.header("x-correlation-id"), "{id}: {problem}");
    problem["code"].as_str().unwrap().to_owned()
}

struct Stage {
    app: TestApp,
    server: Server,
    victim: Victim,
    owner: Program,
    user: String,
    hooked: Hooked,
    /// The secret of the webhook, which no answer has any more.
    _planted: canary::Here,
    document: Value,
    operations: Vec<Operation>,
}

impl Stage {
    async fn on(database: Database) -> Self {
        let app = TestApp::on(database).await;
        let server = app.serve().await;
        let (_, victim) = victim(&app, &server).await;
        let owner = Program::of_owner(&app, &server).await;
        let user = app.text("SELECT user_id FROM memberships WHERE role = 'owner'", &[]).await;
        let endpoint = json!({
            "url": "http://127.0.0.1:9/victim", "description": "Reception Vict",
            "events": ["number.ready"],
        });
        let made = owner.ask(Method::POST, "/api/webhooks", Some(&endpoint)).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let made: Value = made.json();
        let planted = canary::plant_here(made["secret"].as_str().unwrap());
        let endpoint = made["id"].as_str().unwrap().to_owned();
        let tried = owner.ask(Method::POST, &format!("/api/webhooks/{endpoint}/test"), None).await;
        assert_eq!(tried.status, 202, "{}", tried.body);
        let delivery = tried.json::<Value>()["id"].as_str().unwrap().to_owned();
        comes("the end of the test delivery", async || {
            let state = "SELECT state FROM webhook_deliveries WHERE id = $1";
            app.text(state, &[&delivery]).await == "failed"
        })
        .await;
        let document = document();
        let operations = operations(&document);
        assert!(operations.len() > 40, "{}", operations.len());
        let hooked = Hooked { endpoint, delivery };
        Self { app, server, victim, owner, user, hooked, _planted: planted, document, operations }
    }

    /// A program with a token of the organisation's, in a role, which has every scope that there is for it.
    async fn service(&self, role: Role) -> Program {
        let scopes: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| !scope.is_of_platform()).collect();
        Program::of_service(&self.app, &self.server, &self.victim.org, &self.user, role, &scopes).await
    }

    async fn ask(&self, program: &Program, operation: &Operation) -> Answer {
        let (path, body) = request(&self.document, operation, &self.victim, &self.hooked);
        program.ask(operation.method.clone(), &path, body.as_ref()).await
    }

    /// Everything of the victim's that a program might change.
    async fn belongings(&self) -> Vec<String> {
        let mut all = belongings(&self.app, &self.victim.org).await;
        let hooks = "SELECT id || url FROM webhooks WHERE org_id = $1 ORDER BY id";
        all.extend(self.app.texts(hooks, &[&self.victim.org]).await);
        all
    }
}

#[test]
fn every_operation_names_its_scopes_and_a_name_of_its_own() {
    let document = document();
    let (mut ids, mut used) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations(&document) {
        assert!(!operation.scopes.is_empty(), "{}", operation.id);
        for scope in &operation.scopes {
            let writes = scope.code().ends_with(":write");
            assert_eq!(writes, operation.method != Method::GET, "{}", operation.id);
        }
        assert!(ids.insert(operation.id.clone()), "{} is there twice", operation.id);
        used.insert(operation.scopes[0].code());
    }
    assert_eq!(used, Scope::ALL.iter().map(|scope| scope.code()).collect(), "each is good for something");
}

#[tokio::test]
async fn lesson_08_and_42_the_api_lets_in_no_one_without_a_token_and_no_cookie() {
    let stage = Stage::on(Database::Sqlite).await;
    let Stage { app, server, victim, .. } = &stage;
    let keeper = server.owner().await;
    let before = stage.belongings().await;
    let unknown = format!("{}x", stage.owner.token);
    let cookie = format!("sid={}", keeper.session().unwrap());
    for operation in &stage.operations {
        let (path, body) = request(&stage.document, operation, victim, &stage.hooked);
        for (token, cookie) in
            [("", ""), ("", cookie.as_str()), (unknown.as_str(), ""), ("ava_", cookie.as_str())]
        {
            let program = Program::with(server, token);
            let mut asked = program.request(operation.method.clone(), &path);
            if !cookie.is_empty() {
                asked = asked.header("cookie", cookie);
            }
            if let Some(body) = &body {
                asked = asked.header("content-type", "application/json").body(body.to_string());
            }
            let answer = program.send(&operation.id, asked).await;
            let code = code(operation, &answer);
            assert_eq!(answer.status, 401, "{}: {}", operation.id, answer.body);
            assert!(["token_missing", "token_unknown"].contains(&code.as_str()), "{}: {code}", operation.id);
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{}", operation.id);
            assert!(answer.headers.get("set-cookie").is_none(), "{}", operation.id);
        }
    }
    assert_eq!(stage.belongings().await, before);
    // Nor does a token work where cookies do.
    for path in ["/dashboard/agents", "/dashboard/audit/export/csv", "/events", "/api/v1/readiness"] {
        let answer = stage.owner.get(path).await;
        assert!([204, 302, 401].contains(&answer.status), "{path}: {}", answer.status);
    }
    let read = stage.owner.request(Method::POST, "/rpc/read");
    let read = read.header("content-type", "application/x-www-form-urlencoded").body("page=Agents");
    assert_eq!(stage.owner.send("/rpc/read", read).await.status, 401);
    assert_eq!(app.count("audit_log WHERE action = 'agent_deleted'", &[]).await, 0);
}

#[tokio::test]
async fn lesson_47_a_token_does_what_its_scopes_say_and_nothing_else() {
    let stage = Stage::on(Database::Sqlite).await;
    let Stage { app, server, victim, user, .. } = &stage;
    let mut programs = Vec::new();
    for lacking in Scope::ALL {
        let others: Vec<Scope> = Scope::ALL.into_iter().filter(|scope| *scope != lacking).collect();
        programs.push((lacking, Program::of(app, server, &victim.org, user, &others).await));
    }
    let before = stage.belongings().await;
    let calls = app.sandbox.last_seq().await;
    for operation in &stage.operations {
        for (_, without) in programs.iter().filter(|(lacking, _)| operation.scopes.contains(lacking)) {
            let answer = stage.ask(without, operation).await;
            assert_eq!(code(operation, &answer), "scope_missing", "{}: {}", operation.id, answer.body);
            assert_eq!(answer.status, 403, "{}", operation.id);
        }
    }
    assert_eq!(stage.belongings().await, before);
    assert!(app.sandbox.calls_after(calls).await.is_empty(), "no key was used");
    for operation in &stage.operations {
        let alone = Program::of(app, server, &victim.org, user, &operation.scopes).await;
        let answer = stage.ask(&alone, operation).await;
        assert_ne!(code(operation, &answer), "scope_missing", "{}: {}", operation.id, answer.body);
    }
}

/// Has a program that may what a role may try every operation: each is allowed or refused as the table says.
/// Operations of the platform are answered with the status `of_platform`.
async fn may_what_a_role_may(stage: &Stage, program: &Program, role: Role, of_platform: u16, who: &str) {
    for operation in &stage.operations {
        let of = format!("{} by {who}", operation.id);
        let answer = stage.ask(program, operation).await;
        let code = code(operation, &answer);
        match permission(operation) {
            None => assert_eq!(answer.status, of_platform, "{of}: {}", answer.body),
            Some(permission) if role.may(permission) => {
                let refused = ["forbidden", "signed_out", "scope_missing", "proof_needed", "token_unknown"];
                assert!(!refused.contains(&code.as_str()), "{of}: {}", answer.body);
            }
            Some(_) => assert_eq!((answer.status, code.as_str()), (403, "forbidden"), "{of}"),
        }
    }
    let denied = "audit_log WHERE org_id = $1 AND action = 'denied'";
    let times = stage.app.count(denied, &[&stage.victim.org]).await;
    let may_all = stage.operations.iter().filter_map(permission).all(|permission| role.may(permission));
    assert_eq!(times > 0, !may_all, "what is denied is written down: {who}");
}

const BECOME_IT: &str = "UPDATE memberships SET role = $1 WHERE user_id = $2";

#[tokio::test]
async fn lesson_47_a_token_may_what_its_person_may_in_each_role() {
    for role in Role::ALL {
        let stage = Stage::on(Database::Sqlite).await;
        stage.app.execute(BECOME_IT, &[role.code(), &stage.user]).await;
        may_what_a_role_may(&stage, &stage.owner, role, 404, role.code()).await;
    }
}

/// A token of the organisation's may what its role may, and no more than whoever answers for it.
#[tokio::test]
async fn lesson_47_a_service_token_may_what_its_role_and_its_person_may() {
    let below = Role::ALL.into_iter().filter(|role| *role != Role::Owner);
    let of_each_role = Role::ALL.into_iter().map(|role| (role, Role::Owner));
    for (role, person) in of_each_role.chain(below.map(|person| (Role::Owner, person))) {
        let stage = Stage::on(Database::Sqlite).await;
        let program = stage.service(role).await;
        stage.app.execute(BECOME_IT, &[person.code(), &stage.user]).await;
        let who = format!("a token of the role {}, of somebody who is {}", role.code(), person.code());
        may_what_a_role_may(&stage, &program, role.min(person), 403, &who).await;
    }
}

#[tokio::test]
async fn lesson_47_of_a_suspended_organisation_programs_have_nothing() {
    let stage = Stage::on(Database::Sqlite).await;
    lifecycle::suspend_named(&stage.app.services, &stage.victim.org, "Unpaid").await.unwrap().unwrap();
    let service = stage.service(Role::Owner).await;
    let before = stage.belongings().await;
    for operation in stage.operations.iter().filter(|operation| !is_platforms(operation)) {
        for program in [&stage.owner, &service] {
            let answer = stage.ask(program, operation).await;
            assert_eq!(code(operation, &answer), "suspended", "{}: {}", operation.id, answer.body);
        }
    }
    assert_eq!(stage.belongings().await, before);
}

#[tokio::test]
async fn lesson_44_a_strangers_program_gets_nothing_and_changes_nothing() {
    for database in [Database::Sqlite, Database::Postgres] {
        let stage = Stage::on(database).await;
        let Stage { app, server, victim, .. } = &stage;
        made_up::rows(app, &victim.org, &stage.user, "Reception Vict", &super::roles::ON_NO_LIST).await;
        server.owner().await;
        let theirs = "SELECT org_id FROM memberships WHERE org_id <> $1";
        let org = app.text(theirs, &[&victim.org]).await;
        let user = app.text("SELECT user_id FROM memberships WHERE org_id = $1", &[&org]).await;
        let stranger = Program::of(app, server, &org, &user, &Scope::ALL).await;
        let before = stage.belongings().await;
        let mut narrowed = BTreeSet::new();
        let own: Vec<&str> = victim.own().into_iter().chain(stage.hooked.both()).collect();
        let shows_nothing = |operation: &Operation, answer: &Answer| {
            for text in &own {
                // A list that is sent says what it was asked for; an answer does not.
                assert!(!answer.body.contains(text), "{} shows {text}: {}", operation.id, answer.body);
            }
        };
        for operation in &stage.operations {
            let (path, body) = request(&stage.document, operation, victim, &stage.hooked);
            let answer = stranger.ask(operation.method.clone(), &path, body.as_ref()).await;
            shows_nothing(operation, &answer);
            let said = (answer.status, code(operation, &answer));
            let sent = body.map_or_else(String::new, |body| body.to_string());
            let body_names_one = own.iter().chain([&victim.agent.as_str()]).any(|id| sent.contains(*id));
            let names_one = operation.path.contains("{id}") && !is_platforms(operation);
            if names_one && said != (404, "not_found".to_owned()) {
                // Where the body names something of the victim's as well, that is no choice, either.
                assert!(body_names_one, "{}: {}", operation.id, answer.body);
                assert_eq!(said, (422, "invalid".to_owned()), "{}: {}", operation.id, answer.body);
                let (path, body) = request_with(&stage.document, operation, victim, &stage.hooked, &|_| None);
                let answer = stranger.ask(operation.method.clone(), &path, body.as_ref()).await;
                assert_eq!(answer.status, 404, "{}: {}", operation.id, answer.body);
            }
            // That one names the newest of what is read says when it was made, and nothing else.
            if body_names_one && operation.id != "read_notifications" {
                assert!(answer.status >= 400, "{}: {}", operation.id, answer.body);
            }
            for parameter in parameters(operation).filter(|parameter| parameter["required"] != true) {
                let name = parameter["name"].as_str().unwrap();
                let Some(id) = id_of(name, victim, &stage.hooked) else { continue };
                let sign = if path.contains('?') { '&' } else { '?' };
                let answer = stranger.get(&format!("{path}{sign}{name}={id}")).await;
                shows_nothing(operation, &answer);
                if code(operation, &answer).is_empty() {
                    let list: Value = answer.json();
                    assert_eq!(list["items"], json!([]), "{} of {name}: {list}", operation.id);
                }
                narrowed.insert(format!("{} by {name}", operation.id));
            }
            assert_eq!(stage.belongings().await, before, "{}", operation.id);
        }
        for tried in ["list_calls by agent", "list_calls by number", "list_numbers by agent"] {
            assert!(narrowed.contains(tried), "{tried}: {narrowed:?}");
        }
    }
}

#[test]
fn a_sample_is_as_its_schema_asks() {
    let document = json!({ "components": { "schemas": { "Thing": {
        "type": "object", "properties": {
            "id": { "type": "string", "format": "uuid" },
            "agent": { "type": ["string", "null"], "format": "uuid" },
            "minutes": { "type": "integer", "minimum": 5 },
            "kind": { "oneOf": [{ "type": "null" }, { "type": "string", "enum": ["a", "b"] }] },
            "number": { "type": ["string", "null"] },
            "services": { "type": ["array", "null"], "items": { "$ref": "#/components/schemas/Id" } },
            "agents": { "type": "array", "items": { "$ref": "#/components/schemas/Id" } },
            "tags": { "type": "array", "items": { "type": "string" } } } },
        "Id": { "type": "string", "format": "uuid" } } } });
    let of = json!({ "$ref": "#/components/schemas/Thing" });
    let ids = |name: &str| ["agent", "agents"].contains(&name).then(|| "it".to_owned());
    assert_eq!(
        sample(&document, "", &of, &ids),
        json!({ "id": OF_NOTHING, "agent": "it", "minutes": 5, "kind": "a", "number": "+14155550188",
                "services": [], "agents": ["it"], "tags": ["x"] })
    );
}
