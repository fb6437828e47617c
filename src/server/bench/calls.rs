//! Calls in numbers: events as they come, beside the least that could be done with them, and pages of an
//! organisation that has very many calls and contacts.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    routing::post,
};
use reqwest::Client;
use serde_json::json;
use tokio::{net::TcpListener, task::JoinSet};
use url::Url;

use super::seed;
use crate::{
    domain::{
        audit::Day,
        call::{CallOutcome, CallPlace, CallsQuery, Span},
        contact::ContactsQuery,
        ids::OrgId,
        list::InQuery as _,
        moment::iso,
        problem::{Problem, ProblemKind},
        role::Role,
    },
    server::{
        application::{self, Application, Error},
        calls::{self, figures},
        config::{Config, Environment},
        contacts,
        cx::{Cx, Services},
        db::{Db, Writer, execute, on},
        edge::Edge,
        http::assets::Assets,
        vapi_hooks::{self, SECRET_HEADER, Target},
    },
};

/// Organisations that events come to.
const SENT_TO: u32 = 100;
/// The number of requests for each page.
const TIMES: usize = 200;
/// The first of the made-up organisations.
const ORG: &str = "00000000-0000-7000-8000-000000000001";
/// Calls that one statement makes.
const AT_ONCE: i64 = 10_000;

/// Made-up calls, contacts and events.
struct MadeUpCalls;

impl Writer for MadeUpCalls {}

#[expect(clippy::disallowed_methods, reason = "what is measured is real time")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// The times of the answers to some requests, and how many were refused.
struct Measured {
    answers: Vec<Duration>,
    refused: usize,
}

impl Measured {
    /// The time within which so many of a hundred were answered, in milliseconds.
    fn percentile(&mut self, of_100: usize) -> String {
        self.answers.sort_unstable();
        let nth = (self.answers.len() * of_100).div_ceil(100).saturating_sub(1);
        let answer = self.answers.get(nth).copied().unwrap_or_default();
        format!("{:.2} ms", answer.as_secs_f64() * 1000.0)
    }
}

/// The address and the secret by which events are sent.
#[derive(Clone)]
struct Recipient {
    url: Url,
    secret: String,
    assistant: String,
}

/// Sends so many events a second for some seconds to a server in this process, and then to a bare handler
/// that inserts one row, and prints the figures, a line each: what, ours, the bare handler’s.
///
/// # Errors
/// Fails in production, as the database does, and where an event is lost.
pub async fn events(config: Config, per_second: u32, seconds: u32) -> Result<(), Error> {
    if config.environment == Environment::Production {
        return Err("made-up organisations are refused in production".into());
    }
    seed::fill(config.clone(), i64::from(SENT_TO)).await?;
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let edge = Edge::of(&services.config);
    let assets = Assets::load(&services.config.site_dir)?;
    let application = Application::build(services.clone(), assets, None, edge).await?;
    let (server, stop) = (application.addr()?, application.stop_token());
    let running = tokio::spawn(application.run());
    let total = u64::from(per_second) * u64::from(seconds);

    let mut to = Vec::new();
    for nth in 1..=SENT_TO {
        to.push(recipient(&services, server, nth).await?);
    }
    let mut ours = send(&to, per_second, total).await?;
    let began = now();
    while count(&services.db, WAITING).await? > 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let applied = began.elapsed();
    let stored = count(&services.db, STORED).await?;

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let bare = format!("http://{}/bench/event/", listener.local_addr()?);
    let router = Router::new().route("/bench/event/{org}", post(insert_one)).with_state(services.clone());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    for recipient in &mut to {
        recipient.url = format!("{bare}{}", recipient.assistant).parse()?;
    }
    let mut theirs = send(&to, per_second, total).await?;
    serving.abort();
    stop.cancel();
    running.await??;

    println!("events sent|{total}|{total}");
    println!("refused|{}|{}", ours.refused, theirs.refused);
    println!("stored|{stored}|{}", theirs.answers.len());
    println!("answered, p50|{}|{}", ours.percentile(50), theirs.percentile(50));
    println!("answered, p99|{}|{}", ours.percentile(99), theirs.percentile(99));
    println!("applied after the last|{} ms|", applied.as_millis());
    if u64::try_from(stored)? != total || ours.refused > 0 {
        return Err("an event was lost".into());
    }
    Ok(())
}

async fn recipient(services: &Services, server: SocketAddr, nth: u32) -> Result<Recipient, Error> {
    let org: OrgId = format!("00000000-0000-7000-8000-{nth:012}").parse()?;
    let mut tx = services.db.write(MadeUpCalls, &org).await?;
    let nonce = vapi_hooks::make(services, &mut tx).await?;
    tx.commit().await?;
    let target = Target::of(services, &org, &nonce);
    let path = Url::parse(&target.url)?.path().to_owned();
    let url = format!("http://{server}{path}").parse()?;
    Ok(Recipient { url, secret: target.secret, assistant: org.to_string() })
}

/// Sends each event when it is due, whether or not the ones before were answered; what counts is the time
/// from then on.
async fn send(to: &[Recipient], per_second: u32, total: u64) -> Result<Measured, Error> {
    #[expect(clippy::disallowed_methods, reason = "the load that is measured, which is no provider’s")]
    let client = Client::builder().no_proxy().tls_certs_only([]).build()?;
    let (began, mut sending) = (now(), JoinSet::new());
    for nth in 0..total {
        let due = began + Duration::from_micros(nth * 1_000_000 / u64::from(per_second));
        tokio::time::sleep_until(due.into()).await;
        let recipient = &to[usize::try_from(nth)? % to.len()];
        let request = client
            .post(recipient.url.clone())
            .header(SECRET_HEADER, &recipient.secret)
            .json(&event(&recipient.assistant, nth));
        sending.spawn(async move {
            let answer = request.send().await;
            answer.is_ok_and(|answer| answer.status().is_success()).then(|| due.elapsed())
        });
    }
    let answers = sending.join_all().await;
    let refused = answers.iter().filter(|answer| answer.is_none()).count();
    Ok(Measured { answers: answers.into_iter().flatten().collect(), refused })
}

/// One turn of a call that has ten.
fn event(assistant: &str, nth: u64) -> serde_json::Value {
    let call = nth / 10 / u64::from(SENT_TO);
    json!({ "message": {
        "type": "transcript", "role": "user", "transcriptType": "final", "timestamp": 1_795_246_560_000 + nth,
        "transcript": format!("Turn {nth}: I would like to come on Monday at ten, if that is possible."),
        "call": {
            "id": format!("00000002-0000-7000-8000-{call:012}"), "type": "inboundPhoneCall",
            "status": "in-progress", "assistantId": assistant, "createdAt": "2026-11-21T07:30:00.000Z",
            "customer": { "number": "+14155550199" },
        },
    } })
}

/// The least that could be done with an event: one row, in a transaction.
async fn insert_one(
    State(services): State<Services>,
    Path(org): Path<String>,
    body: Bytes,
) -> Result<StatusCode, StatusCode> {
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR;
    let org: OrgId = org.parse().map_err(|_| StatusCode::NOT_FOUND)?;
    let (id, payload) = (services.random.uuid(), String::from_utf8_lossy(&body).into_owned());
    let mut tx = services.db.write(MadeUpCalls, &org).await.map_err(failed)?;
    let stored = execute!(
        tx,
        "INSERT INTO call_events (id, org_id, kind, digest, payload, received_at, done_at)
         VALUES ($1, $2, 'bare', $1, $3, 0, 0)",
        |org| (&id, org.as_str(), &payload)
    );
    stored.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    Ok(StatusCode::NO_CONTENT)
}

const STORED: &str = "SELECT COUNT(*) FROM call_events";
const WAITING: &str = "SELECT COUNT(*) FROM call_events WHERE done_at IS NULL";

async fn count(db: &Db, sql: &'static str) -> Result<i64, Error> {
    let mut tx = db.read_installation().await?;
    Ok(on!(tx, |c| { sqlx::query_scalar(sql).fetch_one(c).await })?)
}

/// One statement for the rows `$1` to `$2` of the organisation `$3`, at the time `$4`.
macro_rules! of_one {
    ($prefix:literal, $insert:literal) => {
        concat!(
            "WITH RECURSIVE counted (n) AS (SELECT $1 UNION ALL SELECT n + 1 FROM counted WHERE n < $2),
             made (n, id) AS (
               SELECT n, '",
            $prefix,
            "-0000-7000-8000-' || substr(CAST(1000000000000 + n AS TEXT), 2) FROM counted) ",
            $insert
        )
    };
}

/// Calls of the last ninety days, each with what was said in it and how it is found.
const CALLS: [&str; 2] = [
    of_one!(
        "00000002",
        "INSERT INTO calls (id, org_id, vapi_call_id, agent_id, agent_name, number_id, own_number, caller,
           state, outcome, begun_at, answered_at, ended_at, summary, transcript, reported, cost_micros,
           recorded, updated_at)
         SELECT id, CAST($3 AS TEXT), id, CAST($3 AS TEXT), 'Reception', CAST($3 AS TEXT), '+12000000001',
           '+1415' || substr(CAST(10000000 + n % 20000 AS TEXT), 2), 'ended',
           CASE WHEN n % 10 < 7 THEN 'answered' WHEN n % 10 < 9 THEN 'missed' ELSE 'failed' END,
           $4 - n * 77760, $4 - n * 77760 + 2000, $4 - n * 77760 + 2000 + (n % 300) * 1000,
           'They would like to come, about topic' || (n % 500) || '.',
           '[{\"by\":\"caller\",\"text\":\"I would like to come on Monday, about topic' || (n % 500)
             || '. It has been going on for some weeks now, and a friend told me that you could help.\",\"at\":0}]',
           TRUE, CASE WHEN n % 50 = 0 THEN NULL ELSE n % 300 * 1500 END, FALSE, $4
         FROM made"
    ),
    of_one!(
        "00000002",
        ", ending (id, term) AS (
             SELECT id, '+1415' || substr(CAST(10000000 + n % 20000 AS TEXT), 2) FROM made
             UNION ALL SELECT id, substr(term, 2) FROM ending WHERE length(term) > 1),
           found (id, term) AS (
             SELECT id, term FROM ending
             UNION ALL SELECT id, 'monday' FROM made
             UNION ALL SELECT id, 'topic' || (n % 500) FROM made)
         INSERT INTO search_terms (org_id, list, id, term)
         SELECT CAST($3 AS TEXT), 'calls', id, term FROM found WHERE $4 > 0"
    ),
];

const CONTACTS: [&str; 2] = [
    of_one!(
        "00000003",
        "INSERT INTO contacts (id, org_id, name, phone, phone_key, created_at, updated_at)
         SELECT id, CAST($3 AS TEXT), 'Caller ' || n, '+1415' || substr(CAST(10000000 + n AS TEXT), 2),
           '+1415' || substr(CAST(10000000 + n AS TEXT), 2), $4, $4
         FROM made"
    ),
    of_one!(
        "00000003",
        ", ending (id, term) AS (
             SELECT id, '+1415' || substr(CAST(10000000 + n AS TEXT), 2) FROM made
             UNION ALL SELECT id, 'caller ' || n FROM made
             UNION ALL SELECT id, substr(term, 2) FROM ending WHERE length(term) > 1)
         INSERT INTO search_terms (org_id, list, id, term)
         SELECT DISTINCT CAST($3 AS TEXT), 'contacts', id, term FROM ending WHERE $4 > 0"
    ),
];

/// Fills an organisation among `orgs` with calls and contacts, and prints how long its pages take, a line
/// each: what, the middle, and the 99th of a hundred.
///
/// # Errors
/// Fails in production, and as the database does.
pub async fn pages(config: Config, orgs: i64, calls: i64, contacts: i64) -> Result<(), Error> {
    seed::fill(config.clone(), orgs).await?;
    let (clock, random) = application::real_clock_and_random();
    let services = application::services(config, clock, random).await?;
    let at = services.clock.now_ms();
    for (rows, most) in [(CALLS, calls), (CONTACTS, contacts)] {
        let mut made = 0;
        while made < most {
            let to = (made + AT_ONCE).min(most);
            let mut tx = services.db.write_installation(MadeUpCalls).await?;
            for sql in rows {
                execute!(tx, sql, made + 1, to, ORG, at)?;
            }
            tx.commit().await?;
            made = to;
        }
    }
    let cx = Cx::new(services.clone(), ORG.parse()?, ORG.parse()?, Role::Owner);
    let id = |nth: i64| format!("00000002-0000-7000-8000-{nth:012}");
    let list = async |query: &CallsQuery| calls::service::list(&cx, query).await.map(drop);
    let people = async |search: String| {
        contacts::service::list(&cx, &ContactsQuery { search, ..ContactsQuery::default() }).await.map(drop)
    };
    let all = CallsQuery::default();
    let middle = CallPlace::new(at - calls / 2 * 77_760, id(calls / 2).parse()?);
    let missed = CallsQuery { outcome: Some(CallOutcome::Missed), agent: Some(ORG.parse()?), ..all.clone() };
    let day = CallsQuery { day: Option::<Day>::read(&iso(at)[..10]), ..all.clone() };
    let searched = |search: String| CallsQuery { search, ..CallsQuery::default() };

    asked("calls, the first page", async |_| list(&all).await).await?;
    asked("calls, in the middle", async |_| list(&all.from(Some(&middle))).await).await?;
    asked("calls, missed by an agent", async |_| list(&missed).await).await?;
    asked("calls of a day", async |_| list(&day).await).await?;
    asked("calls found by a number", async |nth| list(&searched(format!("{:07}", nth * 91))).await).await?;
    asked("calls found by a word", async |nth| list(&searched(format!("topic{}", nth % 500))).await).await?;
    asked("calls found by a frequent word", async |_| list(&searched("monday".to_owned())).await).await?;
    asked("one call", async |nth| {
        let nth = i64::try_from(nth).unwrap_or_default() * 499 % calls.max(1) + 1;
        let id = id(nth).parse().map_err(|_| Problem::from(ProblemKind::NotFound))?;
        calls::service::get(&cx, id).await.map(drop)
    })
    .await?;
    asked("figures of 90 days", async |_| figures::page(&cx, Span::Quarter).await.map(drop)).await?;
    asked("contacts, the first page", async |_| people(String::new()).await).await?;
    asked("contacts found by a name", async |nth| people(format!("caller {}", nth * 97)).await).await?;
    asked("contacts found by a number", async |nth| people(format!("{:07}", nth * 97)).await).await?;
    services.db.close().await;
    Ok(())
}

/// Asks for a page so often, and prints how long it takes: the middle, and the 99th of a hundred.
pub(super) async fn asked(what: &str, ask: impl AsyncFn(usize) -> Result<(), Problem>) -> Result<(), Error> {
    let mut measured = Measured { answers: Vec::with_capacity(TIMES), refused: 0 };
    for nth in 0..TIMES {
        let began = now();
        ask(nth).await.map_err(|problem| format!("{what}: {}", problem.code()))?;
        measured.answers.push(began.elapsed());
    }
    println!("{what}|{}|{}", measured.percentile(50), measured.percentile(99));
    Ok(())
}
