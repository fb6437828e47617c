//! Calls as pages show them.

use crate::{
    domain::{
        call::{
            BookedInCall, CallCursor, CallEventId, CallEventView, CallId, CallOutcome, CallState, CallView,
            CallsQuery, Direction, KeptEvents,
        },
        contact::ContactId,
        ids::{AgentId, NumberId},
        phone::{self, E164},
        quota::Quota,
        zone::ZoneName,
    },
    server::{
        calls::usage,
        contacts::repo::{self as contacts, with_merged},
        cx::Services,
        db::{OrgTx, on, sql, stored, texts_in, to_json},
        list::{
            NEWEST,
            search::{self, Prefix, Searched, has_term},
        },
        number_states::is_in_use,
        quotas, zones,
    },
};

/// Appointments that the page of a call shows.
const MAX_BOOKED: i64 = 20;
/// Events that the page of a call shows, those of no call that the list does, and the characters of
/// each.
const EVENTS: i64 = 200;
const STRAYS: i64 = 10;
const SHOWN: u16 = 8_000;
/// No term begins so.
const NO_TERM: &str = "\u{10fffe}";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    agent: Option<String>,
    agent_name: Option<String>,
    number: Option<String>,
    own_number: Option<String>,
    caller: Option<String>,
    contact: Option<String>,
    contact_name: Option<String>,
    direction: String,
    state: String,
    outcome: Option<String>,
    begun_at: i64,
    answered_at: Option<i64>,
    ended_at: Option<i64>,
    summary: Option<String>,
    cost_micros: Option<i64>,
}

impl Row {
    fn view(self) -> Result<CallView, sqlx::Error> {
        let row = stored("calls", &self.id);
        let phone =
            |column, text: Option<&str>| text.map(|text| row.read(column, E164::parse(text))).transpose();
        let agent: Option<AgentId> = row.parse_some("agent_id", self.agent.as_deref())?;
        let number: Option<NumberId> = row.parse_some("number_id", self.number.as_deref())?;
        let contact: Option<ContactId> = row.parse_some("contact_id", self.contact.as_deref())?;
        Ok(CallView {
            direction: row.code("direction", &self.direction, Direction::from_code)?,
            state: row.code("state", &self.state, CallState::from_code)?,
            outcome: row.code_some("outcome", self.outcome.as_deref(), CallOutcome::from_code)?,
            caller: phone("caller", self.caller.as_deref())?,
            contact: contact.zip(self.contact_name),
            number: phone("own_number", self.own_number.as_deref())?.map(|e164| (e164, number)),
            agent: self.agent_name.map(|name| (name, agent)),
            id: row.parse("id", &self.id)?,
            begun_at: self.begun_at,
            answered_at: self.answered_at,
            ended_at: self.ended_at,
            summary: self.summary,
        })
    }
}

/// Selects calls, by what has the organisation's id, with the name that the agent has now, or had, and the
/// contact that the caller's was merged into.
macro_rules! select {
    ($org:literal, $($which:expr),+) => {
        sql!(
            "SELECT c.id, a.id AS agent, COALESCE(a.name, c.agent_name) AS agent_name, n.id AS number,
               c.own_number, c.caller, COALESCE(r.id, p.id) AS contact,
               COALESCE(NULLIF(r.name, ''), p.name) AS contact_name, c.direction, c.state, c.outcome,
               c.begun_at, c.answered_at, c.ended_at, c.summary, c.cost_micros
             FROM calls AS c
             LEFT JOIN agents AS a ON a.org_id = c.org_id AND a.id = c.agent_id
             LEFT JOIN phone_numbers AS n ON n.org_id = c.org_id AND n.id = c.number_id
             LEFT JOIN contacts AS p ON p.org_id = c.org_id AND p.id = c.contact_id
             LEFT JOIN contacts AS r ON r.org_id = p.org_id AND r.id = p.merged_into
             WHERE ",
            $org,
            " = $1 AND ",
            $($which),+
        )
    };
}

const NARROWED: &str = "($5 = '' OR c.agent_id = $5) AND ($6 = '' OR c.number_id = $6)
  AND ($7 = '' OR c.direction = $7) AND ($8 = '' OR c.outcome = $8)";

/// The condition that a call is found by its number, by what was said, or by its contact. What is not asked for
/// is not looked for.
const IS_FOUND: &str = sql!(
    "(($10 <> '",
    NO_TERM,
    "' AND ",
    has_term!("c.id", Calls, "$10", "$11"),
    ") OR ($12 <> '",
    NO_TERM,
    "' AND ",
    has_term!("c.id", Calls, "$12", "$13"),
    ") OR ($14 <> '",
    NO_TERM,
    "' AND ",
    has_term!("c.id", Calls, "$14", "$15"),
    " AND ",
    has_term!("c.id", Calls, "$16", "$17"),
    " AND ",
    has_term!("c.id", Calls, "$18", "$19"),
    ") OR ",
    has_term!("c.contact_id", Contacts, "$20", "$21"),
    " OR ",
    has_term!("p.merged_into", Contacts, "$20", "$21"),
    ")"
);

/// The calls from one place to another, the newest first.
const PAGE: &str = select!(
    "c.org_id",
    "c.begun_at BETWEEN $4 AND $2 AND (c.begun_at < $2 OR c.id < $3) AND (c.begun_at > $4 OR c.id >= $23) AND ",
    NARROWED,
    " AND ($9 OR ",
    IS_FOUND,
    ") ORDER BY c.begun_at DESC, c.id DESC LIMIT $22"
);

/// The same, of some calls alone. What is put before the columns keeps SQLite from reading all calls for them.
macro_rules! among {
    ($engine:ident) => {
        select!(
            "c.org_id || ''",
            "c.id IN (",
            texts_in!($engine, "$24"),
            ") AND +c.begun_at BETWEEN $4 AND $2 AND (+c.begun_at < $2 OR c.id < $3)
               AND (+c.begun_at > $4 OR c.id >= $23) AND ",
            NARROWED,
            " AND ($9 OR ",
            IS_FOUND,
            ") ORDER BY +c.begun_at DESC, c.id DESC LIMIT $22"
        )
    };
}

const AMONG_SQLITE: &str = among!(sqlite);
const AMONG_POSTGRES: &str = among!(postgres);

/// The place of the last of so many calls.
const LAST_OF_MANY: &str = "SELECT c.begun_at, c.id FROM calls AS c
  WHERE c.org_id = $1 AND c.begun_at <= $2 AND (c.begun_at < $2 OR c.id < $3)
  ORDER BY c.begun_at DESC, c.id DESC LIMIT 1 OFFSET $4";

/// The calls of some contacts, and of those that were merged into them.
macro_rules! of_contacts {
    ($engine:ident) => {
        concat!(
            "SELECT c.id FROM calls AS c WHERE c.org_id = $1 AND c.contact_id IN (",
            texts_in!($engine, "$2"),
            " UNION SELECT q.id FROM contacts AS q WHERE q.org_id = $1 AND q.merged_into IN (",
            texts_in!($engine, "$2"),
            ")) LIMIT $3"
        )
    };
}

const OF_CONTACTS_SQLITE: &str = of_contacts!(sqlite);
const OF_CONTACTS_POSTGRES: &str = of_contacts!(postgres);

/// The calls of a contact and of those that were merged into it, before a place. The signs keep SQLite
/// from reading all calls in the order of their times: those of a contact are few.
const OF_CONTACT: &str = select!(
    "c.org_id",
    "c.contact_id IN ",
    with_merged!(),
    " AND (+c.begun_at < $3 OR (+c.begun_at = $3 AND c.id < $4))
     ORDER BY +c.begun_at DESC, c.id DESC LIMIT $5"
);

/// The calls of a contact before a place, the newest first.
pub async fn of_contact(
    tx: &mut OrgTx,
    contact: &ContactId,
    before: (i64, &str),
    limit: i64,
) -> Result<Vec<CallView>, sqlx::Error> {
    let rows: Vec<Row> = contacts::rows_of(tx, OF_CONTACT, contact, before, limit).await?;
    rows.into_iter().map(Row::view).collect()
}

/// Terms up to which a search looks at the calls that have them, and calls through which it looks at once where
/// more have them.
const FEW: usize = 1_000;
const LOOKED_THROUGH: i64 = 5_000;

/// What a search asks for. A number is found by any part of it, a contact by any part of what it is called, and
/// what was said by the beginnings of three words at most.
struct Wanted {
    /// A number, in two spellings.
    dialled: [Prefix; 2],
    words: [Prefix; 3],
    called: Prefix,
}

impl Wanted {
    fn by(search: &str) -> Self {
        let dialled = phone::search(search);
        // A search for no digits would find every number, and one for the digit of a sentence many.
        let no_number = dialled.is_empty() || search.contains(char::is_alphabetic);
        let dialled = match no_number {
            true => [NO_TERM, NO_TERM].map(Prefix::of),
            false => phone::beginnings(&dialled).map(|digits| Prefix::of(&digits)),
        };
        let mut words = search::words(search);
        // The longest word narrows the most.
        words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
        let last = words.len().min(3).saturating_sub(1);
        let word = |nth: usize| {
            words.get(nth.min(last)).map_or_else(|| Prefix::of(NO_TERM), |word| Prefix::of(word))
        };
        Self { dialled, words: [word(0), word(1), word(2)], called: Prefix::of(search) }
    }

    /// The calls that may be meant, where they are few: all that are have one of the terms by which these
    /// were found.
    async fn few(&self, tx: &mut OrgTx) -> Result<Option<Vec<String>>, sqlx::Error> {
        let mut calls = Vec::new();
        for number in distinct(&self.dialled) {
            let Some(found) = search::few(tx, Searched::Calls, number, FEW).await? else { return Ok(None) };
            calls.extend(found);
        }
        // Each has all words: those with a rare one are enough.
        let mut with_word = Some(Vec::new());
        for word in distinct(&self.words) {
            with_word = search::few(tx, Searched::Calls, word, FEW).await?;
            if with_word.is_some() {
                break;
            }
        }
        let Some(with_word) = with_word else { return Ok(None) };
        calls.extend(with_word);
        let contacts = search::few(tx, Searched::Contacts, &self.called, FEW).await?;
        let Some(contacts) = contacts else { return Ok(None) };
        if !contacts.is_empty() {
            let Some(of_them) = of_contacts(tx, &contacts).await? else { return Ok(None) };
            calls.extend(of_them);
        }
        Ok(Some(calls))
    }
}

/// Each term that is searched for once: where there are fewer than a statement takes, the others repeat one or
/// are none.
fn distinct(terms: &[Prefix]) -> impl Iterator<Item = &Prefix> {
    let each = terms.iter().enumerate();
    each.filter(move |(nth, term)| term.from != NO_TERM && !terms[..*nth].contains(*term))
        .map(|(_, term)| term)
}

/// The calls of these contacts; `None` where they are many.
async fn of_contacts(tx: &mut OrgTx, contacts: &[String]) -> Result<Option<Vec<String>>, sqlx::Error> {
    let sql = if tx.is_postgres() { OF_CONTACTS_POSTGRES } else { OF_CONTACTS_SQLITE };
    let contacts = to_json(&contacts)?;
    let most = i64::try_from(FEW).unwrap_or(i64::MAX);
    let ids: Vec<String> = on!(tx, |c, org| {
        sqlx::query_scalar(sql).bind(org.as_str()).bind(&contacts).bind(most + 1).fetch_all(c).await
    })?;
    Ok(Some(ids).filter(|ids| ids.len() <= FEW))
}

/// The place of the last call to be looked through from a place on, where there are as many.
async fn last_of_many(tx: &mut OrgTx, at: i64, id: &str) -> Result<Option<CallCursor>, sqlx::Error> {
    let last: Option<(i64, String)> = on!(tx, |c, org| {
        sqlx::query_as(LAST_OF_MANY)
            .bind(org.as_str())
            .bind(at)
            .bind(id)
            .bind(LOOKED_THROUGH - 1)
            .fetch_optional(c)
            .await
    })?;
    last.map(|(at, id)| Ok(CallCursor::new(at, stored("calls", &id).parse("id", &id)?))).transpose()
}

/// Calls, the newest first.
pub struct Found<C> {
    pub calls: Vec<C>,
    /// The place from which a search goes on that has looked through very many calls and found fewer than a page
    /// has.
    pub looked_to: Option<CallCursor>,
}

impl<C> Found<C> {
    fn read<T>(self, read: impl Fn(C) -> Result<T, sqlx::Error>) -> Result<Found<T>, sqlx::Error> {
        let calls = self.calls.into_iter().map(read).collect::<Result<Vec<T>, _>>()?;
        Ok(Found { calls, looked_to: self.looked_to })
    }
}

/// A page of calls, newest first.
pub async fn page(
    tx: &mut OrgTx,
    query: &CallsQuery,
    zone: &ZoneName,
    limit: i64,
) -> Result<Found<CallView>, sqlx::Error> {
    rows(tx, query, zone, limit).await?.read(Row::view)
}

/// Like [`page`], each call with its cost in millionths of a US dollar.
pub async fn with_costs(
    tx: &mut OrgTx,
    query: &CallsQuery,
    zone: &ZoneName,
    limit: i64,
) -> Result<Found<(CallView, Option<i64>)>, sqlx::Error> {
    rows(tx, query, zone, limit).await?.read(|row| {
        let cost = row.cost_micros;
        Ok((row.view()?, cost))
    })
}

async fn rows(
    tx: &mut OrgTx,
    query: &CallsQuery,
    zone: &ZoneName,
    limit: i64,
) -> Result<Found<Row>, sqlx::Error> {
    let (from, to) = zones::span(zone, query.day.as_ref(), query.day.as_ref());
    let before = query.before.as_ref().filter(|place| place.at < to);
    let (at, id) = before.map_or((to.saturating_sub(1), NEWEST), |place| (place.at, place.key.as_str()));
    let everything = query.search.is_empty();
    let wanted = Wanted::by(&query.search);
    let among = if everything { None } else { wanted.few(tx).await? };
    let looked_to = if everything || among.is_some() { None } else { last_of_many(tx, at, id).await? };
    // Where the calls looked through begin before the day does, the day is the end.
    let looked_to = looked_to.filter(|place| place.at >= from);
    let (least, least_id) = looked_to.as_ref().map_or((from, ""), |place| (place.at, place.key.as_str()));
    let sql = match (&among, tx.is_postgres()) {
        (None, _) => PAGE,
        (Some(_), true) => AMONG_POSTGRES,
        (Some(_), false) => AMONG_SQLITE,
    };
    let among = among.map(|ids| to_json(&ids)).transpose()?;
    let Wanted { dialled: [dialled, otherwise], words: [first, second, third], called } = &wanted;
    let calls: Vec<Row> = on!(tx, |c, org| {
        let page = sqlx::query_as(sql)
            .bind(org.as_str())
            .bind(at)
            .bind(id)
            .bind(least)
            .bind(query.agent.as_ref().map_or("", AgentId::as_str))
            .bind(query.number.as_ref().map_or("", NumberId::as_str))
            .bind(query.direction.map_or("", Direction::code))
            .bind(query.outcome.map_or("", CallOutcome::code))
            .bind(everything)
            .bind(&dialled.from)
            .bind(&dialled.to)
            .bind(&otherwise.from)
            .bind(&otherwise.to)
            .bind(&first.from)
            .bind(&first.to)
            .bind(&second.from)
            .bind(&second.to)
            .bind(&third.from)
            .bind(&third.to)
            .bind(&called.from)
            .bind(&called.to)
            .bind(limit)
            .bind(least_id);
        let page = match &among {
            Some(ids) => page.bind(ids),
            None => page,
        };
        page.fetch_all(c).await
    })?;
    let is_short = i64::try_from(calls.len()).is_ok_and(|count| count < limit);
    Ok(Found { calls, looked_to: looked_to.filter(|_| is_short) })
}

pub async fn one(tx: &mut OrgTx, id: &CallId) -> Result<Option<CallView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(select!("c.org_id", "c.id = $2"))
            .bind(org.as_str())
            .bind(id.as_str())
            .fetch_optional(c)
            .await
    })?;
    row.map(Row::view).transpose()
}

/// The sign keeps SQLite from reading all appointments in the order of their times.
const BOOKED: &str = "SELECT id, service, starts_at FROM appointments
  WHERE org_id = $1 AND call_id = $2 ORDER BY +starts_at, id LIMIT $3";

/// Reads the appointments that were booked in a call, ordered by their beginning.
pub async fn booked(tx: &mut OrgTx, call: &CallId) -> Result<Vec<BookedInCall>, sqlx::Error> {
    let rows: Vec<(String, String, i64)> = on!(tx, |c, org| {
        sqlx::query_as(BOOKED).bind(org.as_str()).bind(call.as_str()).bind(MAX_BOOKED).fetch_all(c).await
    })?;
    let read = |(id, service, starts_at): (String, String, i64)| {
        Ok(BookedInCall { id: stored("appointments", &id).parse("id", &id)?, service, starts_at })
    };
    rows.into_iter().map(read).collect()
}

/// The org's numbers to choose from, those of the past left out.
pub async fn numbers(tx: &mut OrgTx) -> Result<Vec<(NumberId, E164)>, sqlx::Error> {
    let rows: Vec<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT id, e164 FROM phone_numbers WHERE org_id = $1 AND ",
            is_in_use!(),
            " ORDER BY e164, id"
        ))
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    let read = |(id, e164): (String, String)| {
        let row = stored("phone_numbers", &id);
        Ok((row.parse("id", &id)?, row.read("e164", E164::parse(&e164))?))
    };
    rows.into_iter().map(read).collect()
}

/// Reads how many events of calls are stored, and how many were refused for want of room.
pub async fn kept(services: &Services, tx: &mut OrgTx) -> Result<KeptEvents, sqlx::Error> {
    let kept = usage::find(tx, services.clock.now_ms()).await?;
    Ok(KeptEvents {
        events: (kept.events, quotas::most(services, tx, Quota::StoredEvents).await?),
        megabytes: (kept.megabytes, quotas::most(services, tx, Quota::EventMegabytes).await?),
        refused: kept.refused_at.map(|at| (kept.refused, at)),
    })
}

/// An event as it is read: id, name, when it came, when it was applied, and its payload.
type EventRow = (String, String, i64, Option<i64>, String);

/// Reads the events of a call in the order of their arrival, each cut to so many characters.
pub async fn events(tx: &mut OrgTx, call: &CallId) -> Result<Vec<CallEventView>, sqlx::Error> {
    let rows: Vec<EventRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, kind, received_at, done_at, substr(payload, 1, $4) FROM call_events
             WHERE org_id = $1 AND call_id = $2 ORDER BY id LIMIT $3",
        )
        .bind(org.as_str())
        .bind(call.as_str())
        .bind(EVENTS)
        .bind(i32::from(SHOWN) + 1)
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(event).collect()
}

/// What Vapi sent of no call of the organisation's, the newest first: of another assistant or number,
/// or of nothing that is known; and what could not be applied so far.
pub async fn strays(tx: &mut OrgTx) -> Result<Vec<CallEventView>, sqlx::Error> {
    let rows: Vec<EventRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, kind, received_at, done_at, substr(payload, 1, $3) FROM call_events
             WHERE org_id = $1 AND call_id IS NULL AND (done_at IS NOT NULL OR attempts > 0)
             ORDER BY id DESC LIMIT $2",
        )
        .bind(org.as_str())
        .bind(STRAYS)
        .bind(i32::from(SHOWN) + 1)
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(event).collect()
}

fn event((id, kind, received_at, done_at, payload): EventRow) -> Result<CallEventView, sqlx::Error> {
    let id: CallEventId = stored("call_events", &id).parse("id", &id)?;
    Ok(CallEventView { id, kind, received_at, done_at, payload: shown(payload) })
}

/// The payload as people read it; the beginning of one that is too long for that.
fn shown(payload: String) -> String {
    if let Some((end, _)) = payload.char_indices().nth(usize::from(SHOWN)) {
        return format!("{}…", &payload[..end]);
    }
    let read = serde_json::from_str::<serde_json::Value>(&payload);
    read.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or(payload)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_page_is_read_in_the_order_of_its_index() {
        let plan = explain::of(PAGE).await;
        let reads = |line: &String| line.contains("calls_page (org_id=? AND begun_at>? AND begun_at<?)");
        assert!(plan.iter().any(reads), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE FOR ORDER BY")), "{plan:#?}");
    }

    /// However many calls there are, and however many have what is searched for.
    #[tokio::test]
    async fn a_search_looks_for_terms_by_the_calls_and_at_few_calls_by_their_ids() {
        for (sql, calls) in [(PAGE, "calls_page ("), (AMONG_SQLITE, "sqlite_autoindex_calls_1 (id=?)")] {
            let plan = explain::of(sql).await;
            assert!(plan.first().is_some_and(|line| line.contains(calls)), "{plan:#?}");
            let terms: Vec<&String> = plan.iter().filter(|line| line.starts_with("SEARCH has ")).collect();
            assert_eq!(terms.len(), 7, "{plan:#?}");
            assert!(terms.iter().all(|line| line.contains("search_terms_row (")), "{plan:#?}");
        }
        let plan = explain::of(LAST_OF_MANY).await;
        assert!(plan.iter().all(|line| line.contains("COVERING INDEX calls_page")), "{plan:#?}");
        let plan = explain::of(BOOKED).await;
        assert!(plan.first().is_some_and(|line| line.contains("appointments_call (")), "{plan:#?}");
        let plan = explain::of(OF_CONTACTS_SQLITE).await;
        assert!(plan.first().is_some_and(|line| line.contains("calls_contact (")), "{plan:#?}");
    }

    #[tokio::test]
    async fn the_calls_of_a_contact_are_read_from_their_index() {
        let plan = explain::of(OF_CONTACT).await;
        assert!(plan.iter().any(|line| line.contains("INDEX calls_contact (org_id=?")), "{plan:#?}");
    }
}
