//! Numbers as pages show them.

use crate::{
    domain::{
        answerer::{Answerer, AnswererKind},
        drift::FindingKind,
        ids::NumberId,
        number::{
            CallsGoTo, NumberDetails, NumberFilter, NumberSource, NumberState, NumberView, NumbersQuery,
        },
        operation::OperationState,
        phone::{self, E164},
    },
    server::{
        db::{OrgTx, Stored, on, sql, stored},
        list::{
            NEWEST,
            search::{Prefix, found_by},
        },
        number_states::{is_in_use, is_past},
        numbers::{
            answering,
            findings::{counts, first_in_a_call},
            operations::takes_number_out,
            repo::BeforeImage,
        },
        operations::codes::NO_STATUS,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    e164: String,
    source: String,
    state: String,
    twilio_sid: Option<String>,
    vapi_phone_id: Option<String>,
    before_image: Option<String>,
    agent_id: Option<String>,
    agent_name: Option<String>,
    sms_enabled: bool,
    proved_at: Option<i64>,
    created_at: i64,
    released_at: Option<i64>,
    operation: Option<String>,
    operation_state: Option<String>,
    /// A person stopped the last operation on the number.
    declined: bool,
    /// The kind of the number's finding.
    drift: Option<String>,
    /// The answerer that its calls go to instead of the agent, by kind and name; both empty where
    /// that is not known.
    led_to: Option<String>,
    /// The answerer that its messages go to instead of Vapi, likewise.
    messages_led_to: Option<String>,
}

impl Row {
    fn view(self) -> Result<NumberDetails, sqlx::Error> {
        let row = stored("phone_numbers", &self.id);
        let operation = stored("operations", self.operation.as_deref().unwrap_or_default());
        let state = row.code("state", &self.state, NumberState::from_code)?;
        // The error names the number, because the id of its finding was not read.
        let finding = stored("number_findings", &self.id);
        let drift = finding.code_some("kind", self.drift.as_deref(), FindingKind::from_code)?;
        let calls_go_to = self.calls_go_to(state, drift)?;
        let messages_go_to =
            self.messages_led_to.as_deref().map(|to| answerer(finding, to)).transpose()?.flatten();
        let agent = row.parse_some("agent_id", self.agent_id.as_deref())?;
        Ok(NumberDetails {
            number: NumberView {
                id: row.parse("id", &self.id)?,
                e164: row.read("e164", E164::parse(&self.e164))?,
                source: row.code("source", &self.source, NumberSource::from_code)?,
                state,
                left: state == NumberState::Failed && self.declined,
                agent: agent.zip(self.agent_name),
                proved_at: self.proved_at,
                operation: operation.parse_some("id", self.operation.as_deref())?,
                drift,
            },
            twilio_sid: self.twilio_sid,
            vapi_phone_id: self.vapi_phone_id,
            calls_go_to,
            sms_enabled: self.sms_enabled,
            messages_go_to,
            added_at: self.created_at,
            released_at: self.released_at,
            standing: operation.code_some(
                "state",
                self.operation_state.as_deref(),
                OperationState::from_code,
            )?,
            broken: None,
        })
    }
}

impl Row {
    fn calls_go_to(
        &self,
        state: NumberState,
        drift: Option<FindingKind>,
    ) -> Result<Option<CallsGoTo>, sqlx::Error> {
        if let Some(led_to) = &self.led_to {
            return Ok(answerer(stored("number_findings", &self.id), led_to)?.map(CallsGoTo::Elsewhere));
        }
        let proved =
            state == NumberState::Ready && matches!(drift, None | Some(FindingKind::MessagesChanged));
        if let Some(agent) = self.agent_name.as_ref().filter(|_| proved) {
            return Ok(Some(CallsGoTo::Agent(agent.clone())));
        }
        // Before a number is placed at Vapi, AVA has changed nothing.
        let Some(before) = self.before_image.as_deref().filter(|_| self.vapi_phone_id.is_none()) else {
            return Ok(None);
        };
        let before: BeforeImage = stored("phone_numbers", &self.id).json("before_image", before)?;
        Ok(before.voice_url.as_deref().map(answering::former).map(CallsGoTo::Own))
    }
}

/// Reads `flow:FW…`, as the query puts it; `None` where the answerer is not known.
fn answerer(row: Stored<'_>, text: &str) -> Result<Option<Answerer>, sqlx::Error> {
    let (kind, name) = text.split_once(':').unwrap_or((text, ""));
    if kind.is_empty() {
        return Ok(None);
    }
    let kind = row.code("answerer", kind, AnswererKind::from_code)?;
    Ok(Some(Answerer { kind, name: Some(name.to_owned()).filter(|name| !name.is_empty()) }))
}

/// Selects numbers. A released number was last touched by the clean-up that took this very row
/// back: others may have taken back the same number, brought again since.
macro_rules! select {
    ($($condition:expr),+) => {
        sql!(
            "SELECT n.id, n.e164, n.source, n.state, n.twilio_sid, n.vapi_phone_id, n.before_image,
               a.id AS agent_id, a.name AS agent_name,
               n.sms_enabled, n.proved_at, n.created_at, n.released_at, o.id AS operation, o.state AS operation_state,
               COALESCE(o.state = 'stopped' AND NOT o.stopping, FALSE) AS declined,
               ",
            first_in_a_call!(),
            " AS drift,
               (SELECT COALESCE(f.answerer, '') || ':' || COALESCE(f.detail, '') FROM number_findings AS f
                WHERE f.org_id = n.org_id AND f.number_id = n.id
                  AND f.kind IN ('webhooks_changed', 'other_region', 'bound_elsewhere')
                ORDER BY f.kind DESC LIMIT 1) AS led_to,
               (SELECT COALESCE(f.answerer, '') || ':' || COALESCE(f.detail, '') FROM number_findings AS f
                WHERE f.org_id = n.org_id AND f.number_id = n.id AND f.kind = 'messages_changed') AS messages_led_to
             FROM phone_numbers AS n
             LEFT JOIN agents AS a ON a.id = COALESCE(n.agent_id, n.wanted_agent)
             LEFT JOIN operations AS o ON o.id = CASE WHEN ",
            is_past!(n),
            " THEN (SELECT MAX(s.operation_id) FROM operation_steps AS s
                     WHERE s.org_id = n.org_id AND s.about = n.e164
                       AND ",
            takes_number_out!(s),
            "
                       AND s.number_id = n.id)
               ELSE (SELECT MAX(i.id) FROM operations AS i WHERE i.org_id = n.org_id AND i.number_id = n.id
                       AND i.kind NOT IN ",
            NO_STATUS,
            ") END
             WHERE n.org_id = $1 AND ",
            $($condition),+
        )
    };
}

pub async fn one(tx: &mut OrgTx, id: &NumberId) -> Result<Option<NumberDetails>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(select!("n.id = $2")).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    row.map(Row::view).transpose()
}

/// All numbers in use, oldest first.
pub async fn in_use(tx: &mut OrgTx) -> Result<Vec<NumberDetails>, sqlx::Error> {
    const SQL: &str = select!(is_in_use!(n), " ORDER BY n.id");
    let rows: Vec<Row> = on!(tx, |c, org| sqlx::query_as(SQL).bind(org.as_str()).fetch_all(c).await)?;
    rows.into_iter().map(Row::view).collect()
}

/// A page of numbers, newest first; ids sort by time.
pub async fn page(
    tx: &mut OrgTx,
    query: &NumbersQuery,
    limit: i64,
) -> Result<Vec<NumberDetails>, sqlx::Error> {
    const FILTERED: &str = select!(
        "n.id < $2 AND ($8 OR ",
        found_by!("n.id", Numbers, "$3", "$7"),
        " OR ",
        found_by!("n.id", Numbers, "$9", "$10"),
        ")
           AND ($4 = '' OR n.agent_id = $4 OR n.wanted_agent = $4)
           AND CASE $5
             WHEN 'ready' THEN n.state = 'ready' AND NOT EXISTS (SELECT 1 FROM number_findings AS f WHERE ",
        counts!(),
        ")
             WHEN 'not_ready' THEN n.state IN ('requested', 'importing', 'unassigned', 'failed')
               OR (n.state = 'ready' AND EXISTS (SELECT 1 FROM number_findings AS f WHERE ",
        counts!(),
        "))
             WHEN 'released' THEN ",
        is_past!(n),
        " ELSE ",
        is_in_use!(n),
        " END
         ORDER BY n.id DESC LIMIT $6"
    );
    let agent = query.agent.as_ref().map_or("", |id| id.as_str());
    let show: NumberFilter = query.show;
    let [dialled, otherwise] = phone::beginnings(&query.search).map(|digits| Prefix::of(&digits));
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(FILTERED)
            .bind(org.as_str())
            .bind(query.before.as_ref().map_or(NEWEST, |id| id.as_str()))
            .bind(&dialled.from)
            .bind(agent)
            .bind(show.code())
            .bind(limit)
            .bind(&dialled.to)
            .bind(query.search.is_empty())
            .bind(&otherwise.from)
            .bind(&otherwise.to)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(Row::view).collect()
}
