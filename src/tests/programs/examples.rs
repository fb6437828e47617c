//! The examples of `docs/API.md`, run as they stand there: each block of commands against a server, and
//! the answer that follows it against the one that came.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use reqwest::Method;
use serde_json::{Map, Value};

use crate::support::{
    app::TestApp,
    both_engines,
    browser::Answer,
    program::Program,
    sandbox::{NUMBER, TWILIO_SID, TWILIO_TOKEN, VAPI_KEY},
};

/// A request of `curl`, and the variable that the id in its answer is kept in.
#[derive(Debug, Default, PartialEq)]
struct Command {
    method: Option<String>,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
    kept_as: Option<String>,
}

#[derive(Debug)]
struct Expected {
    status: u16,
    header: Option<(String, String)>,
    body: Value,
}

/// The fenced blocks of a document, each with the words after its fence.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(words) = line.strip_prefix("```") {
            let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push((words.to_owned(), inside.join("\n")));
        }
    }
    found
}

/// Replaces `$NAME` by what is known under the name.
fn filled(text: &str, known: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let ends = after.find(|c: char| !(c.is_ascii_uppercase() || c == '_')).unwrap_or(after.len());
        let (name, tail) = after.split_at(ends);
        out.push_str(known.get(name).unwrap_or_else(|| panic!("${name} is not known here")));
        rest = tail;
    }
    out + rest
}

/// The words of a command, as a shell reads them.
fn words(line: &str, known: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (word, tail) = match first {
            '\'' | '"' => rest[1..].split_once(first).unwrap_or_else(|| panic!("a quote is open: {line}")),
            _ => rest.split_once(' ').unwrap_or((rest, "")),
        };
        found.push(if first == '\'' { word.to_owned() } else { filled(word, known) });
        assert!(tail.is_empty() || tail.starts_with(' ') || !"'\"".contains(first), "{line}");
        rest = tail.trim_start();
    }
    found
}

/// Reads one command: `curl …`, with a body after `<<JSON`, alone or as `NAME=$(curl … | jq -r .id)`.
fn command(block: &str, known: &BTreeMap<String, String>) -> Command {
    let mut command = Command::default();
    let (first, body) = block.split_once('\n').map_or((block, None), |(first, body)| (first, Some(body)));
    let mut line = first;
    if let Some((name, rest)) = line.split_once("=$(").filter(|(name, _)| !name.contains(' ')) {
        command.kept_as = Some(name.to_owned());
        line = rest.strip_suffix(" | jq -r .id").unwrap_or_else(|| panic!("no other id is kept: {block}"));
    }
    if let Some(rest) = line.strip_suffix(" <<JSON") {
        line = rest;
        let ends = if command.kept_as.is_some() { "\nJSON\n)" } else { "\nJSON" };
        let body = body.and_then(|body| body.strip_suffix(ends));
        command.body = Some(filled(body.unwrap_or_else(|| panic!("the body does not end: {block}")), known));
    } else {
        assert!(body.is_none(), "one command in a block: {block}");
    }
    let mut words = words(line, known).into_iter();
    assert_eq!(words.next().as_deref(), Some("curl"), "{block}");
    while let Some(word) = words.next() {
        let mut next = || words.next().unwrap_or_else(|| panic!("{word} has no value: {block}"));
        match word.as_str() {
            "-s" => {}
            "-X" => command.method = Some(next()),
            "-H" => {
                let header = next();
                let (name, value) = header.split_once(": ").unwrap_or_else(|| panic!("{header}"));
                command.headers.push((name.to_owned(), value.to_owned()));
            }
            "--json" => {
                let given = next();
                if given != "@-" {
                    command.body = Some(given);
                }
            }
            url if url.starts_with("http://") => command.url = url.to_owned(),
            other => panic!("{other} is no option of these examples: {block}"),
        }
    }
    command
}

/// Reads `json STATUS Name: value`; `None` for what is no answer.
fn expected(words: &str, text: &str, known: &BTreeMap<String, String>) -> Option<Expected> {
    let words = words.strip_prefix("json ")?;
    let (status, header) = words.split_once(' ').map_or((words, None), |(status, rest)| (status, Some(rest)));
    let header = header.map(|header| header.split_once(": ").unwrap());
    let body = serde_json::from_str(&filled(text, known)).unwrap_or_else(|error| panic!("{error}: {text}"));
    Some(Expected {
        status: status.parse().unwrap(),
        header: header.map(|(name, value)| (name.to_owned(), value.to_owned())),
        body,
    })
}

/// Whether an answer has what a document shows of it: `…` stands for anything.
fn shows(shown: &Value, there: &Value) -> bool {
    match (shown, there) {
        (Value::String(any), _) if any == "…" => !there.is_null(),
        (Value::Object(shown), Value::Object(there)) => {
            let has =
                |(name, value): (&String, &Value)| there.get(name).is_some_and(|there| shows(value, there));
            shown.iter().all(has)
        }
        (Value::Array(shown), Value::Array(there)) => {
            shown.len() == there.len() && shown.iter().zip(there).all(|(shown, there)| shows(shown, there))
        }
        _ => shown == there,
    }
}

impl Expected {
    fn is_met_by(&self, answer: &Answer) -> bool {
        let header = self.header.as_ref().is_none_or(|(name, value)| answer.header(name) == value);
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        answer.status == self.status && header && shows(&self.body, &body)
    }
}

async fn sent(program: &Program, command: &Command) -> Answer {
    let asks = command.method.clone().unwrap_or_else(|| {
        let method = if command.body.is_some() { Method::POST } else { Method::GET };
        method.to_string()
    });
    let path =
        command.url.split_once("//").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap();
    let mut request = program.request(Method::from_bytes(asks.as_bytes()).unwrap(), path);
    for (name, value) in &command.headers {
        request = request.header(name, value);
    }
    if let Some(body) = &command.body {
        request = request.header("content-type", "application/json").body(body.clone());
    }
    program.send(path, request).await
}

async fn the_examples_of_the_documentation_answer_as_it_says(app: TestApp) {
    let server = app.serve().await;
    server.owner().await;
    let token = Program::of_owner(&app, &server).await.token;
    // The examples bring their own.
    let program = Program::with(&server, "");
    let mut known: BTreeMap<String, String> = [
        ("AVA", format!("http://{}", server.addr)),
        ("AUTH", format!("Authorization: Bearer {token}")),
        ("VAPI_KEY", VAPI_KEY.to_owned()),
        ("TWILIO_SID", TWILIO_SID.to_owned()),
        ("TWILIO_TOKEN", TWILIO_TOKEN.to_owned()),
        ("NUMBER", NUMBER.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/API.md")).unwrap();
    let blocks = blocks(&text);
    let mut run = 0;
    for (nth, (kind, block)) in blocks.iter().enumerate().filter(|(_, (kind, _))| kind == "sh") {
        let command = command(block, &known);
        let mut answer = sent(&program, &command).await;
        if let Some(name) = &command.kept_as {
            let id = answer.json::<Value>()["id"].as_str().map(str::to_owned);
            known.insert(name.clone(), id.unwrap_or_else(|| panic!("{block}: {}", answer.body)));
        }
        let (words, shown) = blocks.get(nth + 1).unwrap_or_else(|| panic!("no answer after {kind}: {block}"));
        let expected = expected(words, shown, &known).unwrap_or_else(|| panic!("no answer after {block}"));
        // What is read may come about a little later; the clock of the tests does not wait.
        let mut again = if command.body.is_none() { 200 } else { 0 };
        while again > 0 && answer.status == expected.status && !expected.is_met_by(&answer) {
            tokio::time::sleep(Duration::from_millis(50)).await;
            answer = sent(&program, &command).await;
            again -= 1;
        }
        assert!(expected.is_met_by(&answer), "{block}\n{shown}\n{} {}", answer.status, answer.body);
        run += 1;
    }
    let answers = blocks.iter().filter(|(words, _)| words.starts_with("json ")).count();
    assert_eq!(run, answers, "each answer belongs to a command");
    assert!(run >= 15, "{run}");
}

#[test]
fn a_command_is_read_as_a_shell_reads_it() {
    let known: BTreeMap<String, String> =
        [("AVA", "http://h"), ("AUTH", "Authorization: Bearer t"), ("A", "1")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
    let read = command(
        "B=$(curl -s -X PUT \"$AVA/api/x?y=$A\" -H \"$AUTH\" --json @- <<JSON | jq -r .id\n{ \"a\": \"$A\" }\nJSON\n)",
        &known,
    );
    assert_eq!(read.kept_as.as_deref(), Some("B"));
    assert_eq!((read.method.as_deref(), read.url.as_str()), (Some("PUT"), "http://h/api/x?y=1"));
    assert_eq!(read.headers, [("Authorization".to_owned(), "Bearer t".to_owned())]);
    assert_eq!(read.body.as_deref(), Some("{ \"a\": \"1\" }"));
    let read = command("curl -s \"$AVA/api/x\" -H 'If-Match: \"1\"' --json '{ \"a\": \"$A\" }'", &known);
    assert_eq!(read.headers, [("If-Match".to_owned(), "\"1\"".to_owned())]);
    assert_eq!(read.body.as_deref(), Some("{ \"a\": \"$A\" }"));
}

#[test]
fn an_answer_has_all_that_is_shown_of_it() {
    let there: Value = serde_json::json!({ "id": "1", "items": [{ "a": 1, "b": null }], "next": null });
    let shown = |text: &str| shows(&serde_json::from_str(text).unwrap(), &there);
    assert!(shown(r#"{ "id": "…", "items": [{ "a": 1 }], "next": null }"#));
    for other in [r#"{ "id": "2" }"#, r#"{ "items": [] }"#, r#"{ "next": "…" }"#, r#"{ "more": null }"#] {
        assert!(!shown(other), "{other}");
    }
    assert!(shows(&Value::Object(Map::new()), &there));
}

both_engines!(the_examples_of_the_documentation_answer_as_it_says);
