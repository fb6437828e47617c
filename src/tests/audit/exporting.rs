//! The log as a file.

use ava::{
    domain::{
        audit::{Action, AuditQuery},
        locale::Locale,
        problem::ProblemKind,
    },
    server::{
        audit,
        audit_log::export::{Format, export},
        cx::Cx,
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

async fn a_search_is_exported_whole_and_once(app: TestApp) {
    let cx = owner(&app).await;
    // More than are looked among at a time, and than a piece has.
    let mut tx = app.services.db.write(Tests, &cx.org).await.unwrap();
    for nth in 0..4_300 {
        let subject = if nth % 3 == 0 { "wanted" } else { "other" };
        let (by, action) = (cx.actor(), Action::AddressDeleted);
        audit::append(&app.services, &mut tx, &by, action, subject).await.unwrap();
    }
    tx.commit().await.unwrap();
    let wanted = AuditQuery { search: "wanted".to_owned(), ..AuditQuery::default() };
    let pieces = pieces(&cx, wanted, Format::Jsonl).await;
    assert!(pieces.iter().all(|piece| piece.lines().count() <= 500));
    let text = pieces.concat();
    let numbers: Vec<i64> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["number"].as_i64().unwrap())
        .collect();
    // The first entry is the sign-up.
    assert_eq!(numbers, (0..4_300).filter(|nth| nth % 3 == 0).map(|nth| nth + 2).rev().collect::<Vec<i64>>());
}

async fn a_browser_gets_it_as_a_file(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let org = app.text("SELECT id FROM orgs", &[]).await;
    let page = browser.page("/dashboard/audit?about=log").await.body;
    assert!(page.contains(&format!("/dashboard/audit/export/csv?org={org}&amp;about=log")), "{page}");
    for (format, kind, begins) in [
        ("csv", "text/csv; charset=utf-8", "\u{feff}number,"),
        ("jsonl", "application/jsonl", "{\"number\":"),
    ] {
        let path = format!("/dashboard/audit/export/{format}?org={org}&about=log&before=1-1");
        let answer = browser.send(format, browser.request(Method::GET, &path)).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, kind));
        let name = format!("attachment; filename=\"audit-{org}-2026-11-21.{format}\"");
        assert_eq!(answer.header("content-disposition"), name);
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.body.starts_with(begins), "{}", answer.body);
        assert!(answer.body.contains("log_exported") && !answer.body.contains("signed_up"));
    }
    // The tab of an organisation in which the session is no more.
    let stale = "/dashboard/audit/export/csv?org=0190a5e2-7c1b-7def-8123-0123456789ab";
    let refused = browser.send("stale", browser.request(Method::GET, stale)).await;
    assert_eq!((refused.status, refused.problem().kind), (409, ProblemKind::OtherOrg));
    assert_eq!(app.count("audit_log WHERE action = 'log_exported'", &[]).await, 2);
}

/// More entries than a connection takes on by itself.
const MANY: &str =
    "WITH RECURSIVE counted (n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM counted WHERE n < 30100)
    INSERT INTO audit_log (id, org_id, seq, at, actor, action, subject, correlation_id, version, about,
      address, user_agent, previous_hash, hash)
    SELECT 'made up ' || CAST(n AS TEXT), o.id, n, n, 'ava', 'address_deleted', 'x', '', 2, 'numbers', '',
      'an agent of many words, an agent of many words, an agent of many words, an agent of many words, an
       agent of many words, an agent of many words, an agent of many words, an agent of many words', '', ''
    FROM counted CROSS JOIN orgs AS o";

async fn an_export_ends_when_its_person_may_not_go_on(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    app.execute(MANY, &[]).await;
    let open = async || browser.request(Method::GET, "/dashboard/audit/export/csv").send().await.unwrap();
    let (mut first, second) = (open().await, open().await);
    let third = open().await;
    let statuses = [&first, &second, &third].map(|answer| answer.status().as_u16());
    assert_eq!(statuses, [200, 200, 429]);
    assert!(first.chunk().await.unwrap().is_some());
    app.execute("UPDATE memberships SET role = 'viewer'", &[]).await;
    let mut read = 0;
    let ended = loop {
        match first.chunk().await {
            Ok(Some(piece)) => read += piece.len(),
            end => break end,
        }
    };
    assert!(ended.is_err(), "it was sent whole: {read} bytes");
}

both_engines!(
    every_entry_is_in_the_file_once_and_comes_in_pieces,
    a_file_has_what_was_chosen_and_no_formula,
    a_browser_gets_it_as_a_file,
    a_search_is_exported_whole_and_once,
    an_export_ends_when_its_person_may_not_go_on,
);
