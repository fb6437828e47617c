//! The log as a file.

use ava::{
    domain::{
        audit::{Action, AuditQuery},
        locale::Locale,
    },
    server::{
        audit,
        cx::Cx,
        trail::export::{Format, export},
    },
};
use futures::TryStreamExt;
use reqwest::Method;

use crate::support::{
    app::{TestApp, Tests},
    both_engines,
    people::{make_agent, owner},
};

async fn filled(app: &TestApp, cx: &Cx, entries: usize) {
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    for nth in 0..entries {
        let subject = format!("=x{nth}");
        audit::append(&app.services, &mut tx, &cx.actor(), Action::AddressDeleted, &subject).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn pieces(cx: &Cx, query: AuditQuery, format: Format) -> Vec<String> {
    let stream = export(cx.clone(), query, format, Locale::En).await.unwrap();
    stream.try_collect().await.unwrap()
}

async fn every_entry_is_in_the_file_once_and_comes_in_pieces(app: TestApp) {
    let cx = owner(&app).await;
    filled(&app, &cx, 1_250).await;
    let pieces = pieces(&cx, AuditQuery::default(), Format::Jsonl).await;
    assert!(pieces.iter().all(|piece| piece.lines().count() <= 500), "memory is bounded");
    assert!(pieces.len() > 2);
    let text = pieces.concat();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<i64> = lines.iter().map(|line| line["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=1_252).rev().collect::<Vec<i64>>());
    assert_eq!(lines[0]["action"], "log_exported", "the export begins with itself");
    assert_eq!(lines[0]["subject"], "jsonl");
    assert_eq!(lines[1]["what"], "Address deleted");
    assert_eq!(lines[1_251]["actor"], format!("user:{}", cx.user));
}

async fn a_file_has_what_was_chosen_and_no_formula(app: TestApp) {
    let cx = owner(&app).await;
    let agent = make_agent(&cx).await;
    filled(&app, &cx, 2).await;
    let chosen = AuditQuery { search: agent.to_string(), ..AuditQuery::default() };
    let text = pieces(&cx, chosen, Format::Csv).await.concat();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[0].starts_with("\u{feff}number,at,actor,"), "{text}");
    assert!(lines[1].contains("agent_created,Agent created,agents,Reception,"), "{text}");
    assert!(lines[1].contains("name:  → Reception"), "{text}");
    let all = pieces(&cx, AuditQuery::default(), Format::Csv).await.concat();
    assert!(all.contains(",'=x0,") && !all.contains(",=x0"), "{all}");
    assert_eq!(app.count("audit_log WHERE action = 'log_exported'", &[]).await, 2);
}

async fn a_browser_gets_it_as_a_file(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    for (format, kind, begins) in [
        ("csv", "text/csv; charset=utf-8", "\u{feff}number,"),
        ("jsonl", "application/jsonl", "{\"number\":"),
    ] {
        let path = format!("/dashboard/audit/export/{format}?about=log&before=1-1");
        let answer = browser.send(format, browser.request(Method::GET, &path)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
        let name = format!("attachment; filename=\"audit-2026-11-21.{format}\"");
        assert_eq!(answer.header("content-disposition"), name);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.body.starts_with(begins), "{}", answer.body);
        assert!(answer.body.contains("log_exported") && !answer.body.contains("signed_up"));
    }
}

both_engines!(
    every_entry_is_in_the_file_once_and_comes_in_pieces,
    a_file_has_what_was_chosen_and_no_formula,
    a_browser_gets_it_as_a_file,
);
