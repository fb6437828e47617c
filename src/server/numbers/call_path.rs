//! Whether numbers can answer, link by link, from what the database has: no provider is asked.

use super::findings::{self, first_in_a_call};
use crate::{
    domain::{
        agent::{AgentForm, AgentSpec, SyncState},
        credential::CredentialStatus,
        drift::FindingKind,
        feature::Off,
        ids::{AgentId, NumberId},
        number::{NumberDetails, NumberSource, NumberState},
        phone::E164,
        provider::{
            OfProvider as _, Provider, PublicConfig,
            google_calendar::{self, GoogleCalendarConfig},
            openai, smtp, twilio, vapi,
        },
        readiness::{BookingNeeds, Break, CallPath, CustomerMails, Facts, Key},
        way_in::Heard,
    },
    server::{
        bookable::Offer,
        cx::{Services, own_off},
        db::{OrgTx, Stored, on, sql, stored},
        list::NEWEST,
        number_states::is_in_use,
        vapi_hooks,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    e164: String,
    source: String,
    state: String,
    proved_at: Option<i64>,
    agent_id: Option<String>,
    agent_name: Option<String>,
    sync_state: Option<String>,
    theirs: Option<String>,
    assistant: Option<String>,
    voice: Option<String>,
    lost_voice: Option<String>,
    drift: Option<String>,
}

/// Numbers that are read in one go.
const BATCH: i64 = 1000;

/// The spec of an agent that may have a voice of a service that has closed, or one that a call has lost, else
/// nothing, so that no other spec is read.
macro_rules! gone_voice {
    ($spec:literal, $lost:literal) => {
        concat!("CASE WHEN ", $spec, " LIKE '%\"playht\"%' OR ", $lost, " IS NOT NULL THEN ", $spec, " END")
    };
}

pub(in crate::server) use gone_voice;

const SQL: &str = sql!(
    "SELECT n.id, n.e164, n.source, n.state, n.proved_at, a.id AS agent_id, a.name AS agent_name,
       a.sync_state, CASE WHEN a.sync_state = 'conflict' THEN a.remote_spec END AS theirs,
       a.vapi_assistant_id AS assistant, ",
    gone_voice!("a.spec", "a.lost_voice"),
    " AS voice, a.lost_voice, ",
    first_in_a_call!(),
    " AS drift
     FROM phone_numbers AS n LEFT JOIN agents AS a ON a.id = COALESCE(n.agent_id, n.wanted_agent)
     WHERE n.org_id = $1 AND n.id >= $2 AND n.id <= $3 AND ",
    is_in_use!(n),
    " ORDER BY n.id LIMIT $4"
);

/// The calendar, the mails and the hours that the agents of an organisation book with.
pub struct Bookings {
    offer: Offer,
    /// The needs of each agent that books.
    needs: BookingNeeds,
}

impl Bookings {
    /// `google` and `mailbox` are as they are connected, which counts for nothing where they are `off`.
    pub fn new(offer: Offer, google: Option<(Key, &PublicConfig)>, mailbox: Option<Key>, off: Off) -> Self {
        let google = google.filter(|_| !off.has(google_calendar::PROVIDER));
        let config = google.and_then(|(_, config)| GoogleCalendarConfig::of(config));
        let mails = match mailbox {
            _ if off.has(smtp::PROVIDER) || !offer.mails() => CustomerMails::Off,
            None => CustomerMails::NoMailbox,
            Some(key) => CustomerMails::Through(key),
        };
        let needs = BookingNeeds {
            calendar: google.map(|(key, _)| key),
            calendar_gone: config.is_some_and(GoogleCalendarConfig::is_calendar_gone),
            mails,
        };
        Self { offer, needs }
    }

    /// The needs of the agent that is to answer.
    pub fn needs(&self, agent: Option<&AgentId>) -> BookingNeeds {
        let books = agent.is_some_and(|agent| self.offer.books(agent));
        if books { self.needs } else { BookingNeeds::default() }
    }
}

/// The keys on which numbers hang, the way by which their events come, and what is booked with.
struct Keys {
    vapi: Option<Key>,
    /// The key with which Vapi asks the model.
    model: Option<Key>,
    own: Option<Key>,
    managed: Option<Key>,
    way_in: Option<Heard>,
    /// `None` where nothing can be booked.
    bookings: Option<Bookings>,
}

async fn keys(services: &Services, tx: &mut OrgTx) -> Result<Keys, sqlx::Error> {
    let rows: Vec<(String, String, bool, String, Option<i64>, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, provider, is_managed, status, checked_at, public_config
             FROM org_credentials WHERE org_id = $1",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    let way_in = vapi_hooks::standing(tx).await?.map(|standing| standing.heard);
    let mut keys = Keys { vapi: None, model: None, own: None, managed: None, way_in, bookings: None };
    let (mut google, mut mailbox) = (None, None);
    for (id, provider, is_managed, status, checked_at, config) in rows {
        let row = stored("org_credentials", &id);
        let key = Some(Key { status: row.code("status", &status, CredentialStatus::from_code)?, checked_at });
        let provider = row.code("provider", &provider, Provider::from_code)?;
        if provider == vapi::PROVIDER {
            keys.vapi = key;
        } else if provider == twilio::PROVIDER {
            *if is_managed { &mut keys.managed } else { &mut keys.own } = key;
        } else if provider == openai::PROVIDER {
            let config: PublicConfig = row.json("public_config", &config)?;
            keys.model = key.zip(config.hand_over()).and_then(|(key, at_vapi)| key.of_models(at_vapi));
        } else if provider == google_calendar::PROVIDER {
            let config: PublicConfig = row.json("public_config", &config)?;
            google = key.map(|key| (key, config));
        } else if provider == smtp::PROVIDER {
            mailbox = key;
        }
    }
    let offer = Offer::read(tx).await?;
    if offer.is_bookable() {
        let google = google.as_ref().map(|(key, config)| (*key, config));
        let off = services.config.disabled.or(own_off(tx).await?);
        keys.bookings = Some(Bookings::new(offer, google, mailbox, off));
    }
    Ok(keys)
}

/// The call paths of the numbers in use whose ids are from `first` to `last`, oldest first.
async fn between(
    services: &Services,
    tx: &mut OrgTx,
    (first, last): (&str, &str),
    limit: i64,
) -> Result<Vec<CallPath>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(SQL).bind(org.as_str()).bind(first).bind(last).bind(limit).fetch_all(c).await
    })?;
    let keys = keys(services, tx).await?;
    let compared_at = findings::compared_at(tx).await?;
    rows.into_iter().map(|row| row.call_path(&keys, compared_at)).collect()
}

impl Row {
    fn call_path(self, keys: &Keys, compared_at: Option<i64>) -> Result<CallPath, sqlx::Error> {
        let row = stored("phone_numbers", &self.id);
        let agent: Option<AgentId> = row.parse_some("agent_id", self.agent_id.as_deref())?;
        let of_agent = stored("agents", self.agent_id.as_deref().unwrap_or_default());
        let source = row.code("source", &self.source, NumberSource::from_code)?;
        let facts = Facts {
            source,
            state: row.code("state", &self.state, NumberState::from_code)?,
            twilio: match source {
                NumberSource::Byo => keys.own,
                NumberSource::Managed => keys.managed,
            },
            vapi: keys.vapi,
            model: keys.model,
            // The error names the number, because the id of its finding was not read.
            drift: stored("number_findings", &self.id).code_some(
                "kind",
                self.drift.as_deref(),
                FindingKind::from_code,
            )?,
            agent: of_agent.code_some("sync_state", self.sync_state.as_deref(), SyncState::from_code)?,
            has_assistant: self.assistant.is_some(),
            no_model: has_no_model(of_agent, self.theirs.as_deref())?,
            voice: lost_voice(of_agent, self.voice.as_deref(), self.lost_voice.as_deref())?,
            looked_at: self.proved_at.max(compared_at),
            way_in: keys.way_in,
            needs: keys.bookings.as_ref().map(|of| of.needs(agent.as_ref())).unwrap_or_default(),
        };
        Ok(CallPath {
            id: row.parse("id", &self.id)?,
            e164: row.read("e164", E164::parse(&self.e164))?,
            agent: agent.zip(self.agent_name),
            steps: facts.call_path(),
        })
    }
}

/// Whether the assistant at Vapi, as it was found changed there, has no model.
pub fn has_no_model(agent: Stored<'_>, theirs: Option<&str>) -> Result<bool, sqlx::Error> {
    let theirs: Option<AgentForm> = agent.json_some("remote_spec", theirs)?;
    Ok(theirs.is_some_and(|theirs| theirs.model.is_empty()))
}

/// Why the voice of the agent's spec does not speak; `lost` is the one that a call has lost.
pub fn lost_voice(
    agent: Stored<'_>,
    spec: Option<&str>,
    lost: Option<&str>,
) -> Result<Option<Break>, sqlx::Error> {
    let spec: Option<AgentSpec> = agent.json_some("spec", spec)?;
    Ok(spec.and_then(|spec| {
        if spec.voice_is_gone() {
            return Some(Break::VoiceGone);
        }
        spec.voice_is_lost(lost).then_some(Break::VoiceLost)
    }))
}

/// The call path of one number; `None` for one that is not in use.
pub async fn one(
    services: &Services,
    tx: &mut OrgTx,
    id: &NumberId,
) -> Result<Option<CallPath>, sqlx::Error> {
    Ok(between(services, tx, (id.as_str(), id.as_str()), 1).await?.pop())
}

/// Notes the first broken link of each of these numbers, which are in the order of their ids.
pub async fn note(
    services: &Services,
    tx: &mut OrgTx,
    numbers: &mut [NumberDetails],
) -> Result<(), sqlx::Error> {
    let (Some(one), Some(other)) = (numbers.first(), numbers.last()) else { return Ok(()) };
    let (one, other) = (one.number.id.to_string(), other.number.id.to_string());
    let (mut first, last) = if one < other { (one, other) } else { (other, one) };
    // A list may leave out numbers that lie between.
    loop {
        let call_paths = between(services, tx, (&first, &last), BATCH).await?;
        for details in &mut *numbers {
            if let Some(call_path) = call_paths.iter().find(|call_path| call_path.id == details.number.id) {
                details.broken = call_path.broken();
            }
        }
        match call_paths.last() {
            Some(call_path) if i64::try_from(call_paths.len()).is_ok_and(|read| read == BATCH) => {
                first = after(&call_path.id)
            }
            _ => return Ok(()),
        }
    }
}

/// A page of the call paths, after the number `after`.
pub async fn page(
    services: &Services,
    tx: &mut OrgTx,
    after: Option<&NumberId>,
    limit: i64,
) -> Result<Vec<CallPath>, sqlx::Error> {
    let first = after.map(self::after).unwrap_or_default();
    between(services, tx, (&first, NEWEST), limit).await
}

/// A text that sorts after this id and before the next one.
fn after(id: &NumberId) -> String {
    format!("{id}+")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{readiness::LinkState, voices::VoiceProvider},
        server::db::explain,
    };

    #[test]
    fn the_spec_is_read_of_every_service_that_has_closed() {
        let sql = gone_voice!("spec", "lost_voice");
        for provider in VoiceProvider::ALL {
            assert_eq!(sql.contains(&format!("\"{}\"", provider.code())), provider.is_gone(), "{provider:?}");
        }
    }

    #[test]
    fn of_several_findings_the_one_is_read_that_a_call_meets_first() {
        let sql = first_in_a_call!();
        let works = Some(Key { status: CredentialStatus::Connected, checked_at: None });
        let mut found: Vec<(usize, usize)> = Vec::new();
        for kind in FindingKind::ALL {
            let facts = Facts {
                source: NumberSource::Byo,
                state: NumberState::Ready,
                twilio: works,
                vapi: works,
                model: None,
                drift: Some(kind),
                agent: Some(SyncState::Synced),
                has_assistant: true,
                no_model: false,
                voice: None,
                looked_at: None,
                way_in: None,
                needs: BookingNeeds::default(),
            };
            let broken = facts.call_path().iter().position(|step| matches!(step.state, LinkState::Broken(_)));
            if let Some(link) = broken {
                found.push((sql.find(&format!("WHEN '{}'", kind.code())).unwrap(), link));
            }
        }
        found.sort_unstable();
        assert_eq!(found.len(), 7);
        assert!(found.is_sorted_by_key(|(_, link)| *link), "{found:?}");
    }

    #[tokio::test]
    async fn a_page_of_walks_is_read_from_its_index() {
        let plan = explain::of(SQL).await;
        let numbers = plan.iter().find(|line| line.starts_with("SEARCH n ")).map(String::as_str);
        assert!(numbers.is_some_and(|line| line.contains("(org_id=? AND id>? AND id<?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
