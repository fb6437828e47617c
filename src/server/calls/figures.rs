//! Figures of calls.
//!
//! They are counted by the database from one index that has all they are made of (`calls_figures`), so
//! that neither rows nor transcripts are read: 100,000 calls of an organisation are one pass over some
//! megabytes. Lengths are grouped by whole seconds, from which the one in the middle follows.

use std::collections::BTreeMap;

use crate::{
    domain::{
        call::{CallOutcome, DayFigures, Figures, FiguresView, Grouped, Outcomes, OutcomesOf, Span},
        phone::E164,
        problem::Problem,
        zone::ZoneName,
    },
    server::{
        cx::Cx,
        db::{OrgTx, on, stored},
        zones,
    },
};

/// Agents and numbers that are listed by themselves.
const LISTED: usize = 50;
const DAY: i64 = 24 * 3_600_000;

/// The calls between `$2` and `$3` by day, outcome and length. A zone has at most four offsets in a span.
const BY_DAY: &str = "SELECT (c.begun_at + CASE WHEN c.begun_at < $4 THEN $5 WHEN c.begun_at < $6 THEN $7
     WHEN c.begun_at < $8 THEN $9 ELSE $10 END) / 86400000 AS day, c.outcome,
   CASE WHEN c.ended_at > c.answered_at THEN (c.ended_at - c.answered_at) / 1000
     WHEN c.ended_at <= c.answered_at THEN 0 END AS seconds,
   COUNT(*) AS calls, COUNT(c.cost_micros) AS costed,
   CAST(COALESCE(SUM(c.cost_micros), 0) AS BIGINT) AS cost
 FROM calls AS c WHERE c.org_id = $1 AND c.begun_at >= $2 AND c.begun_at < $3 GROUP BY 1, 2, 3";

/// The calls by agent and outcome, each agent with its name, or with the last that it had.
const BY_AGENT: &str = "SELECT g.id, COALESCE(a.name, g.name) AS name, g.outcome, g.calls
 FROM (SELECT c.agent_id AS id, MAX(c.agent_name) AS name, c.outcome, COUNT(*) AS calls
   FROM calls AS c WHERE c.org_id = $1 AND c.begun_at >= $2 AND c.begun_at < $3
   GROUP BY c.agent_id, c.outcome) AS g
 LEFT JOIN agents AS a ON a.org_id = $1 AND a.id = g.id";

const BY_NUMBER: &str = "SELECT c.own_number AS id, c.own_number AS name, c.outcome, COUNT(*) AS calls
 FROM calls AS c WHERE c.org_id = $1 AND c.begun_at >= $2 AND c.begun_at < $3
 GROUP BY c.own_number, c.outcome";

#[derive(sqlx::FromRow)]
struct DayRow {
    day: i64,
    outcome: Option<String>,
    seconds: Option<i64>,
    calls: i64,
    costed: i64,
    cost: i64,
}

#[derive(sqlx::FromRow)]
struct GroupRow {
    id: Option<String>,
    name: Option<String>,
    outcome: Option<String>,
    calls: i64,
}

pub async fn page(cx: &Cx, span: Span) -> Result<FiguresView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let days = Days::until(&cx.zone, now, span);
    let (days_of, all) = by_day(&mut tx, &cx.zone, &days).await?;
    let agents = groups(&mut tx, BY_AGENT, &days, |_, name| Ok(name.to_owned())).await?;
    let numbers = groups(&mut tx, BY_NUMBER, &days, |id, name| {
        stored("calls", id).read("own_number", E164::parse(name))
    })
    .await?;
    Ok(FiguresView { now, days: days_of, all, agents, numbers })
}

/// The days of a span, and the moments between which they are.
struct Days {
    first: i64,
    last: i64,
    from: i64,
    to: i64,
}

impl Days {
    fn until(zone: &ZoneName, now: i64, span: Span) -> Self {
        let offset = zones::offsets(zone, now, now).first().map_or(0, |(_, offset)| *offset);
        let last = now.saturating_add(offset).div_euclid(DAY);
        let first = last - i64::from(span.days()) + 1;
        let [from, to] = [first, last + 1].map(|day| zones::start_of_day(zone, day));
        Self { first, last, from, to }
    }
}

/// Lengths in whole seconds, each with the number of calls that have it.
type Lengths = BTreeMap<i64, u32>;

fn median(lengths: &Lengths) -> Option<i64> {
    let count: u32 = lengths.values().sum();
    let nth = |nth: u32| {
        let mut before = 0;
        lengths.iter().find_map(|(seconds, calls)| {
            before += calls;
            (before > nth).then_some(*seconds)
        })
    };
    let [lower, upper] = [nth(count.checked_sub(1)? / 2)?, nth(count / 2)?];
    Some(i64::midpoint(lower, upper))
}

#[derive(Default)]
struct Counted {
    figures: Figures,
    lengths: Lengths,
}

impl Counted {
    fn add(&mut self, row: &DayRow, outcome: Option<CallOutcome>) {
        let calls = count(row.calls);
        self.figures.outcomes.add(outcome, calls);
        self.figures.cost_micros += row.cost;
        self.figures.without_cost += count(row.calls - row.costed);
        if let Some(seconds) = row.seconds {
            *self.lengths.entry(seconds).or_default() += calls;
        }
    }

    fn figures(&self) -> Figures {
        Figures { median_secs: median(&self.lengths), ..self.figures }
    }
}

fn count(rows: i64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn outcome(code: Option<&str>) -> Result<Option<CallOutcome>, sqlx::Error> {
    stored("calls", "figures").code_some("outcome", code, CallOutcome::from_code)
}

async fn by_day(
    tx: &mut OrgTx,
    zone: &ZoneName,
    days: &Days,
) -> Result<(Vec<DayFigures>, Figures), sqlx::Error> {
    let offsets = zones::offsets(zone, days.from, days.to);
    let last = offsets.last().copied().unwrap_or((i64::MAX, 0));
    let offset = |nth: usize| offsets.get(nth).copied().unwrap_or(last);
    let [first, second, third, fourth] = [0, 1, 2, 3].map(offset);
    let rows: Vec<DayRow> = on!(tx, |c, org| {
        sqlx::query_as(BY_DAY)
            .bind(org.as_str())
            .bind(days.from)
            .bind(days.to)
            .bind(first.0)
            .bind(first.1)
            .bind(second.0)
            .bind(second.1)
            .bind(third.0)
            .bind(third.1)
            .bind(fourth.1)
            .fetch_all(c)
            .await
    })?;
    let mut all = Counted::default();
    let mut of_days: BTreeMap<i64, Counted> =
        (days.first..=days.last).map(|day| (day, Counted::default())).collect();
    for row in &rows {
        let outcome = outcome(row.outcome.as_deref())?;
        all.add(row, outcome);
        of_days.entry(row.day).or_default().add(row, outcome);
    }
    let of_days = of_days.iter().map(|(day, counted)| DayFigures { day: *day, figures: counted.figures() });
    Ok((of_days.collect(), all.figures()))
}

async fn groups<T>(
    tx: &mut OrgTx,
    sql: &'static str,
    days: &Days,
    read: impl Fn(&str, &str) -> Result<T, sqlx::Error>,
) -> Result<Grouped<T>, sqlx::Error> {
    let rows: Vec<GroupRow> = on!(tx, |c, org| {
        sqlx::query_as(sql).bind(org.as_str()).bind(days.from).bind(days.to).fetch_all(c).await
    })?;
    let mut of: BTreeMap<Option<String>, (Option<String>, Outcomes)> = BTreeMap::new();
    for GroupRow { id, name, outcome: code, calls } in rows {
        let (known, outcomes) = of.entry(id).or_default();
        *known = known.take().max(name);
        outcomes.add(outcome(code.as_deref())?, count(calls));
    }
    let mut of: Vec<_> = of.into_iter().collect();
    of.sort_by_key(|(_, (_, outcomes))| std::cmp::Reverse(outcomes.calls));
    let rest = of.split_off(LISTED.min(of.len()));
    let mut others: Option<Outcomes> = None;
    for (_, (_, outcomes)) in rest {
        others.get_or_insert_default().merge(outcomes);
    }
    let listed = of.into_iter().map(|(id, (name, outcomes))| {
        let id = id.unwrap_or_default();
        Ok::<_, sqlx::Error>(OutcomesOf { of: name.map(|name| read(&id, &name)).transpose()?, outcomes })
    });
    Ok(Grouped { listed: listed.collect::<Result<_, sqlx::Error>>()?, others })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn figures_are_counted_from_their_index_alone() {
        for sql in [BY_DAY, BY_AGENT, BY_NUMBER] {
            let plan = explain::of(sql).await;
            let reads = |line: &String| line.contains("USING COVERING INDEX calls_figures");
            assert!(plan.iter().any(reads), "{plan:#?}");
        }
    }

    #[test]
    fn the_length_in_the_middle_is_that_of_the_middle_call() {
        let of = |lengths: &[(i64, u32)]| median(&lengths.iter().copied().collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(30, 1)]), Some(30));
        assert_eq!(of(&[(30, 1), (60, 1)]), Some(45));
        assert_eq!(of(&[(10, 2), (60, 1), (600, 2)]), Some(60));
        assert_eq!(of(&[(10, 3), (600, 2)]), Some(10));
    }
}
