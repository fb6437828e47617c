//! For how long an organisation keeps its calls: what it chose, and what follows from it.

use super::erasures::{self, Erased};
use crate::{
    domain::{
        call::{CallPart, Retention, RetentionForm, RetentionView},
        credential::{Account, CredentialStatus},
        ids::OrgId,
        operation::{OperationKind, SubjectId},
        phone::E164,
        problem::Problem,
        topic::Topic,
    },
    server::{
        audit::Action,
        credentials,
        cx::{Cx, Services},
        db::{OrgTx, Tx, Writer, execute, on, stored},
        operations::queue,
        suspension::is_at_work,
    },
};

const DAY: i64 = 24 * 3_600_000;
/// Milliseconds between two rounds through the calls of an organisation.
const INTERVAL: i64 = 10 * 60_000;
/// Organisations that have a turn in one round, and calls of which one part is erased in a turn: whoever
/// has many shortens no turn of others.
const ORGS: i64 = 64;
const CALLS: i64 = 200;
/// Deleted calls that the page lists.
const SHOWN: i64 = 50;

/// Erases what is kept for long enough. Nobody asks for it: that was when it was chosen.
struct DueRetention;

impl Writer for DueRetention {}

pub async fn view(cx: &Cx) -> Result<RetentionView, Problem> {
    let mut tx = cx.read().await?;
    let key = credentials::find(&mut tx, Account::VAPI).await?;
    let waiting = erasures::waiting(&mut tx, key.as_ref()).await?;
    Ok(RetentionView {
        now: cx.services.clock.now_ms(),
        retention: find(&mut tx).await?,
        waiting: waiting.count,
        waiting_since: waiting.since,
        elsewhere: waiting.elsewhere,
        connected: key.is_some_and(|key| key.status == CredentialStatus::Connected),
        operation: queue::latest(&mut tx, OperationKind::EraseCalls, &SubjectId::Calls).await?,
        deleted: erasures::last_deleted(&mut tx, SHOWN).await?,
    })
}

/// Chooses for how long calls are kept. What is older goes within minutes.
///
/// # Errors
/// Fails with a rule on each field that breaks one.
pub async fn save(cx: &Cx, form: &RetentionForm) -> Result<(), Problem> {
    save_if(cx, form, |_| Ok(())).await
}

/// The same, where `expects` finds what was chosen before as it should be.
///
/// # Errors
/// Fails as [`save`] and `expects` do.
pub async fn save_if(
    cx: &Cx,
    form: &RetentionForm,
    expects: impl FnOnce(Retention) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let Retention { recording, transcript, call } = form.chosen()?;
    let mut tx = cx.begin().await?;
    expects(find(&mut tx).await?)?;
    let mut tx = tx.recorded(Action::RetentionSaved, "").await?;
    let now = tx.now();
    execute!(
        tx,
        "INSERT INTO call_retention (org_id, recording_days, transcript_days, call_days, saved_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (org_id) DO UPDATE SET recording_days = excluded.recording_days,
           transcript_days = excluded.transcript_days, call_days = excluded.call_days,
           saved_at = excluded.saved_at, swept_at = 0",
        |org| (org.as_str(), recording.map(i64::from), transcript.map(i64::from), call.map(i64::from), now,)
    )?;
    tx.publish(&[Topic::Calls]);
    Ok(tx.commit().await?)
}

async fn find(tx: &mut OrgTx) -> Result<Retention, sqlx::Error> {
    let row: Option<(Option<i64>, Option<i64>, Option<i64>)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT recording_days, transcript_days, call_days FROM call_retention WHERE org_id = $1",
        )
        .bind(org.as_str())
        .fetch_optional(c)
        .await
    })?;
    let Some((recording, transcript, call)) = row else { return Ok(Retention::default()) };
    let days = |days: Option<i64>| days.and_then(|days| u32::try_from(days).ok());
    Ok(Retention { recording: days(recording), transcript: days(transcript), call: days(call) })
}

/// Erases what has been kept for long enough, in every organisation that is at work; returns the number
/// of calls.
///
/// # Errors
/// Fails as the database does. What goes wrong for one organisation holds up no other.
pub async fn sweep(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    let mut tx = services.db.read_installation().await?;
    let orgs = due(&mut tx, now - INTERVAL).await?;
    drop(tx);
    let mut erased = 0;
    for org in &orgs {
        match sweep_one(services, org, now).await {
            Ok(count) => erased += count,
            Err(error) => {
                tracing::warn!(org.id = %org, %error, "could not erase old calls");
                if let Err(error) = put_off(services, org, now).await {
                    tracing::warn!(org.id = %org, %error, "could not put off what is old");
                }
            }
        }
    }
    Ok(erased)
}

/// Has an organisation wait for its next turn, so that those of others come first.
async fn put_off(services: &Services, org: &OrgId, now: i64) -> Result<(), sqlx::Error> {
    let mut tx = services.db.write(DueRetention, org).await?;
    note_swept(&mut tx, now).await?;
    tx.commit().await
}

/// Finds the organisations whose round is due, the longest waiting first.
async fn due(tx: &mut Tx, before: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT r.org_id FROM call_retention AS r WHERE r.swept_at <= $1 AND ",
            is_at_work!("r.org_id"),
            " ORDER BY r.swept_at, r.org_id LIMIT $2"
        ))
        .bind(before)
        .bind(ORGS)
        .fetch_all(c)
        .await
    })?;
    rows.into_iter().map(|(org,)| stored("call_retention", &org).parse("org_id", &org)).collect()
}

/// Calls that began before `$2` and have a part still, the oldest first.
const fn having(part: CallPart) -> &'static str {
    match part {
        CallPart::Recording => {
            "SELECT id, caller FROM calls
             WHERE org_id = $1 AND begun_at < $2 AND recorded = TRUE ORDER BY begun_at LIMIT $3"
        }
        CallPart::Transcript => {
            "SELECT id, caller FROM calls
             WHERE org_id = $1 AND begun_at < $2 AND (transcript IS NOT NULL OR summary IS NOT NULL)
             ORDER BY begun_at LIMIT $3"
        }
        CallPart::Call => {
            "SELECT id, caller FROM calls
             WHERE org_id = $1 AND begun_at < $2 ORDER BY begun_at, id LIMIT $3"
        }
    }
}

async fn sweep_one(services: &Services, org: &OrgId, now: i64) -> Result<usize, sqlx::Error> {
    let mut tx = services.db.write(DueRetention, org).await?;
    let retention = find(&mut tx).await?;
    let (mut erased, mut is_more) = (0, false);
    // The largest first: what goes whole is not taken apart before.
    for part in CallPart::ALL.into_iter().rev() {
        let Some(days) = retention.of(part) else { continue };
        let calls = old(&mut tx, part, now - i64::from(days) * DAY).await?;
        is_more |= i64::try_from(calls.len()).is_ok_and(|count| count == CALLS);
        for call in &calls {
            erasures::erase(&mut tx, call, part, now).await?;
        }
        erased += calls.len();
    }
    // What is left comes with the next round, after those who wait already.
    let swept_at = if is_more { now - INTERVAL } else { now };
    note_swept(&mut tx, swept_at).await?;
    if erased > 0 {
        tx.publish(&[Topic::Calls]);
    }
    tx.commit().await?;
    Ok(erased)
}

async fn note_swept(tx: &mut OrgTx, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE call_retention SET swept_at = $1 WHERE org_id = $2";
    execute!(tx, sql, |org| (at, org.as_str())).map(drop)
}

async fn old(tx: &mut OrgTx, part: CallPart, before: i64) -> Result<Vec<Erased>, sqlx::Error> {
    let rows: Vec<(String, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as(having(part)).bind(org.as_str()).bind(before).bind(CALLS).fetch_all(c).await
    })?;
    let read = |(id, caller): (String, Option<String>)| {
        let row = stored("calls", &id);
        let caller = caller.map(|caller| row.read("caller", E164::parse(&caller))).transpose()?;
        Ok(Erased { id: row.parse("id", &id)?, caller })
    };
    rows.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_old_is_read_from_an_index_of_what_is_left() {
        for (part, index) in [
            (CallPart::Recording, "INDEX calls_recorded (org_id=? AND begun_at<?)"),
            (CallPart::Transcript, "INDEX calls_told (org_id=? AND begun_at<?)"),
            (CallPart::Call, "(org_id=? AND begun_at<?)"),
        ] {
            let plan = explain::of(having(part)).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
        }
    }
}
