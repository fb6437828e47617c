//! SQL of the mails to customers.

use super::news::LastMail;
use crate::{
    domain::{
        appointment::{AppointmentId, CustomerMail, CustomerMailState, CustomerMailView},
        ids::OrgId,
        problem::Problem,
    },
    server::{
        db::{OrgTx, Tx, execute, on, stored, to_json_some},
        mail::MailState,
        suspension::is_at_work,
    },
};

/// A mail that is to be sent now.
pub struct Claimed {
    pub appointment: AppointmentId,
    pub mail: CustomerMail,
    pub version: i64,
    pub attempts: i64,
    pub asked: bool,
    pub told: Option<LastMail>,
    pub problem: Option<Problem>,
}

/// All of these say `IN` for the partial index, which has what is due alone.
const WITH_MAIL: &str = concat!(
    "SELECT m.org_id FROM booking_mails AS m
     WHERE m.state IN ('due', 'sending') AND m.state_at <= $1 AND ",
    is_at_work!("m.org_id"),
    " GROUP BY m.org_id ORDER BY MIN(m.state_at), m.org_id LIMIT $2"
);

/// One that changed while it was being sent is due again; nobody knows whether the other came.
const GIVE_UP: &str =
    "UPDATE booking_mails SET state = CASE WHEN version = claimed THEN 'unsure' ELSE 'due' END
  WHERE org_id = $1 AND state = 'sending' AND state_at <= $2";

const NEXT: &str = concat!(
    "SELECT m.appointment_id, m.mail, m.version, m.attempts, m.asked, m.told_start, m.told_cancelled, m.problem
     FROM booking_mails AS m
     WHERE m.org_id = $1 AND m.state = 'due' AND m.state_at <= $2 AND ",
    is_at_work!("m.org_id"),
    " ORDER BY m.state_at, m.appointment_id, m.mail LIMIT 1"
);

/// Organisations with a mail that is due, the longest ago first.
pub async fn orgs_with_mail(tx: &mut Tx, now: i64, limit: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> =
        on!(tx, |c| { sqlx::query_as(WITH_MAIL).bind(now).bind(limit).fetch_all(c).await })?;
    rows.iter().map(|(org,)| stored("booking_mails", org).parse("org_id", org)).collect()
}

/// Has a mail be sent from `due` on, or not at all. One that is being sent at this moment is sent once more
/// after that, as it is then.
pub async fn put(
    tx: &mut OrgTx,
    id: &AppointmentId,
    mail: CustomerMail,
    due: Option<i64>,
) -> Result<(), sqlx::Error> {
    let state = if due.is_some() { MailState::Due } else { MailState::None };
    execute!(
        tx,
        "INSERT INTO booking_mails (org_id, appointment_id, mail, state, state_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (appointment_id, mail) DO UPDATE SET
           state = CASE booking_mails.state WHEN 'sending' THEN 'sending' ELSE excluded.state END,
           state_at = CASE booking_mails.state WHEN 'sending' THEN booking_mails.state_at
                      ELSE excluded.state_at END,
           version = booking_mails.version + 1, attempts = 0, problem = NULL",
        |org| (org.as_str(), id.as_str(), mail.code(), state.code(), due.unwrap_or_default())
    )
    .map(drop)
}

/// Has the mail about changes be sent at once, whatever the customer knows.
pub async fn ask(tx: &mut OrgTx, id: &AppointmentId, now: i64) -> Result<(), sqlx::Error> {
    put(tx, id, CustomerMail::Change, Some(now)).await?;
    let asked = "UPDATE booking_mails SET asked = TRUE
                 WHERE org_id = $1 AND appointment_id = $2 AND mail = 'change'";
    execute!(tx, asked, |org| (org.as_str(), id.as_str())).map(drop)
}

/// Plans the reminders that were not sent anew: `ahead` milliseconds before each appointment to come, where
/// that is to come as well; `None` for none.
pub async fn plan_reminders(tx: &mut OrgTx, ahead: Option<i64>, now: i64) -> Result<(), sqlx::Error> {
    // By the appointments to come, since an index of organisations would keep SQLite from that of what is due.
    let planned = "DELETE FROM booking_mails
                   WHERE org_id = $1 AND mail = 'reminder' AND state IN ('due', 'none')
                     AND appointment_id IN (SELECT a.id FROM appointments AS a
                                            WHERE a.org_id = $1 AND a.starts_at > $2)";
    execute!(tx, planned, |org| (org.as_str(), now))?;
    let Some(ahead) = ahead else { return Ok(()) };
    execute!(
        tx,
        "INSERT INTO booking_mails (org_id, appointment_id, mail, state, state_at)
         SELECT a.org_id, a.id, 'reminder', 'due', a.starts_at - $2 FROM appointments AS a
         WHERE a.org_id = $1 AND a.starts_at > $3 AND a.state = 'booked'
         ON CONFLICT (appointment_id, mail) DO NOTHING",
        |org| (org.as_str(), ahead, now.saturating_add(ahead))
    )
    .map(drop)
}

pub async fn delete(tx: &mut OrgTx, id: &AppointmentId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM booking_mails WHERE org_id = $1 AND appointment_id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

/// Has what was not sent be tried again from `now` on.
pub async fn wake(tx: &mut OrgTx, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE booking_mails SET state_at = $2
               WHERE org_id = $1 AND state IN ('due', 'sending') AND state = 'due' AND problem IS NOT NULL";
    execute!(tx, sql, |org| (org.as_str(), now)).map(drop)
}

type Row = (String, String, i64, i64, bool, Option<i64>, bool, Option<String>);

/// Claims the next mail of the organisation until `until`.
pub async fn claim(tx: &mut OrgTx, now: i64, until: i64) -> Result<Option<Claimed>, sqlx::Error> {
    execute!(tx, GIVE_UP, |org| (org.as_str(), now))?;
    let next: Option<Row> =
        on!(tx, |c, org| { sqlx::query_as(NEXT).bind(org.as_str()).bind(now).fetch_optional(c).await })?;
    let Some((id, mail, version, attempts, asked, told_start, told_cancelled, problem)) = next else {
        return Ok(None);
    };
    execute!(
        tx,
        "UPDATE booking_mails SET state = 'sending', state_at = $4, claimed = version, attempts = attempts + 1
         WHERE org_id = $1 AND appointment_id = $2 AND mail = $3",
        |org| (org.as_str(), id.as_str(), mail.as_str(), until)
    )?;
    let row = stored("booking_mails", &id);
    Ok(Some(Claimed {
        appointment: row.parse("appointment_id", &id)?,
        mail: row.code("mail", &mail, CustomerMail::from_code)?,
        version,
        attempts: attempts + 1,
        asked,
        told: told_start.map(|starts_at| LastMail { starts_at, is_cancelled: told_cancelled }),
        problem: row.json_some("problem", problem.as_deref())?,
    }))
}

/// The result of sending a mail that was claimed.
pub struct Outcome<'a> {
    pub state: MailState,
    pub at: i64,
    pub problem: Option<&'a Problem>,
    /// The state that the customer knows by it, where it may have arrived.
    pub told: Option<LastMail>,
}

/// Notes what became of a mail. Where it changed meanwhile, it is due again.
pub async fn mailed(tx: &mut OrgTx, claimed: &Claimed, outcome: &Outcome<'_>) -> Result<(), sqlx::Error> {
    let Outcome { state, at, problem, told } = outcome;
    let problem = to_json_some(*problem)?;
    let (id, mail, version) = (claimed.appointment.as_str(), claimed.mail.code(), claimed.version);
    execute!(
        tx,
        "UPDATE booking_mails SET
           state = CASE WHEN version = $4 THEN $5 ELSE 'due' END, state_at = $6,
           problem = CASE WHEN version = $4 THEN $7 ELSE NULL END,
           asked = CASE WHEN version = $4 AND $5 <> 'due' THEN FALSE ELSE asked END
         WHERE org_id = $1 AND appointment_id = $2 AND mail = $3 AND state = 'sending' AND claimed = $4",
        |org| (org.as_str(), id, mail, version, state.code(), *at, problem.as_deref())
    )?;
    let Some(LastMail { starts_at, is_cancelled }) = *told else { return Ok(()) };
    execute!(
        tx,
        "UPDATE booking_mails SET told_start = $4, told_cancelled = $5
         WHERE org_id = $1 AND appointment_id = $2 AND mail = $3",
        |org| (org.as_str(), id, mail, starts_at, is_cancelled)
    )
    .map(drop)
}

const UNMAILED: &str = "SELECT a.id FROM appointments AS a
  WHERE a.org_id = $1 AND a.starts_at BETWEEN $2 AND $3
    AND EXISTS (SELECT 1 FROM booking_mails AS m
      WHERE m.appointment_id = a.id AND m.org_id = a.org_id
        AND (m.state IN ('failed', 'unsure') OR (m.state IN ('due', 'sending') AND m.problem IS NOT NULL)))";

/// The appointments that begin from `from` to `to`, and have a mail that somebody has to look at.
pub async fn unmailed(tx: &mut OrgTx, from: i64, to: i64) -> Result<Vec<AppointmentId>, sqlx::Error> {
    let ids: Vec<String> = on!(tx, |c, org| {
        sqlx::query_scalar(UNMAILED).bind(org.as_str()).bind(from).bind(to).fetch_all(c).await
    })?;
    ids.iter().map(|id| stored("appointments", id).parse("id", id)).collect()
}

/// The mails about an appointment that are due, or were sent.
pub async fn of_appointment(
    tx: &mut OrgTx,
    id: &AppointmentId,
) -> Result<Vec<CustomerMailView>, sqlx::Error> {
    let rows: Vec<(String, String, i64, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT mail, state, state_at, problem FROM booking_mails
             WHERE org_id = $1 AND appointment_id = $2 AND state <> 'none' ORDER BY mail",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_all(c)
        .await
    })?;
    let read = |(mail, state, at, problem): (String, String, i64, Option<String>)| {
        let row = stored("booking_mails", id.as_str());
        let state = match row.code("state", &state, MailState::from_code)? {
            MailState::None => return Ok(None),
            MailState::Due | MailState::Sending => CustomerMailState::Waits,
            MailState::Sent => CustomerMailState::Sent,
            MailState::Unsure => CustomerMailState::Unsure,
            MailState::Failed => CustomerMailState::Failed,
        };
        let mail = row.code("mail", &mail, CustomerMail::from_code)?;
        let problem = row.json_some("problem", problem.as_deref())?;
        Ok(Some(CustomerMailView { mail, state, at, problem }))
    };
    rows.into_iter().filter_map(|row| read(row).transpose()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_the_index_that_has_nothing_else() {
        for (sql, index) in [
            (WITH_MAIL, "INDEX booking_mails_due (state_at<?)"),
            (NEXT, "INDEX booking_mails_next (org_id=? AND state_at<?)"),
            (GIVE_UP, "INDEX booking_mails_sending (org_id=? AND state_at<?)"),
            (UNMAILED, "INDEX appointments_page (org_id=? AND starts_at>? AND starts_at<?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{sql}: {plan:#?}");
        }
    }
}
