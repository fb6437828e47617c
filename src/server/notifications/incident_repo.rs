//! SQL of incidents: of the notifications that last.

use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        notification::{About, FLAPS, NotificationId, NotificationKind},
        problem::Problem,
    },
    server::db::{OrgTx, codes_where, execute, on, sql, stored, to_json, to_json_some},
};

/// An incident, by its id, its kind, and how many things it is of.
pub type Incident = (NotificationId, NotificationKind, i64);

fn read_incident(row: Option<(String, String, i64)>) -> Result<Option<Incident>, sqlx::Error> {
    let Some((id, kind, times)) = row else { return Ok(None) };
    let row = stored("notifications", &id);
    Ok(Some((row.parse("id", &id)?, row.code("kind", &kind, NotificationKind::from_code)?, times)))
}

/// The incident of a subject that lasts.
pub async fn incident(tx: &mut OrgTx, subject: &str) -> Result<Option<Incident>, sqlx::Error> {
    let row: Option<(String, String, i64)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, kind, times FROM notifications
             WHERE org_id = $1 AND subject = $2 AND ended_at IS NULL AND due_at IS NULL",
        )
        .bind(org.as_str())
        .bind(subject)
        .fetch_optional(c)
        .await
    })?;
    read_incident(row)
}

const INCIDENTS: &str = codes_where!(NotificationKind, |kind| kind.begins_incident());
const ENDED: &str = sql!(
    "SELECT id, kind, times FROM notifications
     WHERE org_id = $1 AND subject = $2 AND ended_at >= $3 AND due_at IS NULL AND kind IN ",
    INCIDENTS,
    " ORDER BY id DESC LIMIT 1"
);

/// Takes an incident of the subject up again that ended so lately that it is the same: what told of its
/// end goes, and the mails that its end stopped are due. `None` where there was none.
pub async fn take_up(tx: &mut OrgTx, subject: &str, at: i64) -> Result<Option<Incident>, sqlx::Error> {
    let row: Option<(String, String, i64)> = on!(tx, |c, org| {
        sqlx::query_as(ENDED).bind(org.as_str()).bind(subject).bind(at - FLAPS).fetch_optional(c).await
    })?;
    let Some(found) = read_incident(row)? else { return Ok(None) };
    let id = found.0.as_str();
    let end = "DELETE FROM notifications WHERE org_id = $1 AND subject = $2 AND id > $3 AND due_at IS NULL";
    execute!(tx, end, |org| (org.as_str(), subject, id))?;
    let open = "UPDATE notifications SET ended_at = NULL WHERE org_id = $1 AND id = $2";
    execute!(tx, open, |org| (org.as_str(), id))?;
    let mails = "UPDATE notifications_people SET mail = 'due'
                 WHERE org_id = $1 AND notification_id = $2 AND mail = 'none' AND mail_at IS NOT NULL";
    execute!(tx, mails, |org| (org.as_str(), id))?;
    Ok(Some(found))
}

/// How the stored key of an account stands: its id, its status, and what is wrong with it.
pub async fn standing(
    tx: &mut OrgTx,
    account: Account,
) -> Result<Option<(String, CredentialStatus, Option<Problem>)>, sqlx::Error> {
    let row: Option<(String, String, Option<String>)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, status, status_problem FROM org_credentials
             WHERE org_id = $1 AND provider = $2 AND is_managed = $3",
        )
        .bind(org.as_str())
        .bind(account.provider.code())
        .bind(account.is_managed())
        .fetch_optional(c)
        .await
    })?;
    let Some((id, status, problem)) = row else { return Ok(None) };
    let read = stored("org_credentials", &id);
    let status = read.code("status", &status, CredentialStatus::from_code)?;
    let problem = read.json_some("status_problem", problem.as_deref())?;
    Ok(Some((id, status, problem)))
}

/// Whether a notification is about exactly this.
pub async fn is_about(tx: &mut OrgTx, id: &NotificationId, about: &About) -> Result<bool, sqlx::Error> {
    let json = to_json(about)?;
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM notifications WHERE org_id = $1 AND id = $2 AND about = $3")
            .bind(org.as_str())
            .bind(id.as_str())
            .bind(&json)
            .fetch_one(c)
            .await
    })?;
    Ok(count > 0)
}

/// The incident goes on in another way.
pub async fn turn(
    tx: &mut OrgTx,
    id: &NotificationId,
    kind: NotificationKind,
    problem: Option<&Problem>,
) -> Result<(), sqlx::Error> {
    let problem = to_json_some(problem)?;
    execute!(tx, "UPDATE notifications SET kind = $1, problem = $2 WHERE org_id = $3 AND id = $4", |org| (
        kind.code(),
        &problem,
        org.as_str(),
        id.as_str()
    ))
    .map(drop)
}

/// The incident is of others, or of more or fewer.
pub async fn recount(
    tx: &mut OrgTx,
    id: &NotificationId,
    about: &About,
    times: u32,
) -> Result<(), sqlx::Error> {
    let json = to_json(about)?;
    let sql = "UPDATE notifications SET about = $1, subject = $2, times = $3 WHERE org_id = $4 AND id = $5";
    execute!(tx, sql, |org| (&json, about.subject(), i64::from(times), org.as_str(), id.as_str())).map(drop)
}

/// Has what became worse count as unread, and mails it once more to those who had a mail of it; those who
/// have a digest find it in the next.
pub async fn tell_again(tx: &mut OrgTx, id: &NotificationId, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications_people SET read_at = NULL, mail_attempts = 0,
                 mail_at = CASE WHEN mail = 'none' THEN mail_at WHEN NOT in_digest THEN $1
                                WHEN mail = 'due' THEN mail_at
                                ELSE mail_at + 86400000 * (1 + ($1 - mail_at) / 86400000) END,
                 had_mail = had_mail OR mail IN ('sending', 'sent', 'unsure'),
                 mail = CASE WHEN mail = 'none' THEN mail ELSE 'due' END
               WHERE org_id = $2 AND notification_id = $3";
    execute!(tx, sql, |org| (at, org.as_str(), id.as_str())).map(drop)
}

/// Ends an incident. Whoever has no mail of it gets none any more, unless it is taken up again.
pub async fn end(tx: &mut OrgTx, id: &NotificationId, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications SET ended_at = $1 WHERE org_id = $2 AND id = $3";
    execute!(tx, sql, |org| (at, org.as_str(), id.as_str()))?;
    let sql = "UPDATE notifications_people SET mail = 'none'
               WHERE org_id = $1 AND notification_id = $2 AND mail = 'due'";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_taken_up_is_read_from_an_index() {
        let plan = explain::of(ENDED).await;
        let by_subject = "notifications_subject (org_id=? AND subject=?";
        assert!(plan.iter().any(|line| line.contains(by_subject)), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
