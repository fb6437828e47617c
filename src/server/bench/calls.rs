//! Pages of an organisation that has very many calls and contacts, in numbers.

use std::time::{Duration, Instant};

use super::seed;
use crate::{
    domain::{
        audit::Day,
        call::{CallCursor, CallOutcome, CallsQuery, Span},
        contact::ContactsQuery,
        list::InQuery as _,
        moment::iso,
        problem::{Problem, ProblemKind},
        role::Role,
    },
    server::{
        application::{self, Error},
        calls::{self, figures},
        config::Config,
        contacts,
        cx::Cx,
        db::{Writer, execute},
    },
};

/// The number of requests for each page.
const TIMES: usize = 200;
/// The first of the made-up organisations.
const ORG: &str = "00000000-0000-7000-8000-000000000001";
/// Calls that one statement makes.
const AT_ONCE: i64 = 10_000;

/// Made-up calls, contacts and events.
pub(super) struct MadeUpCalls;

impl Writer for MadeUpCalls {}

#[expect(clippy::disallowed_methods, reason = "what is measured is real time")]
pub(super) fn now() -> Instant {
    Instant::now()
}

/// The times of the answers to some requests, and how many were refused.
pub(super) struct Measured {
    pub(super) answers: Vec<Duration>,
    pub(super) refused: usize,
}

impl Measured {
    /// The time within which so many of a hundred were answered, in milliseconds.
    pub(super) fn percentile(&mut self, of_100: usize) -> String {
        self.answers.sort_unstable();
        let nth = (self.answers.len() * of_100).div_ceil(100).saturating_sub(1);
        let answer = self.answers.get(nth).copied().unwrap_or_default();
        format!("{:.2} ms", answer.as_secs_f64() * 1000.0)
    }
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
    let middle = CallCursor::new(at - calls / 2 * 77_760, id(calls / 2).parse()?);
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
