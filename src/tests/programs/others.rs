//! Programs that others have made, against AVA. `scripts/test.sh programs` installs them, and runs
//! these tests.

use std::{env, fs, path::PathBuf, process::Command, time::Duration};

use ava::{
    domain::api_token::Scope,
    server::clock::{Clock, SystemClock},
};

use super::mcp::ready;
use crate::support::{
    app::{Database, TestApp},
    browser::Server,
    program::Program,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

/// Seconds after which a program is ended.
const LONGEST: &str = "300";

/// The folder of the programs in Python.
fn python() -> PathBuf {
    PathBuf::from(env::var_os("AVA_PYTHON").expect("scripts/test.sh programs says where they are"))
        .join("bin")
}

fn tools() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts/tools/programs")
}

/// A program of theirs, which ends after a while in any case.
fn theirs(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new("timeout");
    command.arg(LONGEST).arg(python().join(name)).args(arguments).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// Runs it, while the server answers.
async fn run(mut command: Command) {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", output.status);
}

/// The server's own document, where a generator reads it.
async fn document(app: &TestApp, server: &Server) -> PathBuf {
    let document = Program::with(server, "").get("/api/openapi.json").await;
    assert_eq!(document.status, 200);
    let file = app.folder().join("openapi.json");
    fs::write(&file, document.body).unwrap();
    file
}

/// Requests made up from the document, some of them such as it forbids: each answer is a described one,
/// of the form that it has there, and no fault of the server's.
async fn keeps_to_its_document(database: Database) {
    let app = TestApp::on(database).await;
    let server = app.serve().await;
    let (owner, _) = ready(&app, &server).await;
    let mut tokens = vec![owner.token];
    for scope in Scope::ALL {
        tokens.push(Program::of_owner_with(&app, &server, &[scope]).await.token);
    }
    let document = format!("http://{}/api/openapi.json", server.addr);
    let mut run_it = theirs(
        "schemathesis",
        &[
            "--no-color",
            "run",
            &document,
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,\
             response_headers_conformance,response_schema_conformance",
            "--phases",
            "examples,coverage,fuzzing",
            "--max-examples",
            "10",
            "--workers",
            "4",
            "--seed",
            "1",
            "--request-timeout",
            "20",
            "--suppress-health-check",
            "all",
            "--warnings",
            "off",
            "--no-shrink",
        ],
    );
    run_it.current_dir(app.folder());
    run_it.env("PYTHONPATH", tools()).env("SCHEMATHESIS_HOOKS", "tokens").env("AVA_TOKENS", tokens.join(" "));
    run(run_it).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "scripts/test.sh programs installs schemathesis"]
async fn the_api_answers_as_its_document_says_on_sqlite() {
    keeps_to_its_document(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "scripts/test.sh programs installs schemathesis"]
async fn the_api_answers_as_its_document_says_on_postgres() {
    keeps_to_its_document(Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "scripts/test.sh programs installs openapi-python-client"]
async fn a_client_made_from_the_document_brings_a_number_to_where_it_answers() {
    let app = TestApp::on(Database::Sqlite).await;
    let server = app.serve().await;
    server.owner().await;
    let owner = Program::of_owner(&app, &server).await;
    let (document, client) = (document(&app, &server).await, app.folder().join("made/ava_client"));
    let (document, made) = (document.to_str().unwrap(), client.to_str().unwrap());
    fs::create_dir(app.folder().join("made")).unwrap();
    let generate = ["generate", "--path", document, "--output-path", made, "--meta", "none"];
    run(theirs("openapi-python-client", &generate)).await;
    let mut job = theirs("python", &[tools().join("job.py").to_str().unwrap()]);
    job.env("PYTHONPATH", app.folder().join("made"));
    job.env("AVA", format!("http://{}", server.addr))
        .env("AVA_TOKEN", &owner.token)
        .env("VAPI_KEY", VAPI_KEY);
    job.env("TWILIO_SID", TWILIO_SID).env("TWILIO_TOKEN", TWILIO_TOKEN).env("NUMBER", NUMBER);
    run(job).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "scripts/test.sh programs installs standardwebhooks"]
async fn the_library_of_standard_webhooks_verifies_a_delivery() {
    let app = TestApp::on(Database::Sqlite).await;
    // The library compares the time of a delivery with its own.
    let behind = u64::try_from(SystemClock.now_ms() - app.now()).expect("the tests' time is over");
    app.clock.advance(Duration::from_millis(behind));
    let server = app.serve().await;
    server.owner().await;
    let owner = Program::of_owner(&app, &server).await;
    let mut receiver = theirs("python", &[tools().join("webhook.py").to_str().unwrap()]);
    receiver.env("AVA", format!("http://{}", server.addr)).env("AVA_TOKEN", &owner.token);
    run(receiver).await;
}
