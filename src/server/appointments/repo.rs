//! SQL of appointments, and of what can be booked.

use super::{
    mails,
    slots::{Lasts, Taken, cells},
};
use crate::{
    domain::{
        appointment::{
            AgentBooking, AppointmentId, AppointmentState, AppointmentView, BookingAgent, BookingSettings,
            Service, ServiceId, ServiceView, StateFilter,
        },
        call::CallId,
        contact::{ContactId, spellings},
        email::Email,
        ids::AgentId,
        phone::E164,
    },
    server::{
        calendars,
        contacts::repo::{self as contacts, with_merged},
        db::{OrgTx, broke_unique, execute, on, sql, stored, to_json},
    },
};

const COLUMNS: &str = "SELECT a.id, a.service_id, a.service, a.starts_at, a.ends_at, a.free_at, a.customer,
    a.phone, a.email, a.note, a.state, a.contact_id, a.call_id, a.agent_id, a.revision
    FROM appointments AS a";

const ONE: &str = sql!(COLUMNS, " WHERE a.org_id = $1 AND a.id = $2");

const BETWEEN: &str = sql!(
    COLUMNS,
    " WHERE a.org_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND a.state = 'booked'
      ORDER BY a.starts_at, a.id"
);

/// A page of the list: `$3` is the id after which it begins, or nothing.
const PAGE: &str = sql!(
    COLUMNS,
    " WHERE a.org_id = $1 AND a.starts_at >= $2
        AND ($3 = '' OR (a.starts_at, a.id) > (SELECT b.starts_at, b.id FROM appointments AS b
                                               WHERE b.org_id = $1 AND b.id = $3))
        AND ($4 = 'all' OR a.state = $4)
      ORDER BY a.starts_at, a.id LIMIT $5"
);

/// The signs keep SQLite from reading all appointments in the order of their times: those of a contact
/// are few.
const OF_CONTACT: &str = sql!(
    COLUMNS,
    " WHERE a.org_id = $1 AND a.contact_id IN ",
    with_merged!(),
    " AND (+a.starts_at < $3 OR (+a.starts_at = $3 AND a.id < $4))
      ORDER BY +a.starts_at DESC, a.id DESC LIMIT $5"
);

const NEXT: &str = sql!(
    COLUMNS,
    " WHERE a.org_id = $1 AND a.state = 'booked' AND a.ends_at > $3 AND a.contact_id IN ",
    with_merged!(),
    " ORDER BY +a.starts_at, a.id LIMIT 1"
);

const AGENTS: &str = "SELECT a.id, a.name, b.own FROM agents AS a
  LEFT JOIN agent_bookings AS b ON b.org_id = a.org_id AND b.agent_id = a.id WHERE a.org_id = $1";

const ALL_AGENTS: &str = sql!(AGENTS, " ORDER BY a.id");

const ONE_AGENT: &str = sql!(AGENTS, " AND a.id = $2");

const NOBODYS: &str = sql!(
    COLUMNS,
    " WHERE a.org_id = $1 AND a.contact_id IS NULL
        AND (a.phone IN ($2, $3) OR (a.phone IS NULL AND a.email = $4))
      ORDER BY a.starts_at"
);

const TAKEN: &str = "SELECT a.starts_at, a.free_at FROM appointments AS a
  WHERE a.org_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND a.state = 'booked' AND a.id <> $4";

/// Takes the cells from `$3` to `$4`. One that another appointment has breaks the key.
const TAKE: &str = "INSERT INTO booked_cells (org_id, cell, appointment_id)
  WITH RECURSIVE taken (cell) AS (
    SELECT CAST($3 AS BIGINT) UNION ALL SELECT cell + 1 FROM taken WHERE cell < $4
  )
  SELECT $1, cell, $2 FROM taken";

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    service_id: Option<String>,
    service: String,
    starts_at: i64,
    ends_at: i64,
    free_at: i64,
    customer: String,
    phone: Option<String>,
    email: Option<String>,
    note: String,
    state: String,
    contact_id: Option<String>,
    call_id: Option<String>,
    agent_id: Option<String>,
    revision: i64,
}

/// An appointment with what only the server has to know of it.
pub struct Appointment {
    pub view: AppointmentView,
    /// The time that it takes.
    pub lasts: Lasts,
    /// The agent in whose hours it was booked, which may be deleted since; `None` for those of the
    /// organisation.
    pub agent: Option<AgentId>,
    /// The number of its changes so far.
    pub revision: u32,
}

impl Row {
    fn read(self) -> Result<Appointment, sqlx::Error> {
        let row = stored("appointments", &self.id);
        let minutes = |from: i64, to: i64| u32::try_from((to - from) / super::slots::MINUTE);
        let lasts = Lasts {
            minutes: row.read("ends_at", minutes(self.starts_at, self.ends_at))?,
            buffer: row.read("free_at", minutes(self.ends_at, self.free_at))?,
        };
        let agent = row.parse_some("agent_id", self.agent_id.as_deref())?;
        let revision = row.read("revision", u32::try_from(self.revision))?;
        let view = AppointmentView {
            id: row.parse("id", &self.id)?,
            service_id: row.parse_some("service_id", self.service_id.as_deref())?,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            phone: row.code_some("phone", self.phone.as_deref(), |text| E164::parse(text).ok())?,
            email: row.code_some("email", self.email.as_deref(), |text| Email::parse(text).ok())?,
            state: row.code("state", &self.state, AppointmentState::from_code)?,
            contact: row.parse_some("contact_id", self.contact_id.as_deref())?,
            call: row.parse_some("call_id", self.call_id.as_deref())?,
            service: self.service,
            customer: self.customer,
            note: self.note,
        };
        Ok(Appointment { view, lasts, agent, revision })
    }
}

pub async fn save_settings(tx: &mut OrgTx, settings: &BookingSettings) -> Result<(), sqlx::Error> {
    let settings = to_json(settings)?;
    execute!(
        tx,
        "INSERT INTO booking_settings (org_id, settings) VALUES ($1, $2)
         ON CONFLICT (org_id) DO UPDATE SET settings = excluded.settings",
        |org| (org.as_str(), settings.as_str())
    )
    .map(drop)
}

/// Saves what an agent has of its own.
pub async fn save_own(tx: &mut OrgTx, agent: &AgentId, own: &AgentBooking) -> Result<(), sqlx::Error> {
    if own.is_nothing() {
        let sql = "DELETE FROM agent_bookings WHERE org_id = $1 AND agent_id = $2";
        return execute!(tx, sql, |org| (org.as_str(), agent.as_str())).map(drop);
    }
    let own = to_json(own)?;
    execute!(
        tx,
        "INSERT INTO agent_bookings (org_id, agent_id, own) VALUES ($1, $2, $3)
         ON CONFLICT (agent_id) DO UPDATE SET own = excluded.own",
        |org| (org.as_str(), agent.as_str(), own.as_str())
    )
    .map(drop)
}

type AgentRow = (String, String, Option<String>);

fn read_agent((id, name, own): AgentRow) -> Result<BookingAgent, sqlx::Error> {
    let row = stored("agents", &id);
    let own = row.json_some("own", own.as_deref())?.unwrap_or_default();
    Ok(BookingAgent { id: row.parse("id", &id)?, name, own })
}

/// All agents with what each has of its own, oldest first.
pub async fn agents(tx: &mut OrgTx) -> Result<Vec<BookingAgent>, sqlx::Error> {
    let rows: Vec<AgentRow> =
        on!(tx, |c, org| sqlx::query_as(ALL_AGENTS).bind(org.as_str()).fetch_all(c).await)?;
    rows.into_iter().map(read_agent).collect()
}

/// An agent with what it has of its own.
pub async fn agent(tx: &mut OrgTx, id: &AgentId) -> Result<Option<BookingAgent>, sqlx::Error> {
    let row: Option<AgentRow> = on!(tx, |c, org| {
        sqlx::query_as(ONE_AGENT).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    row.map(read_agent).transpose()
}

/// The agents that have something of their own, by name, oldest first.
pub async fn agents_with_own(tx: &mut OrgTx) -> Result<Vec<(AgentId, String)>, sqlx::Error> {
    let rows: Vec<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT a.id, a.name FROM agent_bookings AS b
             JOIN agents AS a ON a.org_id = b.org_id AND a.id = b.agent_id
             WHERE b.org_id = $1 ORDER BY a.id",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(|(id, name)| Ok((stored("agents", &id).parse("id", &id)?, name))).collect()
}

type ServiceRow = (String, String, i64, i64, String);

fn read_service((id, name, minutes, buffer, price): ServiceRow) -> Result<ServiceView, sqlx::Error> {
    let row = stored("appointment_services", &id);
    let service = Service {
        name,
        minutes: row.read("minutes", u32::try_from(minutes))?,
        buffer: row.read("buffer", u32::try_from(buffer))?,
        price,
    };
    Ok(ServiceView { id: row.parse("id", &id)?, service })
}

/// The services in the order in which they were made.
pub async fn services(tx: &mut OrgTx) -> Result<Vec<ServiceView>, sqlx::Error> {
    let rows: Vec<ServiceRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, name, minutes, buffer, price FROM appointment_services WHERE org_id = $1 ORDER BY id",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(read_service).collect()
}

pub async fn service(tx: &mut OrgTx, id: &ServiceId) -> Result<Option<ServiceView>, sqlx::Error> {
    let row: Option<ServiceRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, name, minutes, buffer, price FROM appointment_services WHERE org_id = $1 AND id = $2",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await
    })?;
    row.map(read_service).transpose()
}

pub async fn add_service(
    tx: &mut OrgTx,
    id: &ServiceId,
    service: &Service,
    now: i64,
) -> Result<(), sqlx::Error> {
    let Service { name, minutes, buffer, price } = service;
    execute!(
        tx,
        "INSERT INTO appointment_services (org_id, id, name, minutes, buffer, price, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        |org| (
            org.as_str(),
            id.as_str(),
            name.as_str(),
            i64::from(*minutes),
            i64::from(*buffer),
            price.as_str(),
            now
        )
    )
    .map(drop)
}

/// `false` where there is none of that id.
pub async fn change_service(tx: &mut OrgTx, id: &ServiceId, service: &Service) -> Result<bool, sqlx::Error> {
    let Service { name, minutes, buffer, price } = service;
    let changed = execute!(
        tx,
        "UPDATE appointment_services SET name = $3, minutes = $4, buffer = $5, price = $6
         WHERE org_id = $1 AND id = $2",
        |org| (
            org.as_str(),
            id.as_str(),
            name.as_str(),
            i64::from(*minutes),
            i64::from(*buffer),
            price.as_str()
        )
    )?;
    Ok(changed > 0)
}

pub async fn delete_service(tx: &mut OrgTx, id: &ServiceId) -> Result<(), sqlx::Error> {
    let booked = "UPDATE appointments SET service_id = NULL WHERE org_id = $1 AND service_id = $2";
    execute!(tx, booked, |org| (org.as_str(), id.as_str()))?;
    let sql = "DELETE FROM appointment_services WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

pub async fn find(tx: &mut OrgTx, id: &AppointmentId) -> Result<Option<Appointment>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(ONE).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?;
    row.map(Row::read).transpose()
}

/// Whether a call is there still: it is kept for as long as its organisation chose.
pub async fn is_kept(tx: &mut OrgTx, call: &CallId) -> Result<bool, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT id FROM calls WHERE org_id = $1 AND id = $2")
            .bind(org.as_str())
            .bind(call.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.is_some())
}

fn views(rows: Vec<Row>) -> Result<Vec<AppointmentView>, sqlx::Error> {
    rows.into_iter().map(|row| row.read().map(|read| read.view)).collect()
}

/// What is booked and begins from `from` to before `to`. The cells bound how many that can be.
pub async fn between(tx: &mut OrgTx, from: i64, to: i64) -> Result<Vec<AppointmentView>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(BETWEEN).bind(org.as_str()).bind(from).bind(to).fetch_all(c).await
    })?;
    views(rows)
}

pub async fn page(
    tx: &mut OrgTx,
    from: i64,
    after: Option<&AppointmentId>,
    state: StateFilter,
    limit: i64,
) -> Result<Vec<AppointmentView>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(PAGE)
            .bind(org.as_str())
            .bind(from)
            .bind(after.map_or("", AppointmentId::as_str))
            .bind(state.code())
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    views(rows)
}

/// The times that are taken by what begins from `from` to before `to`, but for one appointment.
pub async fn taken(
    tx: &mut OrgTx,
    from: i64,
    to: i64,
    but: Option<&AppointmentId>,
) -> Result<Vec<Taken>, sqlx::Error> {
    let rows: Vec<(i64, i64)> = on!(tx, |c, org| {
        sqlx::query_as(TAKEN)
            .bind(org.as_str())
            .bind(from)
            .bind(to)
            .bind(but.map_or("", AppointmentId::as_str))
            .fetch_all(c)
            .await
    })?;
    Ok(rows.into_iter().map(|(from, to)| Taken { from, to }).collect())
}

/// The appointments that were made since.
pub async fn count_since(tx: &mut OrgTx, since: i64) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM appointments WHERE org_id = $1 AND created_at >= $2")
            .bind(org.as_str())
            .bind(since)
            .fetch_one(c)
            .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Inserts an appointment with the time that it takes; `false` where another one has part of it, and
/// then the transaction is not to be committed.
pub async fn insert(tx: &mut OrgTx, made: &Appointment, now: i64) -> Result<bool, sqlx::Error> {
    let Appointment { view, lasts, agent, .. } = made;
    let free = lasts.free(view.starts_at);
    execute!(
        tx,
        "INSERT INTO appointments (org_id, id, service_id, service, starts_at, ends_at, free_at, customer,
                                   phone, email, note, state, contact_id, call_id, agent_id, created_at,
                                   updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)",
        |org| (
            org.as_str(),
            view.id.as_str(),
            view.service_id.as_ref().map(ServiceId::as_str),
            view.service.as_str(),
            view.starts_at,
            view.ends_at,
            free,
            view.customer.as_str(),
            view.phone.as_ref().map(E164::as_str),
            view.email.as_ref().map(Email::as_str),
            view.note.as_str(),
            view.state.code(),
            view.contact.as_ref().map(ContactId::as_str),
            view.call.as_ref().map(CallId::as_str),
            agent.as_ref().map(AgentId::as_str),
            now
        )
    )?;
    take(tx, &view.id, view.starts_at, free).await
}

/// Gives an appointment another time; `false` as in [`insert`].
pub async fn set_time(
    tx: &mut OrgTx,
    id: &AppointmentId,
    lasts: Lasts,
    start: i64,
    now: i64,
) -> Result<bool, sqlx::Error> {
    free(tx, id).await?;
    let (ends, free) = (lasts.ends(start), lasts.free(start));
    execute!(
        tx,
        "UPDATE appointments SET starts_at = $3, ends_at = $4, free_at = $5, revision = revision + 1,
                                 updated_at = $6
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str(), start, ends, free, now)
    )?;
    take(tx, id, start, free).await
}

pub async fn cancel(tx: &mut OrgTx, id: &AppointmentId, now: i64) -> Result<(), sqlx::Error> {
    free(tx, id).await?;
    let state = AppointmentState::Cancelled.code();
    execute!(
        tx,
        "UPDATE appointments SET state = $3, revision = revision + 1, updated_at = $4
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str(), state, now)
    )
    .map(drop)
}

/// The appointments of a contact before a place, and of those that were merged into it, the newest
/// first.
pub async fn of_contact(
    tx: &mut OrgTx,
    contact: &ContactId,
    before: (i64, &str),
    limit: i64,
) -> Result<Vec<AppointmentView>, sqlx::Error> {
    views(contacts::rows_of(tx, OF_CONTACT, contact, before, limit).await?)
}

/// The next appointment of a contact, or of one that was merged into it, that is not over.
pub async fn next_of(
    tx: &mut OrgTx,
    contact: &ContactId,
    now: i64,
) -> Result<Option<AppointmentView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(NEXT).bind(org.as_str()).bind(contact.as_str()).bind(now).fetch_optional(c).await
    })?;
    row.map(|row| row.read().map(|read| read.view)).transpose()
}

/// The appointments of no contact, for which this number was told or, without one, this address: whoever
/// booked them withheld their own.
pub async fn nobodys(
    tx: &mut OrgTx,
    phone: Option<&E164>,
    email: Option<&Email>,
) -> Result<Vec<AppointmentView>, sqlx::Error> {
    let [one, other] = phone.map(spellings).map_or([None, None], |both| both.map(Some));
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(NOBODYS)
            .bind(org.as_str())
            .bind(one.as_deref())
            .bind(other.as_deref())
            .bind(email.map(Email::as_str))
            .fetch_all(c)
            .await
    })?;
    views(rows)
}

/// How long what an assistant was told is kept, in milliseconds: no call lasts so long.
const ANSWERS_KEPT: i64 = 24 * 3600 * 1000;

/// Reads the answer that was given to an assistant under this key.
pub async fn tool_answer(tx: &mut OrgTx, key: &str) -> Result<Option<String>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT answer FROM tool_answers WHERE org_id = $1 AND tool_call_id = $2")
            .bind(org.as_str())
            .bind(key)
            .fetch_optional(c)
            .await
    })?;
    Ok(row.map(|(answer,)| answer))
}

pub async fn keep_tool_answer(tx: &mut OrgTx, key: &str, answer: &str, now: i64) -> Result<(), sqlx::Error> {
    let old = "DELETE FROM tool_answers WHERE org_id = $1 AND at < $2";
    execute!(tx, old, |org| (org.as_str(), now - ANSWERS_KEPT))?;
    let sql = "INSERT INTO tool_answers (org_id, tool_call_id, answer, at) VALUES ($1, $2, $3, $4)";
    execute!(tx, sql, |org| (org.as_str(), key, answer, now)).map(drop)
}

/// Forgets whom an appointment was for: no mail goes to them any more, and their name leaves the event at
/// Google with the next reading.
pub async fn erase_customer(tx: &mut OrgTx, id: &AppointmentId, now: i64) -> Result<(), sqlx::Error> {
    mails::forget(tx, id).await?;
    calendars::repo::mark_known(tx, id).await?;
    execute!(
        tx,
        "UPDATE appointments SET customer = '', phone = NULL, email = NULL, note = '', contact_id = NULL, call_id = NULL,
                                 updated_at = $3
         WHERE org_id = $1 AND id = $2",
        |org| (org.as_str(), id.as_str(), now)
    )
    .map(drop)
}

async fn take(tx: &mut OrgTx, id: &AppointmentId, from: i64, to: i64) -> Result<bool, sqlx::Error> {
    let (first, last) = cells(from, to);
    match execute!(tx, TAKE, |org| (org.as_str(), id.as_str(), first, last)) {
        Ok(_) => Ok(true),
        Err(error) if broke_unique(&error, "booked_cells_pkey", "booked_cells.org_id, booked_cells.cell") => {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

async fn free(tx: &mut OrgTx, id: &AppointmentId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM booked_cells WHERE org_id = $1 AND appointment_id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn the_appointments_of_a_time_are_read_from_their_index() {
        for sql in [BETWEEN, PAGE, TAKEN] {
            let plan = explain::of(sql).await;
            let by_time = |line: &String| line.contains("INDEX appointments_page (org_id=? AND starts_at>?");
            assert!(plan.iter().any(by_time), "{plan:#?}");
            assert!(
                plan.iter().all(|line| !line.contains("SCAN") && !line.contains("TEMP B-TREE")),
                "{plan:#?}"
            );
        }
        let plan = explain::of(NOBODYS).await;
        let of_nobody =
            |line: &String| line.contains("INDEX appointments_contact (org_id=? AND contact_id=?");
        assert!(plan.iter().any(of_nobody), "{plan:#?}");
    }
}
