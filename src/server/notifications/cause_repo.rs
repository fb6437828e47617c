//! SQL of what notifications were told of: a cause each, of which some kinds gather several.

use crate::{
    domain::notification::{About, NotificationId, NotificationKind},
    server::db::{OrgTx, execute, on, stored, to_json},
};

/// Whether a cause was told of.
pub async fn has_cause(tx: &mut OrgTx, cause: &str) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM notifications_causes WHERE org_id = $1 AND cause = $2")
            .bind(org.as_str())
            .bind(cause)
            .fetch_one(c)
            .await
    })?;
    Ok(count > 0)
}

pub async fn add_cause(
    tx: &mut OrgTx,
    cause: &str,
    id: &NotificationId,
    about: &About,
) -> Result<(), sqlx::Error> {
    let json = to_json(about)?;
    execute!(
        tx,
        "INSERT INTO notifications_causes (org_id, cause, notification_id, subject, about)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        |org| (org.as_str(), cause, id.as_str(), about.subject(), &json)
    )
    .map(drop)
}

const GATHERING: &str = "SELECT id, at FROM notifications WHERE org_id = $1 AND kind = $2 AND at > $3
     ORDER BY id DESC LIMIT 1";

/// The notification that others of the kind are told of with, and when it began: after `since`.
pub async fn gathering(
    tx: &mut OrgTx,
    kind: NotificationKind,
    since: i64,
) -> Result<Option<(NotificationId, i64)>, sqlx::Error> {
    let row: Option<(String, i64)> = on!(tx, |c, org| {
        sqlx::query_as(GATHERING).bind(org.as_str()).bind(kind.code()).bind(since).fetch_optional(c).await
    })?;
    row.map(|(id, at)| Ok((stored("notifications", &id).parse("id", &id)?, at))).transpose()
}

/// Adds one more to a notification, which is unread again. Whoever had a mail of it has another at
/// `mail_at`, and whoever had it in a digest finds it in the next.
pub async fn gather(
    tx: &mut OrgTx,
    id: &NotificationId,
    about: &About,
    mail_at: i64,
) -> Result<(), sqlx::Error> {
    let json = to_json(about)?;
    let sql = "UPDATE notifications SET times = times + 1, subject = $1, about = $2
               WHERE org_id = $3 AND id = $4";
    execute!(tx, sql, |org| (about.subject(), &json, org.as_str(), id.as_str()))?;
    let sql = "UPDATE notifications_people SET read_at = NULL,
                 mail_attempts = CASE WHEN mail IN ('sending', 'sent', 'unsure') THEN 0 ELSE mail_attempts END,
                 had_mail = had_mail OR mail IN ('sending', 'sent', 'unsure'),
                 mail_at = CASE WHEN mail NOT IN ('sending', 'sent', 'unsure') THEN mail_at
                                WHEN in_digest THEN mail_at + 86400000 ELSE $1 END,
                 mail = CASE WHEN mail IN ('sending', 'sent', 'unsure') THEN 'due' ELSE mail END
               WHERE org_id = $2 AND notification_id = $3";
    execute!(tx, sql, |org| (mail_at, org.as_str(), id.as_str())).map(drop)
}

/// Forgets that a cause was told of.
pub async fn forget(tx: &mut OrgTx, cause: &str) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM notifications_causes WHERE org_id = $1 AND cause = $2";
    execute!(tx, sql, |org| (org.as_str(), cause)).map(drop)
}

/// Takes back what was told of a cause: the notification tells of the others, or goes. `false` where
/// nothing was.
pub async fn retract(tx: &mut OrgTx, cause: &str) -> Result<bool, sqlx::Error> {
    let gone: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(
            "DELETE FROM notifications_causes WHERE org_id = $1 AND cause = $2 RETURNING notification_id",
        )
        .bind(org.as_str())
        .bind(cause)
        .fetch_optional(c)
        .await
    })?;
    let Some((id,)) = gone else { return Ok(false) };
    let other: Option<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT subject, about FROM notifications_causes WHERE org_id = $1 AND notification_id = $2
             ORDER BY cause DESC LIMIT 1",
        )
        .bind(org.as_str())
        .bind(&id)
        .fetch_optional(c)
        .await
    })?;
    match other {
        Some((subject, about)) => {
            let sql = "UPDATE notifications SET times = times - 1, subject = $1, about = $2
                       WHERE org_id = $3 AND id = $4";
            execute!(tx, sql, |org| (&subject, &about, org.as_str(), &id))?;
        }
        None => {
            let sql = "DELETE FROM notifications WHERE org_id = $1 AND id = $2";
            execute!(tx, sql, |org| (org.as_str(), &id))?;
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_gathered_is_read_from_an_index() {
        let plan = explain::of(GATHERING).await;
        let by_kind = "notifications_kind (org_id=? AND kind=?";
        assert!(plan.iter().any(|line| line.contains(by_kind)), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
