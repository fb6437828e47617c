//! Config as code: what is exported, planned and applied.

use ava::domain::api_token::Scope;
use serde_json::{Value, json};

use super::Terminal;
use crate::support::{app::TestApp, both_engines, sandbox::NUMBER};

const FILE: &str = r#"
[hours]
time_zone = "Europe/Paris"
monday = "9-12:30, 14-18"
closed_days = ["2026-12-25"]
mails = "fr"

[services."First visit"]
length = 30

[services.Control]
length = 15
buffer = 5
price = "30 €"

[agents.Reception]
language = "en"
greeting = "Hello."
instructions = """
Be brief.
Be kind.
"""
voice = { provider = "vapi", id = "Elliot" }

[offers.Reception]
lead_time = 0
services = ["Control"]
hours = { saturday = "9-12" }

[webhooks."https://crm.clinic.example/ava"]
events = ["contact.made", "call.ended"]
"#;

const NOTHING: &str = "Nothing differs.\n";

both_engines!(
    a_second_apply_changes_nothing,
    two_who_apply_at_once_make_each_thing_once,
    a_token_needs_the_scopes_of_what_the_file_has,
    what_was_done_is_told_where_the_rest_fails,
    what_is_exported_is_the_same_everywhere,
    a_number_is_bound_to_an_agent_of_the_file,
    an_agent_offers_what_the_file_says,
    what_is_not_in_the_file_is_left_alone,
);

async fn a_second_apply_changes_nothing(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("clinic.toml", FILE);
    let planned = terminal.ava(&["plan", &file]).await;
    assert!(planned.ends_with("5 to make, 1 to change, 0 to remove.\n"), "{planned}");
    assert!(planned.contains("+ agent \"Reception\"") && planned.contains("      + Be kind.\n"), "{planned}");
    assert_eq!(terminal.json(&["agents", "list"]).await, json!([]), "a plan does nothing");
    terminal.refused(8, &["plan", &file, "--check"]).await;
    let applied = terminal.ava(&["apply", &file, "--yes"]).await;
    assert!(applied.starts_with(&planned), "the difference is shown first: {applied}");
    assert!(applied.contains("done: + webhook \"https://crm.clinic.example/ava\""), "{applied}");
    let entries = app.count("audit_log", &[]).await;
    assert_eq!(terminal.ava(&["apply", &file, "--yes"]).await, NOTHING);
    assert_eq!(terminal.ava(&["plan", &file, "--check", "--prune"]).await, NOTHING);
    assert_eq!(app.count("audit_log", &[]).await, entries, "nothing was sent");
    let agent = terminal.json(&["agents", "get", "Reception"]).await;
    assert_eq!(agent["instructions"], "Be brief.\nBe kind.");
    assert_eq!(agent["version"], 1);
    let hours = terminal.json(&["hours", "get"]).await;
    assert_eq!((&hours["monday"], &hours["mails"]), (&json!("9:00–12:30, 14:00–18:00"), &json!("fr")));
    // One field is changed in the file, and one by a person on the pages meanwhile.
    let evening = terminal.file("evening.json", r#"{"greeting": "Good evening."}"#);
    terminal.ava(&["agents", "update", "Reception", &evening]).await;
    let file = terminal.file("clinic.toml", "[agents.Reception]\nlanguage = 'fr'");
    let applied = terminal.ava(&["apply", &file, "--yes"]).await;
    assert!(
        applied.contains("    language: \"en\" → \"fr\"\n") && !applied.contains("greeting"),
        "{applied}"
    );
    let agent = terminal.json(&["agents", "get", "Reception"]).await;
    assert_eq!((&agent["greeting"], &agent["language"]), (&json!("Good evening."), &json!("fr")));
}

async fn two_who_apply_at_once_make_each_thing_once(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("clinic.toml", FILE);
    let apply = ["apply", &file, "--yes"];
    let (one, other) = tokio::join!(terminal.ended(&apply), terminal.ended(&apply));
    // Whoever comes second to something ends there, and the first goes on.
    for ended in [&one, &other] {
        assert!([0, 1, 5].contains(&ended.code), "{}: {}", ended.code, ended.said);
    }
    assert!([one.code, other.code].contains(&0), "{}\n{}", one.said, other.said);
    assert_eq!(terminal.ava(&["plan", &file, "--prune", "--check"]).await, NOTHING);
    for (noun, count) in [("services", 2), ("agents", 1), ("webhooks", 1)] {
        let made = terminal.json(&[noun, "list"]).await;
        assert_eq!(made.as_array().unwrap().len(), count, "{made}");
    }
}

async fn what_is_exported_is_the_same_everywhere(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("clinic.toml", FILE);
    terminal.ava(&["apply", &file, "--yes"]).await;
    let exported = terminal.ava(&["export"]).await;
    assert_eq!(terminal.ava(&["export"]).await, exported);
    assert!(!exported.contains("secret") && !exported.contains("version"), "{exported}");
    let file = terminal.file("exported.toml", &exported);
    assert_eq!(terminal.ava(&["plan", &file, "--prune", "--check"]).await, NOTHING);
    // An organisation that has nothing becomes the same by it.
    for (noun, names) in [
        ("services", &["First visit", "Control"][..]),
        ("agents", &["Reception"][..]),
        ("webhooks", &["https://crm.clinic.example/ava"][..]),
    ] {
        for name in names {
            terminal.ava(&[noun, "delete", *name, "--wait"]).await;
        }
    }
    terminal.ava(&["apply", &file, "--yes"]).await;
    assert_eq!(terminal.ava(&["export"]).await, exported);
    let value: Value = terminal.json(&["export"]).await;
    assert_eq!(value["agents"]["Reception"]["voice"]["id"], "Elliot");
}

async fn a_number_is_bound_to_an_agent_of_the_file(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    terminal.import().await;
    let text = format!(
        "[numbers.'{NUMBER}']\nagent = 'Sales'\n[agents.Sales]\nlanguage = 'en'\ngreeting = 'Hi.'\n\
         instructions = 'Sell.'\nvoice = {{ provider = 'vapi', id = 'Elliot' }}"
    );
    let file = terminal.file("sales.toml", &text);
    let applied = terminal.ava(&["apply", &file, "--yes", "--wait"]).await;
    assert!(applied.contains("    agent: \"Reception\" → \"Sales\"\n"), "{applied}");
    let number = terminal.json(&["numbers", "get", NUMBER]).await;
    assert_eq!((&number["agent_name"], &number["state"]), (&json!("Sales"), &json!("ready")), "{applied}");
    assert_eq!(terminal.ava(&["apply", &file, "--yes"]).await, NOTHING);
    let exported = terminal.ava(&["export"]).await;
    assert!(exported.contains(&format!("[numbers.\"{NUMBER}\"]\nagent = \"Sales\"\n")), "{exported}");
    // A number that AVA does not have is told of before anything is done.
    let other = terminal.file("other.toml", "[numbers.'+14155550199']\nagent = 'Sales'\n[agents.More]");
    let said = terminal.refused(1, &["apply", &other, "--yes"]).await;
    assert!(
        said.contains("Import or buy it first") && said.contains("agent \"More\": instructions: "),
        "{said}"
    );
}

async fn an_agent_offers_what_the_file_says(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("clinic.toml", FILE);
    let applied = terminal.ava(&["apply", &file, "--yes"]).await;
    assert!(applied.contains("done: + offer \"Reception\"\n"), "{applied}");
    let ids = async |noun: &str, name: &str| terminal.json(&[noun, "get", name]).await["id"].clone();
    let agent = ids("agents", "Reception").await;
    let path = format!("agents/{}/offer", agent.as_str().unwrap());
    let offer = async || terminal.json(&["api", "GET", &path]).await;
    let made = offer().await;
    assert_eq!((&made["hours"]["saturday"], &made["hours"]["monday"]), (&json!("9:00–12:00"), &json!("")));
    let control = ids("services", "Control").await;
    assert_eq!((&made["lead_time"], &made["services"]), (&json!(0), &json!([control])));
    let entries = app.count("audit_log", &[]).await;
    assert_eq!(terminal.ava(&["apply", &file, "--yes", "--prune"]).await, NOTHING);
    let exported = terminal.ava(&["export"]).await;
    let same = terminal.file("exported.toml", &exported);
    assert_eq!(terminal.ava(&["apply", &same, "--yes", "--prune"]).await, NOTHING);
    assert_eq!(app.count("audit_log", &[]).await, entries, "nothing was sent");
    // What the organisation has counts again, field by field.
    let back = terminal.file("back.toml", "[offers.Reception]\nhours = ''");
    let applied = terminal.ava(&["apply", &back, "--yes"]).await;
    assert!(
        applied.contains("~ offer \"Reception\"\n    hours: {") && !applied.contains("services"),
        "{applied}"
    );
    let after = offer().await;
    assert_eq!((&after["hours"], &after["services"]), (&Value::Null, &made["services"]));
    assert_eq!(app.count("audit_log", &[]).await, entries + 1, "one address is asked");
    // Another organisation, or this one later, becomes as it was.
    terminal.ava(&["apply", &same, "--yes"]).await;
    let restored = offer().await;
    assert_eq!((&restored["hours"], &restored["services"]), (&made["hours"], &made["services"]));
    let none = terminal.file("none.toml", "[offers]");
    assert_eq!(terminal.ava(&["plan", &none]).await, NOTHING);
    terminal.ava(&["apply", &none, "--yes", "--prune"]).await;
    let gone = offer().await;
    assert_eq!((&gone["hours"], &gone["lead_time"]), (&Value::Null, &Value::Null));
    assert_eq!(gone["services"], Value::Null);
}

async fn a_token_needs_the_scopes_of_what_the_file_has(app: TestApp) {
    let scopes = [Scope::AppointmentsRead, Scope::AppointmentsWrite];
    let terminal = Terminal::of_owner_with(&app, &scopes).await;
    let file = terminal.file("services.toml", "[services.Cut]\nlength = 15");
    terminal.ava(&["apply", &file, "--yes"]).await;
    assert_eq!(terminal.ava(&["plan", &file, "--prune", "--check"]).await, NOTHING);
    let file = terminal.file("agents.toml", "[services.Cut]\nlength = 15\n[agents]");
    terminal.refused(3, &["plan", &file]).await;
    terminal.refused(3, &["export"]).await;
}

async fn what_was_done_is_told_where_the_rest_fails(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    // Only the server knows the zones.
    let text = "[services.Cut]\nlength = 15\n[hours]\ntime_zone = 'Mars/Olympus'\n\
                [webhooks.'https://crm.clinic.example/in']\nevents = ['call.ended']";
    let file = terminal.file("clinic.toml", text);
    let ended = terminal.ended(&["apply", &file, "--yes"]).await;
    assert_eq!(ended.code, 5, "{}", ended.said);
    assert!(ended.printed.ends_with("done: + service \"Cut\"\nfailed: ~ hours\n"), "{}", ended.printed);
    // The next one has the rest.
    let ended = terminal.ended(&["apply", &file, "--yes", "--output", "json"]).await;
    assert_eq!(ended.code, 5, "{}", ended.said);
    let told: Value = serde_json::from_str(&ended.printed).unwrap();
    assert_eq!(told, json!({"steps": [], "operations": []}));
    let file = terminal.file("clinic.toml", &text.replace("Mars/Olympus", "Europe/Paris"));
    terminal.ava(&["apply", &file, "--yes"]).await;
    assert_eq!(terminal.ava(&["apply", &file, "--yes"]).await, NOTHING);
    assert_eq!(terminal.json(&["services", "list"]).await.as_array().unwrap().len(), 1);
}

async fn what_is_not_in_the_file_is_left_alone(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("clinic.toml", FILE);
    terminal.ava(&["apply", &file, "--yes"]).await;
    let file = terminal.file("less.toml", "[services.Control]\nlength = 15");
    assert_eq!(terminal.ava(&["apply", &file, "--yes"]).await, NOTHING);
    let pruned = terminal.ava(&["apply", &file, "--yes", "--prune"]).await;
    assert!(
        pruned.starts_with("- service \"First visit\"\n0 to make, 0 to change, 1 to remove.\n"),
        "{pruned}"
    );
    let services = terminal.json(&["services", "list"]).await;
    assert_eq!((services.as_array().unwrap().len(), &services[0]["name"]), (1, &json!("Control")));
    assert_eq!(terminal.json(&["webhooks", "list"]).await.as_array().unwrap().len(), 1);
    let file = terminal.file("none.toml", "[webhooks]\n[services]");
    terminal.ava(&["apply", &file, "--yes", "--prune"]).await;
    assert_eq!(terminal.json(&["webhooks", "list"]).await, json!([]));
    assert_eq!(terminal.json(&["services", "list"]).await, json!([]));
    assert_eq!(terminal.json(&["agents", "list"]).await.as_array().unwrap().len(), 1);
    // Programs are asked nothing.
    let file = terminal.file("back.toml", "[services.Cut]\nlength = 15");
    let said = terminal.refused(1, &["apply", &file, "--output", "json"]).await;
    assert!(said.contains("--yes"), "{said}");
    assert_eq!(terminal.json(&["services", "list"]).await, json!([]));
    let applied = terminal.json(&["apply", &file, "--yes"]).await;
    let service = json!({"action": "make", "kind": "service", "key": "Cut", "changes": {
        "length": {"before": null, "after": 15}, "buffer": {"before": null, "after": 0},
        "price": {"before": null, "after": ""},
    }});
    assert_eq!(applied, json!({"steps": [service], "operations": []}));
}
