//! SQL of `phone_numbers`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use super::findings;
use crate::{
    domain::{
        ids::{AgentId, NumberId, OrgId},
        number::{NumberSource, NumberState},
        phone::E164,
    },
    server::{
        cx::Services,
        db::{OrgTx, execute, on, stored, to_json_some},
        list::search::{self, Searched},
        number_states::is_in_use,
    },
};

/// The webhooks that a number had before AVA touched it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeImage {
    pub voice_url: Option<String>,
    pub voice_method: Option<String>,
    pub sms_url: Option<String>,
    pub sms_method: Option<String>,
    pub status_callback: Option<String>,
    pub status_callback_method: Option<String>,
}

pub struct Number {
    pub id: NumberId,
    pub e164: E164,
    pub source: NumberSource,
    pub state: NumberState,
    pub twilio_sid: Option<String>,
    pub vapi_phone_id: Option<String>,
    /// The agent that answers, once proved.
    pub agent: Option<AgentId>,
    /// The agent that shall answer; `None` means the org's first agent.
    pub wanted_agent: Option<AgentId>,
    pub sms_enabled: bool,
    pub before_image: Option<BeforeImage>,
    pub at_vapi: AtVapi,
}

/// How Vapi signs in to Twilio for a number, as far as is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct AtVapi {
    /// The [mark](crate::server::providers::twilio::TwilioAuth::mark) of the secret that Vapi was
    /// given last.
    #[sqlx(rename = "vapi_secret")]
    pub secret: Option<String>,
    /// Whether Vapi holds an Auth Token, also beside a key that it was given later.
    #[sqlx(rename = "vapi_token")]
    pub token: Option<bool>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    e164: String,
    source: String,
    state: String,
    twilio_sid: Option<String>,
    vapi_phone_id: Option<String>,
    agent_id: Option<String>,
    wanted_agent: Option<String>,
    sms_enabled: bool,
    before_image: Option<String>,
    #[sqlx(flatten)]
    at_vapi: AtVapi,
}

impl Row {
    fn read(self) -> Result<Number, sqlx::Error> {
        let row = stored("phone_numbers", &self.id);
        Ok(Number {
            id: row.parse("id", &self.id)?,
            e164: row.read("e164", E164::parse(&self.e164))?,
            source: row.code("source", &self.source, NumberSource::from_code)?,
            state: row.code("state", &self.state, NumberState::from_code)?,
            twilio_sid: self.twilio_sid,
            vapi_phone_id: self.vapi_phone_id,
            agent: row.parse_some("agent_id", self.agent_id.as_deref())?,
            wanted_agent: row.parse_some("wanted_agent", self.wanted_agent.as_deref())?,
            sms_enabled: self.sms_enabled,
            before_image: row.json_some("before_image", self.before_image.as_deref())?,
            at_vapi: self.at_vapi,
        })
    }
}

macro_rules! select {
    ($($condition:expr),+) => {
        concat!(
            "SELECT id, e164, source, state, twilio_sid, vapi_phone_id, agent_id, wanted_agent, sms_enabled, before_image,
               vapi_secret, vapi_token
             FROM phone_numbers WHERE org_id = $1 AND ",
            $($condition),+
        )
    };
}

/// A number that is in use.
pub async fn find(tx: &mut OrgTx, id: &NumberId) -> Result<Option<Number>, sqlx::Error> {
    find_by(tx, id.as_str(), select!("id = $2 AND ", is_in_use!())).await
}

/// A number that is being taken back; a managed number may leave Vapi only, and stays in use.
pub async fn find_leaving(tx: &mut OrgTx, id: &NumberId) -> Result<Option<Number>, sqlx::Error> {
    let sql = select!("id = $2 AND (state = 'releasing' OR (source = 'managed' AND state <> 'released'))");
    find_by(tx, id.as_str(), sql).await
}

/// The row in use with that phone number.
pub async fn find_e164(tx: &mut OrgTx, e164: &E164) -> Result<Option<Number>, sqlx::Error> {
    find_by(tx, e164.as_str(), select!("e164 = $2 AND ", is_in_use!())).await
}

async fn find_by(tx: &mut OrgTx, key: &str, sql: &'static str) -> Result<Option<Number>, sqlx::Error> {
    let row: Option<Row> =
        on!(tx, |c, org| { sqlx::query_as(sql).bind(org.as_str()).bind(key).fetch_optional(c).await })?;
    row.map(Row::read).transpose()
}

/// The count of numbers in use.
pub async fn count(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| sqlx::query_as(COUNT).bind(org.as_str()).fetch_one(c).await)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Uses the words of the index `phone_numbers_org_once`, which holds no history.
const COUNT: &str = concat!("SELECT COUNT(*) FROM phone_numbers WHERE org_id = $1 AND ", is_in_use!());

/// All numbers in use, oldest first.
pub async fn in_use(tx: &mut OrgTx) -> Result<Vec<Number>, sqlx::Error> {
    list(tx, select!(is_in_use!(), " ORDER BY created_at, id")).await
}

/// All numbers in use or being taken back, oldest first.
pub async fn not_released(tx: &mut OrgTx) -> Result<Vec<Number>, sqlx::Error> {
    list(tx, select!("state <> 'released' ORDER BY created_at, id")).await
}

async fn list(tx: &mut OrgTx, sql: &'static str) -> Result<Vec<Number>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| sqlx::query_as(sql).bind(org.as_str()).fetch_all(c).await)?;
    rows.into_iter().map(Row::read).collect()
}

/// The row of a number after [`want`].
pub struct Known {
    pub id: NumberId,
    /// The number is proved, with the agent that was asked for: there is nothing to bring.
    pub answers: bool,
    pub source: NumberSource,
    /// The number's account was seen to own it.
    pub owned: bool,
}

/// The number that a person asks for, with their choices.
pub struct Wanted<'a> {
    pub id: NumberId,
    pub e164: &'a E164,
    pub agent: Option<&'a AgentId>,
    pub sms_enabled: bool,
}

/// The org's row of this number: made, or the existing one with the new
/// choices. A number that answers stays `ready` while it is looked at again.
pub async fn want(tx: &mut OrgTx, wanted: &Wanted<'_>, now: i64) -> Result<Known, sqlx::Error> {
    let row: (String, String, Option<String>, String, Option<String>) = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "INSERT INTO phone_numbers (id, org_id, e164, source, state, wanted_agent, sms_enabled, created_at, updated_at)
             VALUES ($1, $2, $3, 'byo', 'requested', $4, $5, $6, $6)
             ON CONFLICT (org_id, e164) WHERE ",
            is_in_use!(),
            " DO UPDATE SET
               wanted_agent = COALESCE(excluded.wanted_agent, phone_numbers.wanted_agent),
               sms_enabled = excluded.sms_enabled,
               state = CASE phone_numbers.state WHEN 'failed' THEN 'requested' WHEN 'unassigned' THEN 'importing'
                 ELSE phone_numbers.state END,
               updated_at = excluded.updated_at
             RETURNING id, state, agent_id, source, twilio_sid"
        ))
        .bind(wanted.id.as_str())
        .bind(org.as_str())
        .bind(wanted.e164.as_str())
        .bind(wanted.agent.map(AgentId::as_str))
        .bind(wanted.sms_enabled)
        .bind(now)
        .fetch_one(c)
        .await
    })?;
    findings::forget_unknown(tx, wanted.e164).await?;
    let (id, state, agent, source, twilio_sid) = row;
    search::put(tx, Searched::Numbers, &id, wanted.e164.as_str()).await?;
    let asked = wanted.agent.map(AgentId::as_str);
    let row = stored("phone_numbers", &id);
    Ok(Known {
        id: row.parse("id", &id)?,
        source: row.code("source", &source, NumberSource::from_code)?,
        owned: twilio_sid.is_some(),
        answers: state == NumberState::Ready.code() && (asked.is_none() || asked == agent.as_deref()),
    })
}

/// Records that the account owns the number: it belongs to this org from here on. Webhooks that
/// were remembered before stay, because a later look sees Vapi's.
pub async fn claim(
    tx: &mut OrgTx,
    id: &NumberId,
    twilio_sid: &str,
    before: Option<&BeforeImage>,
    now: i64,
) -> Result<(), sqlx::Error> {
    let before = to_json_some(before)?;
    execute!(
        tx,
        concat!(
            "UPDATE phone_numbers SET twilio_sid = $1, before_image = COALESCE($2, before_image),
           state = CASE WHEN state = 'ready' THEN state ELSE 'importing' END, updated_at = $3
         WHERE org_id = $4 AND id = $5 AND ",
            is_in_use!()
        ),
        |org| (twilio_sid, &before, now, org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Records that the number is at Vapi, and the agent that it is to be bound to. `false`, and
/// nothing changed, when somebody chose another than `chosen` meanwhile.
pub async fn place(
    tx: &mut OrgTx,
    id: &NumberId,
    vapi_phone_id: &str,
    chosen: Option<&AgentId>,
    agent: &AgentId,
    now: i64,
) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        "UPDATE phone_numbers SET vapi_phone_id = $1, wanted_agent = $2, updated_at = $3
         WHERE org_id = $4 AND id = $5 AND COALESCE(wanted_agent, '') = $6",
        |org| (
            vapi_phone_id,
            agent.as_str(),
            now,
            org.as_str(),
            id.as_str(),
            chosen.map_or("", AgentId::as_str)
        )
    )
    .map(|changed| changed == 1)
}

/// Records that the number is at Vapi under another id than `known`. `false`, and nothing changed,
/// when it is not the org's any more, or was placed elsewise meanwhile.
pub async fn reimport(
    tx: &mut OrgTx,
    id: &NumberId,
    known: &str,
    vapi_phone_id: &str,
    now: i64,
) -> Result<bool, sqlx::Error> {
    execute!(
        tx,
        concat!(
            "UPDATE phone_numbers SET vapi_phone_id = $1, updated_at = $2
         WHERE org_id = $3 AND id = $4 AND vapi_phone_id = $5 AND ",
            is_in_use!()
        ),
        |org| (vapi_phone_id, now, org.as_str(), id.as_str(), known)
    )
    .map(|changed| changed == 1)
}

/// Records how Vapi signs in to Twilio for a number from now on.
pub async fn gave(tx: &mut OrgTx, id: &NumberId, at_vapi: &AtVapi) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE phone_numbers SET vapi_secret = $1, vapi_token = $2 WHERE org_id = $3 AND id = $4",
        |org| (at_vapi.secret.as_deref(), at_vapi.token, org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Records an id at Vapi that was found out later than it was made; a known id stays.
pub async fn found_at_vapi(
    tx: &mut OrgTx,
    id: &NumberId,
    vapi_phone_id: &str,
    now: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        concat!(
            "UPDATE phone_numbers SET vapi_phone_id = $1, updated_at = $2
         WHERE org_id = $3 AND id = $4 AND vapi_phone_id IS NULL AND ",
            is_in_use!()
        ),
        |org| (vapi_phone_id, now, org.as_str(), id.as_str())
    )
    .map(drop)
}

/// Records that both sides were read back: this agent answers. `false`, and nothing changed, when
/// another was chosen meanwhile.
pub async fn prove(tx: &mut OrgTx, id: &NumberId, agent: &AgentId, now: i64) -> Result<bool, sqlx::Error> {
    let proved = execute!(
        tx,
        "UPDATE phone_numbers SET state = 'ready', agent_id = $4, proved_at = $1, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND COALESCE(wanted_agent, $4) = $4",
        |org| (now, org.as_str(), id.as_str(), agent.as_str())
    )
    .map(|changed| changed == 1)?;
    if proved {
        findings::settle_but_left(tx, id).await?;
    }
    Ok(proved)
}

/// Records that a comparison saw the number still answer.
pub async fn still_proved(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE phone_numbers SET proved_at = $1 WHERE org_id = $2 AND id = $3 AND state = 'ready'";
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str())).map(drop)
}

/// Records that the number's messages are not for Vapi.
pub async fn keep_messages(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql = concat!(
        "UPDATE phone_numbers SET sms_enabled = FALSE, updated_at = $1
             WHERE org_id = $2 AND id = $3 AND ",
        is_in_use!()
    );
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str())).map(drop)
}

/// Records that the number is not known to answer any more.
pub async fn unprove(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE phone_numbers SET state = 'importing', proved_at = NULL, updated_at = $1
             WHERE org_id = $2 AND id = $3 AND state = 'ready'";
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str())).map(drop)
}

pub async fn fail(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql = concat!(
        "UPDATE phone_numbers SET state = 'failed', proved_at = NULL, updated_at = $1
             WHERE org_id = $2 AND id = $3 AND ",
        is_in_use!()
    );
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str())).map(drop)
}

/// The numbers of the org that AVA knows, for marking them in a list.
pub async fn e164s(tx: &mut OrgTx) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(concat!("SELECT e164 FROM phone_numbers WHERE org_id = $1 AND ", is_in_use!()))
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    Ok(rows.into_iter().map(|(e164,)| e164).collect())
}

/// Puts a failed number on its way again.
pub async fn revive(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE phone_numbers SET state = 'requested', updated_at = $1
             WHERE org_id = $2 AND id = $3 AND state = 'failed'";
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str())).map(drop)
}

/// Takes the number off every page at once, and from its agent: it is being taken back at the
/// providers, or is released already where there is nothing to take back. Of a managed number
/// nothing but an attempt to buy it may be known.
pub async fn release(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql = concat!(
        "UPDATE phone_numbers SET
               state = CASE WHEN twilio_sid IS NULL AND source = 'byo' THEN 'released' ELSE 'releasing' END,
               released_at = CASE WHEN twilio_sid IS NULL AND source = 'byo' THEN $1 ELSE NULL END,
               agent_id = NULL, wanted_agent = NULL, proved_at = NULL, updated_at = $1
             WHERE org_id = $2 AND id = $3 AND ",
        is_in_use!()
    );
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str()))?;
    findings::settle(tx, id).await
}

/// Keeps a number in use that is taken back, out of Vapi and without an agent: as a row of its own,
/// beside the one that becomes history. Both rows know the former webhooks, whichever is taken back
/// first.
pub async fn keep_free(tx: &mut OrgTx, id: &NumberId, of: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "INSERT INTO phone_numbers
               (id, org_id, e164, source, state, twilio_sid, before_image, sms_enabled, created_at, updated_at)
             SELECT $1, org_id, e164, source, 'unassigned', twilio_sid, before_image, sms_enabled, $2, $2
             FROM phone_numbers WHERE org_id = $3 AND id = $4
             RETURNING e164",
        )
        .bind(id.as_str())
        .bind(now)
        .bind(org.as_str())
        .bind(of.as_str())
        .fetch_optional(c)
        .await
    })?;
    match row {
        Some((e164,)) => search::put(tx, Searched::Numbers, id.as_str(), &e164).await,
        None => Ok(()),
    }
}

/// Records that the number is taken back everywhere; the row stays as history.
pub async fn released(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql =
        "UPDATE phone_numbers SET state = 'released', released_at = $1, before_image = NULL, updated_at = $1
             WHERE org_id = $2 AND id = $3 AND state = 'releasing'";
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str())).map(drop)
}

/// The numbers that an org other than this one has in use. Asks the whole installation, and tells
/// nothing but that.
pub async fn used_elsewhere(
    services: &Services,
    org: &OrgId,
    of: &[E164],
) -> Result<HashSet<String>, sqlx::Error> {
    elsewhere(services, org, of, "state IN ('importing', 'ready', 'unassigned')").await
}

/// The numbers that an org other than this one still takes back.
pub async fn released_elsewhere(
    services: &Services,
    org: &OrgId,
    of: &[E164],
) -> Result<HashSet<String>, sqlx::Error> {
    elsewhere(services, org, of, "state = 'releasing'").await
}

/// As many numbers as a statement takes on either engine.
const AT_A_TIME: usize = 500;

async fn elsewhere(
    services: &Services,
    org: &OrgId,
    of: &[E164],
    standing: &'static str,
) -> Result<HashSet<String>, sqlx::Error> {
    let mut found = HashSet::new();
    let mut tx = services.db.read_installation().await?;
    for some in of.chunks(AT_A_TIME) {
        // Only the count of the numbers gets into the text.
        let places: Vec<String> = (2..some.len() + 2).map(|at| format!("${at}")).collect();
        let places = places.join(", ");
        let sql = format!(
            "SELECT e164 FROM phone_numbers WHERE org_id <> $1 AND {standing} AND e164 IN ({places})"
        );
        let rows: Vec<(String,)> = on!(tx, |c| {
            let mut query = sqlx::query_as(AssertSqlSafe(sql.as_str())).bind(org.as_str());
            for e164 in some {
                query = query.bind(e164.as_str());
            }
            query.fetch_all(c).await
        })?;
        found.extend(rows.into_iter().map(|(e164,)| e164));
    }
    Ok(found)
}

/// Takes the number from its agent, and from an agent that was to answer it. A number that was not
/// yet seen to be this org's own has failed.
pub async fn unassign(tx: &mut OrgTx, id: &NumberId, now: i64) -> Result<(), sqlx::Error> {
    let sql = concat!(
        "UPDATE phone_numbers SET agent_id = NULL,
               state = CASE WHEN state IN ('importing', 'ready', 'unassigned') THEN 'unassigned' ELSE 'failed' END,
               wanted_agent = NULL,
               proved_at = NULL, updated_at = $1
             WHERE org_id = $2 AND id = $3 AND ",
        is_in_use!()
    );
    execute!(tx, sql, |org| (now, org.as_str(), id.as_str()))?;
    findings::settle(tx, id).await
}
