//! SQL of `number_findings`: the differences that the last comparison found.

use std::collections::HashMap;

use super::{answering::Stranger, repo::Number};
use crate::{
    domain::{
        answerer::AnswererKind,
        drift::{Comparison, Finding, FindingKind},
        ids::{AgentId, FindingId, NumberId},
        number::NumberState,
        operation::{OperationKind, OperationState},
        phone::E164,
    },
    server::{
        db::{OrgTx, execute, on, sql, stored},
        number_states::is_in_use,
        operations::{
            codes::{NOT_AWAITED, STEPS_NOT_AWAITED},
            states::{is_left, is_unfinished},
        },
        random::Random,
    },
};

/// A difference that a comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub number: Option<NumberId>,
    pub e164: E164,
    pub kind: FindingKind,
    pub detail: Option<String>,
    /// The kind of answerer that answers instead.
    pub answerer: Option<AnswererKind>,
    /// The agent that answers there, if it is one of the org's.
    pub agent: Option<AgentId>,
    /// The exact key of the answerer, where it matters which one answers.
    pub stranger: Option<String>,
}

impl Found {
    pub fn bare(number: &Number, kind: FindingKind) -> Self {
        let (e164, number) = (number.e164.clone(), Some(number.id.clone()));
        Self { number, e164, kind, detail: None, answerer: None, agent: None, stranger: None }
    }

    /// The finding that calls or messages go to `to`.
    pub fn elsewhere(number: &Number, kind: FindingKind, to: Stranger) -> Self {
        let Stranger { answerer, key } = to;
        let stranger = Some(key).filter(|_| answerer.kind != AnswererKind::Nobody);
        Self { detail: answerer.name, answerer: Some(answerer.kind), stranger, ..Self::bare(number, kind) }
    }

    fn is(&self, finding: &Finding) -> bool {
        (&self.number, &self.e164, self.kind) == (&finding.number, &finding.e164, finding.kind)
            && (&self.detail, self.answerer, &self.agent, &self.stranger)
                == (&finding.detail, finding.answerer, &finding.agent, &finding.stranger)
    }
}

impl From<Finding> for Found {
    fn from(finding: Finding) -> Self {
        let Finding { number, e164, kind, detail, answerer, agent, stranger, .. } = finding;
        Self { number, e164, kind, detail, answerer, agent, stranger }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    number_id: Option<String>,
    e164: String,
    kind: String,
    detail: Option<String>,
    answerer: Option<String>,
    agent_id: Option<String>,
    stranger: Option<String>,
    ignored: bool,
    found_at: i64,
    state: Option<String>,
}

impl Row {
    fn read(self) -> Result<Finding, sqlx::Error> {
        let row = stored("number_findings", &self.id);
        let number = stored("phone_numbers", self.number_id.as_deref().unwrap_or_default());
        let kind = row.code("kind", &self.kind, FindingKind::from_code)?;
        let state = number.code_some("state", self.state.as_deref(), NumberState::from_code)?;
        let answerer = row.code_some("answerer", self.answerer.as_deref(), AnswererKind::from_code)?;
        Ok(Finding {
            id: row.parse("id", &self.id)?,
            number: row.parse_some("number_id", self.number_id.as_deref())?,
            e164: row.read("e164", E164::parse(&self.e164))?,
            kind,
            detail: self.detail,
            answerer,
            agent: row.parse_some("agent_id", self.agent_id.as_deref())?,
            stranger: self.stranger,
            unassigned: state == Some(NumberState::Unassigned),
            found_at: self.found_at,
            ignored: self.ignored,
            actions: kind.actions(answerer, state, self.ignored),
        })
    }
}

/// Whether a finding `f` keeps its number `n` from being ready. A finding that a person left does
/// not, where calls are answered all the same, or where nobody is to answer.
macro_rules! counts {
    () => {
        "f.org_id = n.org_id AND f.number_id = n.id
         AND NOT (f.ignored AND (n.state = 'unassigned' OR f.kind = 'messages_changed'))"
    };
}

/// The finding of a number `n` that comes first in a call, of those that count: a call gets no
/// further.
macro_rules! first_in_a_call {
    () => {
        concat!(
            "(SELECT f.kind FROM number_findings AS f WHERE ",
            $crate::server::numbers::findings::counts!(),
            " ORDER BY CASE f.kind WHEN 'gone_at_twilio' THEN 1 WHEN 'webhooks_changed' THEN 2
                WHEN 'other_region' THEN 3 WHEN 'gone_at_vapi' THEN 4 WHEN 'blocked' THEN 5
                WHEN 'bound_elsewhere' THEN 6 WHEN 'assistant_gone' THEN 7 ELSE 8 END, f.kind LIMIT 1)"
        )
    };
}

pub(in crate::server) use {counts, first_in_a_call};

/// Selects findings, oldest first; ids sort by time.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT f.id, f.number_id, f.e164, f.kind, f.detail, f.answerer, f.agent_id, f.stranger, f.ignored, f.found_at, n.state
             FROM number_findings AS f
             LEFT JOIN phone_numbers AS n ON n.org_id = f.org_id AND n.id = f.number_id
             WHERE f.org_id = $1 ",
            $condition,
            " ORDER BY f.id"
        )
    };
}

/// A page of the findings that nobody chose to leave.
pub async fn page(
    tx: &mut OrgTx,
    after: Option<&FindingId>,
    limit: i64,
) -> Result<Vec<Finding>, sqlx::Error> {
    const FROM: &str = concat!(select!("AND f.ignored = FALSE AND f.id > $2"), " LIMIT $3");
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(FROM)
            .bind(org.as_str())
            .bind(after.map_or("", FindingId::as_str))
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(Row::read).collect()
}

pub async fn all(tx: &mut OrgTx) -> Result<Vec<Finding>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| sqlx::query_as(select!("")).bind(org.as_str()).fetch_all(c).await)?;
    rows.into_iter().map(Row::read).collect()
}

pub async fn one(tx: &mut OrgTx, id: &FindingId) -> Result<Option<Finding>, sqlx::Error> {
    Ok(some(tx, id.as_str(), select!("AND f.id = $2")).await?.pop())
}

pub async fn of_number(tx: &mut OrgTx, id: &NumberId) -> Result<Vec<Finding>, sqlx::Error> {
    some(tx, id.as_str(), select!("AND f.number_id = $2")).await
}

async fn all_of(tx: &mut OrgTx, e164: &E164) -> Result<Vec<Finding>, sqlx::Error> {
    some(tx, e164.as_str(), select!("AND f.e164 = $2")).await
}

async fn some(tx: &mut OrgTx, id: &str, sql: &'static str) -> Result<Vec<Finding>, sqlx::Error> {
    let rows: Vec<Row> =
        on!(tx, |c, org| sqlx::query_as(sql).bind(org.as_str()).bind(id).fetch_all(c).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// Replaces the org's findings. A finding that stands keeps its id, its time, and whether it is
/// left; findings about what was not `compared` stay.
pub async fn replace(
    tx: &mut OrgTx,
    random: &Random,
    compared: impl Fn(&Finding) -> bool,
    mut found: Vec<Found>,
    now: i64,
) -> Result<(), sqlx::Error> {
    for finding in all(tx).await? {
        if !compared(&finding) {
            continue;
        }
        match found.iter().position(|found| found.is(&finding)) {
            Some(at) => drop(found.swap_remove(at)),
            None => {
                let sql = "DELETE FROM number_findings WHERE org_id = $1 AND id = $2";
                execute!(tx, sql, |org| (org.as_str(), finding.id.as_str()))?;
            }
        }
    }
    for new in found {
        insert(tx, &random.id(), &new, false, now).await?;
    }
    Ok(())
}

/// Notes a finding of a proof; a finding that is left as it is stays left.
pub async fn note(tx: &mut OrgTx, random: &Random, found: &Found, now: i64) -> Result<(), sqlx::Error> {
    let known = all_of(tx, &found.e164).await?;
    let known = known.into_iter().find(|finding| finding.kind == found.kind);
    if known.as_ref().is_some_and(|finding| found.is(finding)) {
        return Ok(());
    }
    if let Some(other) = known {
        let sql = "DELETE FROM number_findings WHERE org_id = $1 AND id = $2";
        execute!(tx, sql, |org| (org.as_str(), other.id.as_str()))?;
    }
    insert(tx, &random.id(), found, false, now).await
}

/// Adds a finding that a person chose to leave: it is not shown until it changes.
pub async fn insert_ignored(
    tx: &mut OrgTx,
    random: &Random,
    found: &Found,
    now: i64,
) -> Result<(), sqlx::Error> {
    insert(tx, &random.id(), found, true, now).await
}

async fn insert(
    tx: &mut OrgTx,
    id: &FindingId,
    found: &Found,
    ignored: bool,
    now: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO number_findings
           (id, org_id, number_id, e164, kind, detail, answerer, agent_id, ignored, found_at, stranger)
         VALUES ($1, $2, $3, $4, $5, $6, $11, $7, $8, $9, $10)",
        |org| (
            id.as_str(),
            org.as_str(),
            found.number.as_ref().map(NumberId::as_str),
            found.e164.as_str(),
            found.kind.code(),
            &found.detail,
            found.agent.as_ref().map(AgentId::as_str),
            ignored,
            now,
            &found.stranger,
            found.answerer.map(AnswererKind::code)
        )
    )
    .map(drop)
}

/// Deletes the findings of a number about which nothing differs any more.
pub async fn settle(tx: &mut OrgTx, number: &NumberId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM number_findings WHERE org_id = $1 AND number_id = $2";
    execute!(tx, sql, |org| (org.as_str(), number.as_str())).map(drop)
}

/// Deletes the findings of a number, except for messages that a person left going elsewhere: an
/// import sends calls to Vapi, and leaves those.
pub async fn settle_but_left(tx: &mut OrgTx, number: &NumberId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM number_findings WHERE org_id = $1 AND number_id = $2
                 AND NOT (kind = 'messages_changed' AND ignored)";
    execute!(tx, sql, |org| (org.as_str(), number.as_str())).map(drop)
}

/// Whether a person left the number's messages going elsewhere.
pub async fn leaves_messages(tx: &mut OrgTx, number: &NumberId) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM number_findings
             WHERE org_id = $1 AND number_id = $2 AND kind = 'messages_changed' AND ignored",
        )
        .bind(org.as_str())
        .bind(number.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

/// Deletes the finding that somebody answers a number that nobody is to answer.
pub async fn unbound(tx: &mut OrgTx, number: &NumberId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM number_findings WHERE org_id = $1 AND number_id = $2 AND kind = 'bound_elsewhere'";
    execute!(tx, sql, |org| (org.as_str(), number.as_str())).map(drop)
}

/// Deletes the finding of an unknown number that AVA knows from now on.
pub async fn forget_unknown(tx: &mut OrgTx, e164: &E164) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM number_findings WHERE org_id = $1 AND e164 = $2 AND kind = 'unknown_here'";
    execute!(tx, sql, |org| (org.as_str(), e164.as_str())).map(drop)
}

/// Leaves a finding as it is, until it changes.
pub async fn ignore(tx: &mut OrgTx, id: &FindingId) -> Result<(), sqlx::Error> {
    let sql = "UPDATE number_findings SET ignored = TRUE WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

/// Deletes all findings: nothing is at Vapi any more that numbers could be compared with.
pub async fn clear(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM number_findings WHERE org_id = $1", |org| (org.as_str(),)).map(drop)
}

/// Deletes the findings of unknown numbers, after the org's own account at Twilio, in which they
/// were found, is left. The findings of its known numbers leave with those.
pub async fn clear_unknown(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM number_findings WHERE org_id = $1 AND number_id IS NULL";
    execute!(tx, sql, |org| (org.as_str(),)).map(drop)
}

/// The state that a comparison of a number relies on: its findings hold for as long as that stays
/// the same.
#[derive(PartialEq, Eq)]
pub struct Basis {
    changed_at: i64,
    assistant: Option<String>,
}

/// The numbers that their account was seen to own, on which no operation is under way and which no
/// clean-up still takes back.
pub async fn comparable(tx: &mut OrgTx) -> Result<HashMap<NumberId, Basis>, sqlx::Error> {
    let rows: Vec<(String, i64, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as(sql!(
            "SELECT n.id, n.updated_at, a.vapi_assistant_id FROM phone_numbers AS n
             LEFT JOIN agents AS a ON a.org_id = n.org_id AND a.id = n.agent_id
             WHERE n.org_id = $1 AND ",
            is_in_use!(n),
            " AND n.twilio_sid IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM operations AS o WHERE o.org_id = n.org_id AND o.number_id = n.id
                 AND ",
            is_unfinished!(o),
            ")
               AND NOT EXISTS (SELECT 1 FROM operation_steps AS s
                 JOIN operations AS o ON o.id = s.operation_id
                 WHERE s.org_id = n.org_id AND s.about = n.e164 AND ",
            is_left!(s),
            "
                   AND s.kind NOT IN ",
            STEPS_NOT_AWAITED,
            " AND o.kind NOT IN ",
            NOT_AWAITED,
            "
                   AND ",
            is_unfinished!(o),
            ")"
        ))
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter()
        .map(|(id, changed_at, assistant)| {
            Ok((stored("phone_numbers", &id).parse("id", &id)?, Basis { changed_at, assistant }))
        })
        .collect()
}

const COMPARES: &str = OperationKind::CompareNumbers.code();

/// When the numbers were last compared to the end; later ones may have come to none.
pub async fn compared_at(tx: &mut OrgTx) -> Result<Option<i64>, sqlx::Error> {
    let (at,): (Option<i64>,) = on!(tx, |c, org| {
        sqlx::query_as(sql!(
            "SELECT MAX(o.finished_at) FROM operations AS o
             WHERE o.org_id = $1 AND o.kind = '",
            COMPARES,
            "' AND o.state = 'done'"
        ))
        .bind(org.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(at)
}

/// The state of the last comparison.
pub async fn comparison(tx: &mut OrgTx) -> Result<Option<Comparison>, sqlx::Error> {
    let row: Option<(String, String, i64, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as(sql!(
            "SELECT o.id, o.state, COALESCE(o.finished_at, o.created_at), s.problem FROM operations AS o
             LEFT JOIN operation_steps AS s ON s.operation_id = o.id AND ",
            is_left!(s),
            "
             WHERE o.org_id = $1 AND o.kind = '",
            COMPARES,
            "' ORDER BY o.id DESC LIMIT 1"
        ))
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    let Some((id, state, at, problem)) = row else { return Ok(None) };
    let row = stored("operations", &id);
    Ok(Some(Comparison {
        operation: row.parse("id", &id)?,
        state: row.code("state", &state, OperationState::from_code)?,
        at,
        problem: stored("operation_steps", &id).json_some("problem", problem.as_deref())?,
    }))
}

/// Deletes all comparisons before this one: there is one every hour.
pub async fn drop_earlier(tx: &mut OrgTx, than: &str) -> Result<(), sqlx::Error> {
    let sql = sql!(
        "DELETE FROM operations WHERE org_id = $1 AND kind = '",
        COMPARES,
        "' AND id < $2
               AND NOT ",
        is_unfinished!()
    );
    execute!(tx, sql, |org| (org.as_str(), than)).map(drop)
}
