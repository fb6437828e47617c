//! SQL of `notifications` and `notifications_people`.

use super::KEPT;
use crate::{
    domain::{
        credential::Account,
        ids::{OrgId, UserId},
        notification::{NotificationId, NotificationKind, NotificationView, NotificationsQuery},
        problem::Problem,
        provider::Provider,
        role::Role,
    },
    server::{
        db::{OrgTx, Tx, execute, on, stored, to_json_some},
        list::NEWEST,
        mail::MailState,
        suspension::is_at_work,
    },
};

/// Two times that are no further apart are of the same end.
const ABOUT: i64 = 24 * 3600 * 1000;

/// A row as it is written.
pub struct New<'a> {
    pub id: &'a NotificationId,
    pub kind: NotificationKind,
    pub account: Account,
    pub problem: Option<&'a Problem>,
    pub at: i64,
    pub ended_at: Option<i64>,
    /// When something runs out, and how many days before this tells of it.
    pub due: Option<(i64, i64)>,
    /// The notification without whose mail this one's would say nothing.
    pub after: Option<&'a NotificationId>,
}

/// Adds a row for everybody who may see it, and drops the oldest of more than [`KEPT`]. Returns
/// `false` where the same was told before.
pub async fn add(tx: &mut OrgTx, new: &New<'_>) -> Result<bool, sqlx::Error> {
    let problem = to_json_some(new.problem)?;
    let added = execute!(
        tx,
        "INSERT INTO notifications (id, org_id, kind, provider, problem, at, ended_at, due_at, days, is_managed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
        |org| (
            new.id.as_str(),
            org.as_str(),
            new.kind.code(),
            new.account.provider.code(),
            &problem,
            new.at,
            new.ended_at,
            new.due.map(|(at, _)| at),
            new.due.map(|(_, days)| days),
            new.account.is_managed()
        )
    )?;
    if added == 0 {
        return Ok(false);
    }
    let members: Vec<(String, String, Option<String>, Option<bool>)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT m.user_id, m.role, p.mail, p.had_mail FROM memberships AS m
             LEFT JOIN notifications_people AS p ON p.notification_id = $2 AND p.user_id = m.user_id
             WHERE m.org_id = $1",
        )
        .bind(org.as_str())
        .bind(new.after.map_or("", NotificationId::as_str))
        .fetch_all(c)
        .await
    })?;
    for (user, role, before, had_mail) in members {
        let role = stored("memberships", &user).code("role", &role, Role::from_code)?;
        if role.may(new.kind.seen_by()) {
            let before = stored("notifications_people", &user).code_some(
                "mail",
                before.as_deref(),
                MailState::from_code,
            )?;
            let came = had_mail == Some(true) || before.is_some_and(MailState::may_have_come);
            let follows = new.after.is_none() || came;
            let mailed = follows && role.may(new.kind.mailed_to());
            let mail = if mailed { MailState::Due } else { MailState::None };
            execute!(
                tx,
                "INSERT INTO notifications_people (notification_id, org_id, user_id, mail, mail_at)
                 VALUES ($1, $2, $3, $4, $5)",
                |org| (new.id.as_str(), org.as_str(), &user, mail.code(), new.at)
            )?;
        }
    }
    prune(tx).await?;
    Ok(true)
}

/// Drops what is over. The last warning of each thing stays, since it would be given again.
async fn prune(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM notifications WHERE org_id = $1
                 AND (ended_at IS NOT NULL OR EXISTS (SELECT 1 FROM notifications AS later
                   WHERE later.org_id = $1 AND later.id > notifications.id AND later.due_at IS NOT NULL
                     AND later.kind = notifications.kind AND later.provider = notifications.provider))
                 AND id <= (SELECT n.id FROM notifications AS n WHERE n.org_id = $1
                            ORDER BY n.id DESC LIMIT 1 OFFSET $2)";
    execute!(tx, sql, |org| (org.as_str(), KEPT)).map(drop)
}

/// Whether it was told, at this distance or a nearer one, that something runs out about then: a
/// provider that says how much is left says it a little differently each time.
pub async fn was_told(
    tx: &mut OrgTx,
    kind: NotificationKind,
    provider: Provider,
    due_at: i64,
    days: i64,
) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM notifications
             WHERE org_id = $1 AND provider = $2 AND due_at > $3 AND due_at < $4 AND days <= $5
               AND kind = $6",
        )
        .bind(org.as_str())
        .bind(provider.code())
        .bind(due_at - ABOUT)
        .bind(due_at + ABOUT)
        .bind(days)
        .bind(kind.code())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

/// The incident of an account that lasts.
pub async fn incident(
    tx: &mut OrgTx,
    account: Account,
) -> Result<Option<(NotificationId, NotificationKind)>, sqlx::Error> {
    let row: Option<(String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, kind FROM notifications
             WHERE org_id = $1 AND provider = $2 AND is_managed = $3 AND ended_at IS NULL
               AND due_at IS NULL",
        )
        .bind(org.as_str())
        .bind(account.provider.code())
        .bind(account.is_managed())
        .fetch_optional(c)
        .await
    })?;
    let Some((id, kind)) = row else { return Ok(None) };
    let row = stored("notifications", &id);
    Ok(Some((row.parse("id", &id)?, row.code("kind", &kind, NotificationKind::from_code)?)))
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

/// Has what became worse count as unread, and mails it once more to those who had a mail of it.
pub async fn tell_again(tx: &mut OrgTx, id: &NotificationId, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications_people SET read_at = NULL, mail_at = $1, mail_attempts = 0,
                 had_mail = had_mail OR mail IN ('sending', 'sent', 'unsure'),
                 mail = CASE WHEN mail = 'none' THEN mail ELSE 'due' END
               WHERE org_id = $2 AND notification_id = $3";
    execute!(tx, sql, |org| (at, org.as_str(), id.as_str())).map(drop)
}

/// Ends an incident. Whoever has no mail of it gets none any more.
pub async fn end(tx: &mut OrgTx, id: &NotificationId, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications SET ended_at = $1 WHERE org_id = $2 AND id = $3";
    execute!(tx, sql, |org| (at, org.as_str(), id.as_str()))?;
    let sql = "UPDATE notifications_people SET mail = 'none'
               WHERE org_id = $1 AND notification_id = $2 AND mail = 'due'";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    provider: String,
    problem: Option<String>,
    at: i64,
    ended_at: Option<i64>,
    due_at: Option<i64>,
    read_at: Option<i64>,
}

impl Row {
    fn view(self) -> Result<NotificationView, sqlx::Error> {
        let row = stored("notifications", &self.id);
        Ok(NotificationView {
            id: row.parse("id", &self.id)?,
            kind: row.code("kind", &self.kind, NotificationKind::from_code)?,
            provider: row.code("provider", &self.provider, Provider::from_code)?,
            problem: row.json_some("problem", self.problem.as_deref())?,
            at: self.at,
            ended_at: self.ended_at,
            due_at: self.due_at,
            read: self.read_at.is_some(),
        })
    }
}

const PAGE: &str = "SELECT n.id, n.kind, n.provider, n.problem, n.at, n.ended_at, n.due_at, p.read_at
     FROM notifications AS n
     JOIN notifications_people AS p ON p.notification_id = n.id AND p.user_id = $2
     WHERE n.org_id = $1 AND n.id < $3 AND ($4 = 'all' OR p.read_at IS NULL)
     ORDER BY n.id DESC LIMIT $5";

/// A page of what one person may see, newest first.
pub async fn page(
    tx: &mut OrgTx,
    user: &UserId,
    query: &NotificationsQuery,
    limit: i64,
) -> Result<Vec<NotificationView>, sqlx::Error> {
    let before = query.before.as_ref().map_or(NEWEST, NotificationId::as_str);
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(PAGE)
            .bind(org.as_str())
            .bind(user.as_str())
            .bind(before)
            .bind(query.show.code())
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(Row::view).collect()
}

/// How many one person has not read; the session counts them in the same words.
pub async fn unread(tx: &mut OrgTx, user: &UserId) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM notifications_people
             WHERE org_id = $1 AND user_id = $2 AND read_at IS NULL",
        )
        .bind(org.as_str())
        .bind(user.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Marks one as read by this person; `false` where there is none for them.
pub async fn read(tx: &mut OrgTx, user: &UserId, id: &NotificationId, now: i64) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE notifications_people SET read_at = COALESCE(read_at, $1)
               WHERE org_id = $2 AND user_id = $3 AND notification_id = $4";
    execute!(tx, sql, |org| (now, org.as_str(), user.as_str(), id.as_str())).map(|rows| rows > 0)
}

/// Marks as read by this person what is not, up to the newest one that they were shown.
pub async fn read_all(
    tx: &mut OrgTx,
    user: &UserId,
    newest: &NotificationId,
    now: i64,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications_people SET read_at = $1
               WHERE org_id = $2 AND user_id = $3 AND notification_id <= $4 AND read_at IS NULL";
    execute!(tx, sql, |org| (now, org.as_str(), user.as_str(), newest.as_str())).map(drop)
}

/// The mail of a notification to one person, which nobody else sends now.
pub struct Claimed {
    pub user: UserId,
    /// How often it was tried, this time included.
    pub attempts: i64,
    pub org_name: String,
    pub notification: NotificationView,
}

const WITH_MAIL: &str = concat!(
    "SELECT p.org_id FROM notifications_people AS p
     WHERE p.mail IN ('due', 'sending') AND p.mail_at <= $1 AND ",
    is_at_work!("p.org_id"),
    " GROUP BY p.org_id ORDER BY MIN(p.mail_at), p.org_id LIMIT $2"
);

/// Organisations with a mail that is due, the longest ago first.
pub async fn orgs_with_mail(tx: &mut Tx, now: i64, limit: i64) -> Result<Vec<OrgId>, sqlx::Error> {
    let rows: Vec<(String,)> =
        on!(tx, |c| { sqlx::query_as(WITH_MAIL).bind(now).bind(limit).fetch_all(c).await })?;
    let read = |(org,): &(String,)| match stored("notifications_people", org).parse("org_id", org) {
        Ok(org) => Some(org),
        Err(error) => {
            tracing::error!(%error, "nobody can be mailed of this organisation");
            None
        }
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// Both statements say `IN` for the partial index, which has what is due alone.
const GIVE_UP: &str = "UPDATE notifications_people SET mail = 'unsure'
     WHERE org_id = $1 AND mail IN ('due', 'sending') AND mail = 'sending' AND mail_at <= $2";
const NEXT: &str = concat!(
    "SELECT p.notification_id, p.user_id, m.role, o.name FROM notifications_people AS p
     JOIN orgs AS o ON o.id = p.org_id
     LEFT JOIN memberships AS m ON m.org_id = p.org_id AND m.user_id = p.user_id
     WHERE p.org_id = $1 AND p.mail IN ('due', 'sending') AND p.mail = 'due' AND p.mail_at <= $2
       AND ",
    is_at_work!("p.org_id"),
    " ORDER BY p.mail_at, p.notification_id, p.user_id LIMIT 1"
);

/// Claims the next mail of the organisation until `until`. One whose former claim has ended may
/// have been sent, and is given up; so is one to a person who has lost the right to it.
pub async fn claim_mail(tx: &mut OrgTx, now: i64, until: i64) -> Result<Option<Claimed>, sqlx::Error> {
    execute!(tx, GIVE_UP, |org| (org.as_str(), now))?;
    loop {
        let next: Option<(String, String, Option<String>, String)> =
            on!(tx, |c, org| { sqlx::query_as(NEXT).bind(org.as_str()).bind(now).fetch_optional(c).await })?;
        let Some((id, user, role, org_name)) = next else { return Ok(None) };
        let row: Option<Row> = on!(tx, |c, org| {
            sqlx::query_as(
                "SELECT n.id, n.kind, n.provider, n.problem, n.at, n.ended_at, n.due_at,
                   CAST(NULL AS BIGINT) AS read_at
                 FROM notifications AS n WHERE n.org_id = $1 AND n.id = $2",
            )
            .bind(org.as_str())
            .bind(&id)
            .fetch_optional(c)
            .await
        })?;
        let notification = row.map(Row::view).transpose().unwrap_or_else(|error| {
            tracing::error!(%error, "a notification that cannot be read is mailed to nobody");
            None
        });
        let role = stored("memberships", &user).code_some("role", role.as_deref(), Role::from_code)?;
        let fits = notification.filter(|n| role.is_some_and(|role| role.may(n.kind.mailed_to())));
        let state = if fits.is_some() { MailState::Sending } else { MailState::None };
        let attempts: Option<(i64,)> = on!(tx, |c, org| {
            sqlx::query_as(
                "UPDATE notifications_people SET mail = $1, mail_at = $2, mail_attempts = mail_attempts + 1
                 WHERE org_id = $3 AND notification_id = $4 AND user_id = $5
                 RETURNING mail_attempts",
            )
            .bind(state.code())
            .bind(until)
            .bind(org.as_str())
            .bind(&id)
            .bind(&user)
            .fetch_optional(c)
            .await
        })?;
        if let (Some(notification), Some((attempts,))) = (fits, attempts) {
            let user = stored("notifications_people", &id).parse("user_id", &user)?;
            return Ok(Some(Claimed { user, attempts, org_name, notification }));
        }
    }
}

/// Notes what became of a mail that was claimed.
pub async fn mailed(tx: &mut OrgTx, claimed: &Claimed, state: MailState, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications_people SET mail = $1, mail_at = $2
               WHERE org_id = $3 AND notification_id = $4 AND user_id = $5 AND mail = 'sending'";
    execute!(tx, sql, |org| (
        state.code(),
        at,
        org.as_str(),
        claimed.notification.id.as_str(),
        claimed.user.as_str()
    ))
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_the_index_that_has_nothing_else() {
        for sql in [WITH_MAIL, NEXT, GIVE_UP] {
            let plan = explain::of(sql).await;
            let due = plan.iter().any(|line| line.contains("INDEX notifications_people_mail (mail_at<?)"));
            assert!(due, "{sql}: {plan:#?}");
        }
    }

    #[tokio::test]
    async fn a_page_is_read_from_its_index() {
        let plan = explain::of(PAGE).await;
        assert!(plan.iter().any(|line| line.contains("notifications_page (org_id=? AND id<?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN") || line.contains("TEMP")), "{plan:#?}");
    }
}
