//! SQL of `calls`.

use crate::{
    domain::{
        call::{CallId, CallOutcome, CallState, Direction, Line},
        contact::{ContactId, phone_key},
        ids::{AgentId, NumberId},
        phone::E164,
    },
    server::{
        calls::{intent::Intent, said::Said},
        db::{OrgTx, execute, on, stored, to_json_some},
        list::search::{self, Searched},
    },
};

/// A call as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub id: CallId,
    pub vapi_call_id: String,
    /// Vapi's id of the account that it is of, where that is known.
    pub vapi_org: Option<String>,
    pub agent: Option<(AgentId, String)>,
    pub number: Option<NumberId>,
    pub own_number: Option<E164>,
    pub caller: Option<E164>,
    /// The contact with the caller's number.
    pub contact: Option<ContactId>,
    pub direction: Direction,
    pub state: CallState,
    pub outcome: Option<CallOutcome>,
    pub ended_reason: Option<String>,
    pub begun_at: i64,
    pub answered_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub summary: Option<String>,
    pub transcript: Vec<Line>,
    /// Whether the transcript is that of the call's end.
    pub reported: bool,
    pub cost_micros: Option<i64>,
    pub recorded: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    vapi_call_id: String,
    vapi_org: Option<String>,
    agent_id: Option<String>,
    agent_name: Option<String>,
    number_id: Option<String>,
    own_number: Option<String>,
    caller: Option<String>,
    contact_id: Option<String>,
    direction: String,
    state: String,
    outcome: Option<String>,
    ended_reason: Option<String>,
    begun_at: i64,
    answered_at: Option<i64>,
    ended_at: Option<i64>,
    summary: Option<String>,
    transcript: Option<String>,
    reported: bool,
    cost_micros: Option<i64>,
    recorded: bool,
}

impl Row {
    fn read(self) -> Result<Call, sqlx::Error> {
        let row = stored("calls", &self.id);
        let phone =
            |column, text: Option<&str>| text.map(|text| row.read(column, E164::parse(text))).transpose();
        let agent: Option<AgentId> = row.parse_some("agent_id", self.agent_id.as_deref())?;
        let lines: Option<Vec<Line>> = row.json_some("transcript", self.transcript.as_deref())?;
        Ok(Call {
            agent: agent.zip(self.agent_name.clone()),
            number: row.parse_some("number_id", self.number_id.as_deref())?,
            own_number: phone("own_number", self.own_number.as_deref())?,
            caller: phone("caller", self.caller.as_deref())?,
            contact: row.parse_some("contact_id", self.contact_id.as_deref())?,
            direction: row.code("direction", &self.direction, Direction::from_code)?,
            state: row.code("state", &self.state, CallState::from_code)?,
            outcome: row.code_some("outcome", self.outcome.as_deref(), CallOutcome::from_code)?,
            transcript: lines.unwrap_or_default(),
            id: row.parse("id", &self.id)?,
            vapi_call_id: self.vapi_call_id,
            vapi_org: self.vapi_org,
            ended_reason: self.ended_reason,
            begun_at: self.begun_at,
            answered_at: self.answered_at,
            ended_at: self.ended_at,
            summary: self.summary,
            reported: self.reported,
            cost_micros: self.cost_micros,
            recorded: self.recorded,
        })
    }
}

macro_rules! select {
    ($which:literal) => {
        concat!(
            "SELECT id, vapi_call_id, vapi_org, agent_id, agent_name, number_id, own_number, caller, contact_id,
               direction, state, outcome, ended_reason, begun_at, answered_at, ended_at, summary, transcript, reported,
               cost_micros, recorded
             FROM calls WHERE org_id = $1 AND ",
            $which,
            " = $2"
        )
    };
}

pub async fn find(tx: &mut OrgTx, id: &CallId) -> Result<Option<Call>, sqlx::Error> {
    one(tx, select!("id"), id.as_str()).await
}

pub async fn at_vapi(tx: &mut OrgTx, vapi_call_id: &str) -> Result<Option<Call>, sqlx::Error> {
    one(tx, select!("vapi_call_id"), vapi_call_id).await
}

/// The id of a call, without reading the rest of it.
pub async fn id_at_vapi(tx: &mut OrgTx, vapi_call_id: &str) -> Result<Option<CallId>, sqlx::Error> {
    let id: Option<String> = on!(tx, |c, org| {
        sqlx::query_scalar("SELECT id FROM calls WHERE org_id = $1 AND vapi_call_id = $2")
            .bind(org.as_str())
            .bind(vapi_call_id)
            .fetch_optional(c)
            .await
    })?;
    id.map(|id| stored("calls", &id).parse("id", &id)).transpose()
}

/// Vapi's ids of a call that has a recording, and of its account, where that is known.
pub async fn recorded(tx: &mut OrgTx, id: &CallId) -> Result<Option<(String, Option<String>)>, sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT vapi_call_id, vapi_org FROM calls WHERE org_id = $1 AND id = $2 AND recorded = TRUE",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })
}

async fn one(tx: &mut OrgTx, sql: &'static str, id: &str) -> Result<Option<Call>, sqlx::Error> {
    let row: Option<Row> =
        on!(tx, |c, org| { sqlx::query_as(sql).bind(org.as_str()).bind(id).fetch_optional(c).await })?;
    row.map(Row::read).transpose()
}

/// Stores a call in place of what it was before, if it was there, and how it is found.
pub async fn put(tx: &mut OrgTx, before: Option<&Call>, call: &Call, now: i64) -> Result<(), sqlx::Error> {
    let transcript = to_json_some(Some(&call.transcript).filter(|lines| !lines.is_empty()))?;
    let intent = Intent::of(call.summary.as_deref(), &call.transcript);
    let (agent, name) = call.agent.as_ref().map(|(id, name)| (id.as_str(), name.as_str())).unzip();
    execute!(
        tx,
        "INSERT INTO calls (id, org_id, vapi_call_id, agent_id, agent_name, number_id, own_number, caller,
           direction, state, outcome, ended_reason, begun_at, answered_at, ended_at, summary, transcript,
           reported, cost_micros, recorded, updated_at, contact_id, caller_key, asked_price, asked_appointment,
           vapi_org)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
           $22, $23, $24, $25, $26)
         ON CONFLICT (id) DO UPDATE SET agent_id = excluded.agent_id, agent_name = excluded.agent_name,
           number_id = excluded.number_id, own_number = excluded.own_number, caller = excluded.caller,
           direction = excluded.direction, state = excluded.state, outcome = excluded.outcome,
           ended_reason = excluded.ended_reason, begun_at = excluded.begun_at,
           answered_at = excluded.answered_at, ended_at = excluded.ended_at, summary = excluded.summary,
           transcript = excluded.transcript, reported = excluded.reported, cost_micros = excluded.cost_micros,
           recorded = excluded.recorded, updated_at = excluded.updated_at, contact_id = excluded.contact_id,
           caller_key = excluded.caller_key, asked_price = excluded.asked_price,
           asked_appointment = excluded.asked_appointment, vapi_org = excluded.vapi_org",
        |org| (
            call.id.as_str(),
            org.as_str(),
            &call.vapi_call_id,
            agent,
            name,
            call.number.as_ref().map(NumberId::as_str),
            call.own_number.as_ref().map(E164::as_str),
            call.caller.as_ref().map(E164::as_str),
            call.direction.code(),
            call.state.code(),
            call.outcome.map(CallOutcome::code),
            call.ended_reason.as_deref(),
            call.begun_at,
            call.answered_at,
            call.ended_at,
            call.summary.as_deref(),
            transcript.as_deref(),
            call.reported,
            call.cost_micros,
            call.recorded,
            now,
            call.contact.as_ref().map(ContactId::as_str),
            call.caller.as_ref().map(phone_key),
            intent.price,
            intent.appointment,
            call.vapi_org.as_deref(),
        )
    )?;
    index(tx, before, call).await
}

/// Has a call found by the caller’s number and what was said. While it goes on, only what is new is written: what
/// was said before may have hundreds of words.
async fn index(tx: &mut OrgTx, before: Option<&Call>, call: &Call) -> Result<(), sqlx::Error> {
    let (id, mut words) = (call.id.as_str(), words(call));
    let known = before.filter(|before| before.caller == call.caller).map(self::words);
    match known.filter(|known| known.iter().all(|word| words.binary_search(word).is_ok())) {
        Some(known) => words.retain(|word| known.binary_search(word).is_err()),
        None => {
            let caller = call.caller.as_ref().map_or("", E164::as_str);
            search::put(tx, Searched::Calls, id, caller).await?;
        }
    }
    search::put_words(tx, Searched::Calls, id, &words).await
}

/// The words of what was said in a call, sorted, each once.
fn words(call: &Call) -> Vec<String> {
    let said = call.transcript.iter().map(|line| line.text.as_str());
    let all: Vec<&str> = said.chain(call.summary.as_deref()).collect();
    search::words(&all.join(" "))
}

/// The organisation's agent, found by the assistant, and its number in a call.
#[derive(Clone)]
pub struct Ours {
    pub agent: Option<(AgentId, String)>,
    pub number: Option<(NumberId, E164)>,
}

/// Reads for each that is said of a call whose it is; most name the same, which is asked for once.
pub async fn ours_of_each(tx: &mut OrgTx, said: &[Said]) -> Result<Vec<Ours>, sqlx::Error> {
    let mut found: Vec<(&Said, Ours)> = Vec::with_capacity(said.len());
    for one in said {
        let same = found.last().filter(|(last, _)| last.names_the_same(one)).map(|(_, ours)| ours.clone());
        let ours = match same {
            Some(ours) => ours,
            None => ours(tx, one).await?,
        };
        found.push((one, ours));
    }
    Ok(found.into_iter().map(|(_, ours)| ours).collect())
}

pub async fn ours(tx: &mut OrgTx, said: &Said) -> Result<Ours, sqlx::Error> {
    let assistant = said.assistant_id.as_deref().unwrap_or_default();
    let agent: Option<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id, name FROM agents WHERE org_id = $1 AND vapi_assistant_id = $2")
            .bind(org.as_str())
            .bind(assistant)
            .fetch_optional(c)
            .await
    })?;
    let (vapi_id, e164) = (said.number_id.as_deref(), said.own_number.as_ref().map(E164::as_str));
    let number: Option<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, e164 FROM phone_numbers WHERE org_id = $1 AND (vapi_phone_id = $2 OR e164 = $3)
             ORDER BY CASE WHEN vapi_phone_id = $2 THEN 0 ELSE 1 END, id DESC LIMIT 1",
        )
        .bind(org.as_str())
        .bind(vapi_id.unwrap_or_default())
        .bind(e164.unwrap_or_default())
        .fetch_optional(c)
        .await
    })?;
    let agent = agent.map(|(id, name)| Ok::<_, sqlx::Error>((stored("agents", &id).parse("id", &id)?, name)));
    let number = number.map(|(id, e164)| {
        let row = stored("phone_numbers", &id);
        Ok::<_, sqlx::Error>((row.parse("id", &id)?, row.read("e164", E164::parse(&e164))?))
    });
    Ok(Ours { agent: agent.transpose()?, number: number.transpose()? })
}

/// A call whose caller nobody has looked at so far, with what was said in it.
pub struct Unread {
    pub id: String,
    pub caller: E164,
    pub direction: Direction,
    summary: Option<String>,
    transcript: Vec<Line>,
}

/// The columns of an [`Unread`].
type UnreadRow = (String, String, String, Option<String>, Option<String>);

const UNREAD: &str = "SELECT id, caller, direction, summary, transcript FROM calls
  WHERE org_id = $1 AND caller_key IS NULL AND caller IS NOT NULL ORDER BY id LIMIT $2";

/// The calls that were stored before calls had contacts.
pub async fn unread(tx: &mut OrgTx, limit: i64) -> Result<Vec<Unread>, sqlx::Error> {
    let rows: Vec<UnreadRow> =
        on!(tx, |c, org| { sqlx::query_as(UNREAD).bind(org.as_str()).bind(limit).fetch_all(c).await })?;
    let read = |(id, caller, direction, summary, transcript): UnreadRow| {
        let row = stored("calls", &id);
        let caller = row.read("caller", E164::parse(&caller))?;
        let direction = row.code("direction", &direction, Direction::from_code)?;
        let lines: Option<Vec<Line>> = row.json_some("transcript", transcript.as_deref())?;
        Ok(Unread { caller, direction, summary, transcript: lines.unwrap_or_default(), id })
    };
    rows.into_iter().map(read).collect()
}

/// Notes whose call it is; of nobody where the organisation has no place for another contact.
pub async fn note_contact(
    tx: &mut OrgTx,
    call: &Unread,
    contact: Option<&ContactId>,
) -> Result<(), sqlx::Error> {
    let intent = Intent::of(call.summary.as_deref(), &call.transcript);
    execute!(
        tx,
        "UPDATE calls SET contact_id = $3, caller_key = $4, asked_price = $5, asked_appointment = $6
         WHERE org_id = $1 AND id = $2",
        |org| (
            org.as_str(),
            &call.id,
            contact.map(ContactId::as_str),
            phone_key(&call.caller),
            intent.price,
            intent.appointment,
        )
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn calls_without_a_contact_are_found_by_their_index() {
        let plan = explain::of(UNREAD).await;
        assert!(plan.iter().any(|line| line.contains("INDEX calls_unread")), "{plan:#?}");
    }
}
