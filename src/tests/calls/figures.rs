//! Figures of calls, and their list as a file.

use ava::{
    domain::{
        call::{CallOutcome, CallsQuery, Figures, Outcomes, Span},
        problem::ProblemKind,
    },
    server::{
        calls::{export::export, figures},
        cx::Cx,
        zones,
    },
};
use futures::TryStreamExt as _;
use reqwest::Method;

use crate::support::{
    app::TestApp,
    both_engines,
    people::{make_agent, owner},
};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

struct Made<'a> {
    at: i64,
    /// Seconds of talk.
    talked: Option<i64>,
    outcome: &'a str,
    cost_micros: Option<i64>,
    agent: &'a str,
    number: &'a str,
    summary: &'a str,
}

impl Default for Made<'_> {
    fn default() -> Self {
        Self {
            at: 0,
            talked: None,
            outcome: "answered",
            cost_micros: None,
            agent: "",
            number: "",
            summary: "",
        }
    }
}

async fn make(app: &TestApp, cx: &Cx, made: Made<'_>) {
    let text = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    app.execute(
        "INSERT INTO calls (id, org_id, vapi_call_id, agent_id, agent_name, own_number, outcome, begun_at,
           answered_at, ended_at, cost_micros, summary, updated_at)
         VALUES ($1, $2, $1, NULLIF($3, ''), NULLIF($3, ''), NULLIF($4, ''), NULLIF($5, ''),
           CAST($6 AS BIGINT), CAST(NULLIF($7, '') AS BIGINT), CAST(NULLIF($8, '') AS BIGINT),
           CAST(NULLIF($9, '') AS BIGINT), NULLIF($10, ''), 0)",
        &[
            &app.services.random.uuid(),
            cx.org.as_str(),
            made.agent,
            made.number,
            made.outcome,
            &made.at.to_string(),
            &text(made.talked.map(|_| made.at)),
            &text(made.talked.map(|seconds| made.at + seconds * 1000)),
            &text(made.cost_micros),
            made.summary,
        ],
    )
    .await;
}

async fn calls_are_counted_by_the_days_of_the_persons_zone(app: TestApp) {
    let mut cx = owner(&app).await;
    cx.zone = zones::find("Asia/Kolkata").unwrap();
    let now = app.now();
    let today = (now + 11 * HOUR / 2) / DAY;
    let midnight = today * DAY - 11 * HOUR / 2;
    for (at, talked) in [(midnight, 10), (midnight + 1, 20), (midnight - 1, 90), (midnight - 30 * DAY, 7)] {
        make(&app, &cx, Made { at, talked: Some(talked), ..Made::default() }).await;
    }
    make(&app, &cx, Made { at: midnight - 1, outcome: "missed", ..Made::default() }).await;
    let view = figures::page(&cx, Span::Month).await.unwrap();
    assert_eq!(view.days.len(), 30);
    assert_eq!(view.days.iter().map(|day| day.day).max(), Some(today));
    let of = |day| view.days.iter().find(|found| found.day == day).unwrap().figures;
    let (on, before) = (of(today), of(today - 1));
    assert_eq!((on.outcomes.calls, on.median_secs), (2, Some(15)));
    assert_eq!(before.outcomes, Outcomes { calls: 2, answered: 1, missed: 1, failed: 0 });
    assert_eq!((before.median_secs, view.all.outcomes.calls, view.all.median_secs), (Some(90), 4, Some(20)));
    let quarter = figures::page(&cx, Span::Quarter).await.unwrap();
    assert_eq!((quarter.days.len(), quarter.all.outcomes.calls), (90, 5));
}

async fn the_day_on_which_clocks_change_is_one_day(app: TestApp) {
    let mut cx = owner(&app).await;
    cx.zone = zones::find("Europe/Paris").unwrap();
    // 2026-10-25: from 22:00 UTC of the day before, for 25 hours.
    let day = ava::domain::moment::day_number("2026-10-25").unwrap();
    for at in
        [day * DAY - 2 * HOUR, day * DAY + 23 * HOUR - 1, day * DAY - 2 * HOUR - 1, day * DAY + 23 * HOUR]
    {
        make(&app, &cx, Made { at, ..Made::default() }).await;
    }
    let view = figures::page(&cx, Span::Quarter).await.unwrap();
    let calls = |day| view.days.iter().find(|found| found.day == day).unwrap().figures.outcomes.calls;
    assert_eq!([calls(day - 1), calls(day), calls(day + 1)], [1, 2, 1]);
}

async fn a_cost_that_is_not_known_is_not_counted_as_nothing(app: TestApp) {
    let cx = owner(&app).await;
    let at = app.now() - 1;
    for cost_micros in [Some(120_000), Some(30_000), None] {
        make(&app, &cx, Made { at, cost_micros, outcome: "failed", ..Made::default() }).await;
    }
    let all = figures::page(&cx, Span::Week).await.unwrap().all;
    let outcomes = Outcomes { calls: 3, failed: 3, ..Outcomes::default() };
    assert_eq!(all, Figures { outcomes, median_secs: None, cost_micros: 150_000, without_cost: 1 });
}

async fn outcomes_are_counted_by_agent_and_number(app: TestApp) {
    let cx = owner(&app).await;
    let agent = make_agent(&cx).await;
    let at = app.now() - 1;
    for outcome in ["answered", "answered", "missed", ""] {
        make(
            &app,
            &cx,
            Made { at, outcome, agent: agent.as_str(), number: "+14155550142", ..Made::default() },
        )
        .await;
    }
    make(&app, &cx, Made { at, agent: "Gone", ..Made::default() }).await;
    for nth in 0..60 {
        make(&app, &cx, Made { at, number: &format!("+141555502{nth:02}"), ..Made::default() }).await;
    }
    let view = figures::page(&cx, Span::Week).await.unwrap();
    let agents: Vec<_> =
        view.agents.listed.iter().map(|row| (row.of.as_deref(), row.outcomes.calls)).collect();
    assert_eq!(agents, [(None, 60), (Some("Reception"), 4), (Some("Gone"), 1)]);
    assert_eq!(view.agents.listed[1].outcomes, Outcomes { calls: 4, answered: 2, missed: 1, failed: 0 });
    assert_eq!(view.numbers.listed.len(), 50);
    assert_eq!(view.numbers.listed[0].of.as_ref().unwrap().as_str(), "+14155550142");
    assert_eq!(view.numbers.others.unwrap().calls, 12);
    assert_eq!(view.all.outcomes.calls, 65);
}

async fn file(cx: &Cx, query: CallsQuery) -> Vec<String> {
    export(cx.clone(), query).await.unwrap().try_collect().await.unwrap()
}

async fn a_list_is_exported_whole_in_pieces_and_without_formulas(app: TestApp) {
    let cx = owner(&app).await;
    for nth in 0..1_003 {
        let outcome = if nth % 2 == 0 { "missed" } else { "answered" };
        make(
            &app,
            &cx,
            Made {
                at: 1_000_000 + nth / 3,
                outcome,
                talked: Some(61),
                cost_micros: Some(50_001),
                number: "+14155550142",
                summary: "=cmd|' /C calc'!A0, \"late\"",
                ..Made::default()
            },
        )
        .await;
    }
    let pieces = file(&cx, CallsQuery::default()).await;
    assert!(pieces.iter().all(|piece| piece.lines().count() <= 500), "memory is bounded");
    let text = pieces.concat();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines.len(), 1_005);
    assert!(lines[0].starts_with("\u{feff}id,began_at,"), "{}", lines[0]);
    assert!(lines[1].contains(",61,inbound,ended,missed,,,'+14155550142,,,0.050001,"), "{}", lines[1]);
    assert!(lines[1].ends_with("\"'=cmd|' /C calc'!A0, \"\"late\"\"\""), "{}", lines[1]);
    let mut ids: Vec<&str> = lines[1..1_004].iter().map(|line| &line[..36]).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 1_003);
    let missed = CallsQuery { outcome: Some(CallOutcome::Missed), ..CallsQuery::default() };
    assert_eq!(file(&cx, missed).await.concat().matches(",missed,").count(), 502);
    assert_eq!(app.count("audit_log WHERE action = 'calls_exported'", &[]).await, 2);
}

async fn a_browser_gets_the_figures_and_the_file(app: TestApp) {
    let server = app.serve().await;
    let browser = server.owner().await;
    let org = app.text("SELECT id FROM orgs", &[]).await;
    let id = app.services.random.uuid();
    app.execute(
        "INSERT INTO calls (id, org_id, vapi_call_id, begun_at, outcome, updated_at)
         VALUES ($1, $2, $1, CAST($3 AS BIGINT), 'missed', 0)",
        &[&id, &org, &(app.now() - 1).to_string()],
    )
    .await;
    let page = browser.page("/dashboard/calls/figures?days=7").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("class=\"missed\"") && page.body.contains("1 (100 %)"), "{}", page.body);
    let list = browser.page("/dashboard/calls?outcome=missed").await.body;
    let href = format!("/dashboard/calls/export.csv?org={org}&amp;outcome=missed");
    assert!(list.contains(&href), "{list}");
    let path = href.replace("&amp;", "&");
    let answer = browser.send("csv", browser.request(Method::GET, &path)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(answer.body.contains(&id), "{}", answer.body);
    let stale = "/dashboard/calls/export.csv?org=0190a5e2-7c1b-7def-8123-0123456789ab";
    let refused = browser.send("stale", browser.request(Method::GET, stale)).await;
    assert_eq!((refused.status, refused.problem().kind), (409, ProblemKind::OtherOrg));
}

both_engines!(
    calls_are_counted_by_the_days_of_the_persons_zone,
    the_day_on_which_clocks_change_is_one_day,
    a_cost_that_is_not_known_is_not_counted_as_nothing,
    outcomes_are_counted_by_agent_and_number,
    a_list_is_exported_whole_in_pieces_and_without_formulas,
    a_browser_gets_the_figures_and_the_file,
);
