//! The commands that work over the API, against a server, by their arguments: what they print, and how they end.

mod config;

use std::{cell::Cell, fs, path::PathBuf};

use ava::{
    cli::{self, Command, Environment, Options},
    domain::{api_token::Scope, secret_text::SecretText},
    server::{clock::ManualClock, random::Random},
};
use clap::Parser;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    app::{Database, START, TestApp},
    both_engines,
    browser::Server,
    canary,
    killed::Killed,
    program::Program,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// A terminal with a token of an organisation's owner.
struct Terminal {
    url: String,
    token: String,
    folder: TempDir,
    seed: Cell<u64>,
    _server: Server,
}

/// The end of a command.
struct Ended {
    /// 0 for success.
    code: u8,
    printed: String,
    said: String,
}

impl Terminal {
    /// The terminal of somebody who has just signed up.
    async fn of_owner(app: &TestApp) -> Self {
        Self::of_owner_with(app, &Scope::ALL).await
    }

    /// The same with a token of some scopes.
    async fn of_owner_with(app: &TestApp, scopes: &[Scope]) -> Self {
        let server = app.serve().await;
        server.owner().await;
        let Program { token, .. } = Program::of_owner_with(app, &server, scopes).await;
        let folder = tempfile::tempdir().unwrap();
        Self { url: format!("http://{}", server.addr), token, folder, seed: Cell::new(1), _server: server }
    }

    /// A file in the folder of the terminal; returns its path.
    fn file(&self, name: &str, text: &str) -> String {
        let path: PathBuf = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    async fn ended(&self, arguments: &[&str]) -> Ended {
        let all = ["ava", "--server", &self.url].into_iter().chain(arguments.iter().copied());
        let Arguments { options, command } = Arguments::try_parse_from(all).unwrap();
        // Each run of a program has a clock and randomness of its own.
        let clock = ManualClock::at(START);
        self.seed.set(self.seed.get() + 1);
        let random = Random::seeded(self.seed.get(), clock.clone());
        let mut out = Vec::new();
        let token = Some(SecretText::from(self.token.as_str()));
        let environment = Environment { token, clock, random, out: &mut out };
        let ended = cli::run(&options, command, environment).await;
        let printed = String::from_utf8(out).unwrap();
        let (code, said) = match ended {
            Ok(()) => (0, String::new()),
            Err(failure) => (failure.code(), failure.to_string()),
        };
        let what = arguments.join(" ");
        canary::assert_clean(&what, &printed);
        canary::assert_clean(&what, &said);
        Ended { code, printed, said }
    }

    /// Runs a command that must succeed; returns what it prints.
    async fn ava(&self, arguments: &[&str]) -> String {
        let Ended { code, printed, said } = self.ended(arguments).await;
        assert_eq!(code, 0, "{arguments:?}: {said}\n{printed}");
        printed
    }

    async fn json(&self, arguments: &[&str]) -> Value {
        let printed = self.ava(&[arguments, &["--output", "json"]].concat()).await;
        serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {printed}"))
    }

    /// Connects Vapi and Twilio, makes the agent of [`AGENT`], and brings it a number to answer.
    async fn import(&self) {
        let (vapi, twilio) = (self.file("vapi.key", VAPI_KEY), self.file("twilio.token", TWILIO_TOKEN));
        let connected = self.ava(&["integrations", "connect", "vapi", "--key-file", &vapi]).await;
        assert!(connected.contains("connected"), "{connected}");
        let (account, secret) = (format!("account_sid={TWILIO_SID}"), format!("auth_token={twilio}"));
        let connect = ["integrations", "connect", "twilio", "--field", &account, "--secret-file", &secret];
        self.ava(&connect).await;
        let agent = self.file("reception.toml", AGENT);
        self.ava(&["agents", "create", &agent]).await;
        let import = ["numbers", "import", NUMBER, "--agent", "Reception", "--wait"];
        let followed = self.ava(&import).await;
        assert!(followed.lines().last().unwrap().ends_with("import_number: done"), "{followed}");
    }

    /// Runs a command that must fail with a code; returns the reason.
    async fn refused(&self, code: u8, arguments: &[&str]) -> String {
        let ended = self.ended(arguments).await;
        assert_eq!(ended.code, code, "{arguments:?}: {} {}", ended.said, ended.printed);
        ended.said
    }
}

const AGENT: &str = r#"
name = "Reception"
greeting = "Good morning, Lakeside Clinic."
instructions = "Book appointments."
language = "en"
voice = { provider = "vapi", id = "Elliot" }
"#;

both_engines!(
    from_nothing_to_a_number_that_answers,
    what_is_named_by_people_is_found,
    a_list_of_contacts_is_looked_at_and_imported,
    an_administrator_makes_and_deletes_a_tenant,
    a_write_with_a_key_is_done_once,
    each_failure_has_its_code,
);

async fn from_nothing_to_a_number_that_answers(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    terminal.import().await;
    let numbers = terminal.ava(&["numbers", "list"]).await;
    let mut lines = numbers.lines();
    assert!(lines.next().unwrap().starts_with("ID "), "{numbers}");
    let line: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(line[1..6], [NUMBER, "byo", "ready", "true", "Reception"], "{numbers}");
    let trial = terminal.json(&["agents", "say", "Reception", "Are you open?"]).await;
    assert_eq!(trial["lines"][1]["text"], "You said: Are you open?");
    let operations = terminal.json(&["operations", "list", "--all"]).await;
    let import = operations.as_array().unwrap().iter().find(|one| one["kind"] == "import_number").unwrap();
    let watched = terminal.json(&["operations", "watch", import["id"].as_str().unwrap()]).await;
    assert_eq!(watched["state"], "done");
    let integrations = terminal.ava(&["integrations", "list"]).await;
    assert!(
        integrations.lines().any(|line| line.starts_with("twilio") && line.contains("true")),
        "{integrations}"
    );
    terminal.ava(&["integrations", "verify", "twilio"]).await;
    let removed = terminal.ava(&["numbers", "remove", "+1 (415) 310-0001", "--wait"]).await;
    assert!(removed.lines().last().unwrap().ends_with("done"), "{removed}");
    assert_eq!(terminal.json(&["numbers", "list"]).await, serde_json::json!([]));
}

async fn what_is_named_by_people_is_found(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("reception.toml", AGENT);
    let made = terminal.json(&["agents", "create", &file]).await;
    let id = made["id"].as_str().unwrap();
    let by_name = terminal.json(&["agents", "get", "Reception"]).await;
    assert_eq!(by_name["id"], id);
    // What the file does not have stays.
    let change = terminal.file("change.json", r#"{"greeting": "Good evening."}"#);
    terminal.ava(&["agents", "update", "Reception", &change]).await;
    let changed = terminal.json(&["agents", "get", id]).await;
    assert_eq!((&changed["greeting"], &changed["language"]), (&"Good evening.".into(), &made["language"]));
    let copy = terminal.json(&["agents", "duplicate", "Reception"]).await;
    assert_eq!(copy["name"], "Reception 2");
    let listed = terminal.json(&["agents", "list", "--limit", "1"]).await;
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert!(terminal.ava(&["agents", "list", "--limit", "1"]).await.ends_with("see --limit and --all.\n"));
    let found = terminal.json(&["agents", "list", "--where", "search=reception 2"]).await;
    assert_eq!(found[0]["id"], copy["id"]);
    // Two of one name are told apart by their ids.
    terminal.ava(&["agents", "create", &file]).await;
    terminal.refused(1, &["agents", "get", "Reception"]).await;
    assert_eq!(terminal.json(&["agents", "get", id]).await["id"], id);
    terminal.refused(4, &["agents", "get", "Sales"]).await;
    // `ava api` reaches every address of the API.
    let raw = terminal.json(&["api", "get", "/api/agents", "--where", "search=reception 2"]).await;
    assert_eq!(raw["items"][0]["id"], copy["id"]);
}

async fn a_list_of_contacts_is_looked_at_and_imported(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("list.csv", "Name;Phone\nAna Morel;+33 1 84 88 00 12\n");
    let looked = terminal.json(&["contacts", "import", &file, "--look"]).await;
    assert_eq!((&looked["state"], &looked["new"]), (&"draft".into(), &1.into()), "{looked}");
    assert_eq!(terminal.json(&["contacts", "list"]).await, serde_json::json!([]));
    let imported = terminal.json(&["contacts", "import", &file]).await;
    assert_eq!(imported["added"], 1, "{imported}");
    assert_eq!(terminal.json(&["contacts", "list"]).await[0]["name"], "Ana Morel");
    terminal.refused(1, &["contacts", "import", "/nowhere/list.csv"]).await;
}

async fn an_administrator_makes_and_deletes_a_tenant(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    app.execute("UPDATE users SET platform_admin = TRUE", &[]).await;
    let fields = "org_name = 'Lakeside Clinic'\nemail = 'first.owner@clinic.example'\nchannel = 'link'";
    let made = terminal.json(&["tenants", "create", &terminal.file("tenant.toml", fields)]).await;
    assert!(made["link"].is_string(), "{made}");
    let id = made["id"].as_str().unwrap();
    terminal.refused(5, &["tenants", "delete", id, "Lakeside"]).await;
    for (command, is_ending) in [(&["delete", id, "Lakeside Clinic"][..], true), (&["keep", id][..], false)] {
        terminal.ava(&[&["tenants"][..], command].concat()).await;
        assert_eq!(terminal.json(&["tenants", "get", id]).await["is_ending"], is_ending);
    }
}

async fn a_write_with_a_key_is_done_once(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let file = terminal.file("cut.toml", "name = 'Cut'\nlength = 30");
    let create = ["services", "create", &file, "--idempotency-key", "cut-1"];
    let (first, second) = (terminal.json(&create).await, terminal.json(&create).await);
    assert_eq!(first, second);
    let other = terminal.file("cut.toml", "name = 'Cut'\nlength = 45");
    let reused = ["services", "create", &other, "--idempotency-key", "cut-1"];
    assert!(terminal.refused(5, &reused).await.contains("idempotency_key_reused"));
    assert_eq!(terminal.json(&["services", "list"]).await.as_array().unwrap().len(), 1);
    // Each run without one has its own.
    terminal.ava(&["services", "create", &other]).await;
    assert_eq!(terminal.json(&["services", "list"]).await.as_array().unwrap().len(), 2);
}

async fn each_failure_has_its_code(app: TestApp) {
    let terminal = Terminal::of_owner(&app).await;
    let nobody = "0190a5e2-7c1b-7def-8123-0123456789ab";
    terminal.refused(4, &["agents", "get", nobody]).await;
    terminal.refused(4, &["operations", "watch", nobody]).await;
    let empty = terminal.file("empty.json", "{}");
    terminal.refused(5, &["agents", "create", &empty]).await;
    let nameless = terminal.file("nameless.toml", &AGENT.replace("Reception", ""));
    let said = terminal.refused(5, &["agents", "create", &nameless]).await;
    assert!(said.contains("field: name") && said.contains("id to quote: "), "{said}");
    terminal.refused(5, &["agents", "list", "--where", "page=2"]).await;
    terminal.refused(1, &["agents", "create", "/nowhere/agent.toml"]).await;
    let hushed = ["integrations", "connect", "vapi", "--field", "key=hush"];
    assert!(!terminal.refused(1, &hushed).await.contains("hush"));
    // A stale ETag is refused.
    let file = terminal.file("cut.toml", "name = 'Cut'\nlength = 30");
    let made = terminal.json(&["services", "create", &file]).await;
    let path = format!("services/{}", made["id"].as_str().unwrap());
    let stale = ["api", "PUT", &path, "--body", &file, "--if-match", "\"1\""];
    assert!(terminal.refused(5, &stale).await.contains("other_version"));
    let token = terminal.file("token", &format!("{}x", terminal.token));
    terminal.refused(3, &["agents", "list", "--token-file", &token]).await;
    let blank = terminal.file("blank", "\n");
    terminal.refused(1, &["agents", "list", "--token-file", &blank]).await;
}

#[tokio::test]
async fn a_token_without_the_scope_ends_with_3() {
    let app = TestApp::on(Database::Sqlite).await;
    let terminal = Terminal::of_owner_with(&app, &[Scope::AgentsRead]).await;
    terminal.ava(&["agents", "list"]).await;
    let file = terminal.file("reception.toml", AGENT);
    terminal.refused(3, &["agents", "create", &file]).await;
    terminal.refused(3, &["numbers", "list"]).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_ends_with_6() {
    let app = TestApp::on(Database::Sqlite).await;
    let mut terminal = Terminal::of_owner(&app).await;
    // The port is closed before it is asked.
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    terminal.url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert!(terminal.refused(6, &["agents", "list"]).await.contains("does not answer"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_needs_no_settings_of_a_server_for_them() {
    let run = Killed::start().await;
    let said = |arguments: &[&str]| tokio::task::block_in_place(|| run.command(arguments));
    let refused = |arguments: &[&str]| tokio::task::block_in_place(|| run.refused_command(arguments));
    let bash = said(&["completions", "bash"]);
    assert!(bash.contains("integrations") && bash.contains("idempotency-key"), "{bash}");
    let url = format!("http://{}", run.process().addr);
    // A `.env` in the folder decides neither to which server a token is sent, nor which token.
    let dotenv = run.folder().join(".env");
    fs::write(run.folder().join("foreign"), "ava_foreign").unwrap();
    fs::write(&dotenv, format!("AVA_SERVER={url}\nAVA_TOKEN_FILE=foreign\nAVA_TOKEN=ava_foreign\n")).unwrap();
    assert!(refused(&["agents", "list"]).contains("--server"));
    assert!(refused(&["agents", "list", "--server", &url]).contains("AVA_TOKEN"));
    fs::write(&dotenv, "no line of settings").unwrap();
    assert!(refused(&["agents", "list"]).contains("--server"));
    fs::remove_file(dotenv).unwrap();
    let token = run.folder().join("token");
    fs::write(&token, "ava_nobodys").unwrap();
    let token = token.display().to_string();
    let unknown = ["--server", &url, "--token-file", &token];
    assert!(refused(&[&["agents", "list"], &unknown[..]].concat()).contains("code: token"));
    assert!(refused(&[&["audit", "list"], &unknown[..]].concat()).contains("code: token"));
    assert!(said(&["audit", "verify"]).contains("hold"));
}
