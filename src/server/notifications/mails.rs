//! SQL of the mails of notifications: one at once for a notification, or one for all that a person's digest
//! has.

use super::{
    repo,
    views::{Row, columns},
};
use crate::{
    domain::{
        ids::{OrgId, UserId},
        notification::{NotificationChannel, NotificationSettings, NotificationView},
        role::Role,
        zone::ZoneName,
    },
    server::{
        db::{OrgTx, Tx, execute, on, stored},
        mail::MailState,
        suspension::is_at_work,
        zones,
    },
};

/// Notifications that a digest says at most; of more it says how many they are.
const DIGEST: i64 = 50;
/// Mails that are put off or given up in one transaction; the others are looked at in the next round.
const LOOKED_AT: usize = 100;

/// A mail to one person, which nobody else sends now.
pub struct Claimed {
    pub user: UserId,
    /// The number of attempts, this one included.
    pub attempts: i64,
    pub org_name: String,
    pub is_digest: bool,
    /// One, or those of a digest, the newest first.
    pub notifications: Vec<NotificationView>,
    /// The older ones that are due with a digest, and of which it says no more than their number.
    pub more: u32,
    /// When it was claimed.
    pub at: i64,
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

const GIVE_UP: &str = "UPDATE notifications_people SET mail = 'unsure'
     WHERE org_id = $1 AND mail = 'sending' AND mail_at <= $2";
const NEXT: &str = concat!(
    "SELECT p.notification_id, p.user_id, p.in_digest, m.role, o.name AS org_name, u.time_zone,
       u.notification_settings AS settings
     FROM notifications_people AS p
     JOIN orgs AS o ON o.id = p.org_id
     JOIN users AS u ON u.id = p.user_id
     LEFT JOIN memberships AS m ON m.org_id = p.org_id AND m.user_id = p.user_id
     WHERE p.org_id = $1 AND p.mail = 'due' AND p.mail_at <= $2 AND ",
    is_at_work!("p.org_id"),
    " ORDER BY p.mail_at, p.notification_id, p.user_id LIMIT 1"
);

#[derive(sqlx::FromRow)]
struct Next {
    notification_id: String,
    user_id: String,
    in_digest: bool,
    role: Option<String>,
    org_name: String,
    time_zone: Option<String>,
    settings: Option<String>,
}

/// The person to whom mails go, with the settings by which they are sent.
struct Reader {
    user: UserId,
    role: Option<Role>,
    zone: ZoneName,
    settings: NotificationSettings,
}

impl Reader {
    fn of(next: &Next) -> Result<Self, sqlx::Error> {
        let user = next.user_id.as_str();
        let row = stored("memberships", user);
        Ok(Self {
            user: row.parse("user_id", user)?,
            role: row.code_some("role", next.role.as_deref(), Role::from_code)?,
            zone: next.time_zone.clone().map(ZoneName::found).unwrap_or_default(),
            settings: repo::settings(user, next.settings.as_deref())?,
        })
    }

    /// Whether the person still may see it, and wants a mail of it.
    fn wants(&self, notification: &NotificationView) -> bool {
        let kind = notification.kind;
        self.role.is_some_and(|role| {
            let channel = self.settings.channel(kind.category(), role);
            role.may(kind.seen_by())
                && matches!(channel, NotificationChannel::Mail | NotificationChannel::Digest)
        })
    }

    /// The time until which a mail has to wait; `None` where it may come now.
    fn waits_until(&self, notifications: &[NotificationView], now: i64) -> Option<i64> {
        let mut quiet = notifications.iter().map(|of| self.settings.quiet_for(of.kind.category()));
        // What is urgent takes the rest along.
        let quiet = if quiet.any(|quiet| quiet.is_none()) { None } else { self.settings.quiet };
        zones::end_of_quiet(&self.zone, quiet?, now)
    }
}

/// Claims the next mail of the organisation until `until`; `None` where there is none among the first. One whose former claim has ended may
/// have been sent, and is given up; so is one to a person who has lost the right to it, or does not want it
/// any more. In somebody's quiet hours theirs wait for the end.
pub async fn claim(tx: &mut OrgTx, now: i64, until: i64) -> Result<Option<Claimed>, sqlx::Error> {
    execute!(tx, GIVE_UP, |org| (org.as_str(), now))?;
    for _ in 0..LOOKED_AT {
        let next: Option<Next> =
            on!(tx, |c, org| { sqlx::query_as(NEXT).bind(org.as_str()).bind(now).fetch_optional(c).await })?;
        let Some(next) = next else { return Ok(None) };
        let reader = Reader::of(&next)?;
        let ids = if next.in_digest {
            digest(tx, &reader.user, now).await?
        } else {
            vec![next.notification_id.clone()]
        };
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for id in ids {
            match find(tx, &id).await?.filter(|notification| reader.wants(notification)) {
                Some(notification) => wanted.push(notification),
                None => unwanted.push(id),
            }
        }
        for id in &unwanted {
            set(tx, &reader.user, id, MailState::None, now).await?;
        }
        if wanted.is_empty() {
            continue;
        }
        let wanted_ids = || wanted.iter().map(|notification| notification.id.as_str());
        if let Some(end) = reader.waits_until(&wanted, now) {
            for id in wanted_ids() {
                set(tx, &reader.user, id, MailState::Due, end).await?;
            }
            continue;
        }
        let mut attempts = 0;
        for id in wanted_ids() {
            set(tx, &reader.user, id, MailState::Sending, until).await?;
            attempts = attempts.max(attempt(tx, &reader.user, id).await?);
        }
        let (user, org_name, is_digest) = (reader.user, next.org_name, next.in_digest);
        let more = if is_digest { count_digest(tx, &user, now).await? } else { 0 };
        return Ok(Some(Claimed {
            user,
            attempts,
            org_name,
            is_digest,
            notifications: wanted,
            more,
            at: now,
        }));
    }
    Ok(None)
}

/// The condition that a mail is due. It says `IN` for the partial index.
macro_rules! is_due {
    () => {
        "mail IN ('due', 'sending') AND mail = 'due'"
    };
}

/// `+` keeps SQLite from beginning with the mails of everybody in the organisation.
const IN_DIGEST: &str = concat!(
    "SELECT notification_id FROM notifications_people WHERE user_id = $1 AND org_id = $2 AND ",
    is_due!(),
    " AND in_digest AND + mail_at <= $3 ORDER BY notification_id DESC LIMIT $4"
);

/// Finds the ids of the notifications of a person's digest that is due.
async fn digest(tx: &mut OrgTx, user: &UserId, now: i64) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(IN_DIGEST)
            .bind(user.as_str())
            .bind(org.as_str())
            .bind(now)
            .bind(DIGEST)
            .fetch_all(c)
            .await
    })?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const REST: &str = concat!(
    "SELECT COUNT(*) FROM notifications_people WHERE user_id = $1 AND org_id = $2 AND ",
    is_due!(),
    " AND in_digest AND + mail_at <= $3"
);

/// Counts what is due with a person's digest beside what is claimed.
async fn count_digest(tx: &mut OrgTx, user: &UserId, now: i64) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(REST).bind(user.as_str()).bind(org.as_str()).bind(now).fetch_one(c).await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// One that cannot be read is mailed to nobody.
async fn find(tx: &mut OrgTx, id: &str) -> Result<Option<NotificationView>, sqlx::Error> {
    const ONE: &str = concat!(
        "SELECT CAST(NULL AS BIGINT) AS read_at, ",
        columns!(),
        " FROM notifications AS n WHERE n.org_id = $1 AND n.id = $2"
    );
    let row: Option<Row> =
        on!(tx, |c, org| { sqlx::query_as(ONE).bind(org.as_str()).bind(id).fetch_optional(c).await })?;
    Ok(row.map(Row::view).transpose().unwrap_or_else(|error| {
        tracing::error!(%error, "a notification that cannot be read is mailed to nobody");
        None
    }))
}

async fn set(tx: &mut OrgTx, user: &UserId, id: &str, state: MailState, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications_people SET mail = $1, mail_at = $2
               WHERE org_id = $3 AND notification_id = $4 AND user_id = $5";
    execute!(tx, sql, |org| (state.code(), at, org.as_str(), id, user.as_str())).map(drop)
}

async fn attempt(tx: &mut OrgTx, user: &UserId, id: &str) -> Result<i64, sqlx::Error> {
    let (attempts,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE notifications_people SET mail_attempts = mail_attempts + 1
             WHERE org_id = $1 AND notification_id = $2 AND user_id = $3 RETURNING mail_attempts",
        )
        .bind(org.as_str())
        .bind(id)
        .bind(user.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(attempts)
}

/// Notes what became of a mail that was claimed, also for those of which a digest says no more than their
/// number: they are in no other one.
pub async fn mailed(tx: &mut OrgTx, claimed: &Claimed, state: MailState, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE notifications_people SET mail = $1, mail_at = $2
               WHERE org_id = $3 AND notification_id = $4 AND user_id = $5 AND mail = 'sending'";
    for notification in &claimed.notifications {
        let (id, user) = (notification.id.as_str(), claimed.user.as_str());
        execute!(tx, sql, |org| (state.code(), at, org.as_str(), id, user))?;
    }
    // What the mail was not about, since it is turned off, says nothing of the others.
    if claimed.more == 0 || state == MailState::None {
        return Ok(());
    }
    let rest = concat!(
        "UPDATE notifications_people SET mail = $1, mail_at = $2 WHERE org_id = $3 AND user_id = $4 AND ",
        is_due!(),
        " AND in_digest AND mail_at <= $5"
    );
    execute!(tx, rest, |org| (state.code(), at, org.as_str(), claimed.user.as_str(), claimed.at)).map(drop)
}

const LATE: &str = concat!(
    "SELECT COUNT(*) FROM notifications_people WHERE user_id = $1 AND org_id = $2 AND ",
    is_due!(),
    " AND mail_attempts > 0"
);

/// Counts the mails to a person that could not be sent so far.
pub async fn waiting(tx: &mut OrgTx, user: &UserId) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) =
        on!(tx, |c, org| { sqlx::query_as(LATE).bind(user.as_str()).bind(org.as_str()).fetch_one(c).await })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Has what waits for a person's digest wait for another hour of theirs, in whichever organisation.
pub async fn move_digests(tx: &mut Tx, user: &UserId, at: i64) -> Result<(), sqlx::Error> {
    let sql = concat!(
        "UPDATE notifications_people SET mail_at = $1 WHERE user_id = $2 AND ",
        is_due!(),
        " AND in_digest"
    );
    execute!(tx, sql, at, user.as_str()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_the_index_that_has_nothing_else() {
        for sql in [LATE, IN_DIGEST, REST] {
            let plan = explain::of(sql).await;
            let waiting = plan
                .iter()
                .any(|line| line.contains("notifications_people_waiting (user_id=? AND org_id=?)"));
            assert!(waiting, "{sql}: {plan:#?}");
        }
        for (sql, index) in [
            (WITH_MAIL, "INDEX notifications_people_mail (mail_at<?)"),
            (NEXT, "INDEX notifications_people_next (org_id=? AND mail_at<?)"),
            (GIVE_UP, "INDEX notifications_people_sending (org_id=? AND mail_at<?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{sql}: {plan:#?}");
        }
    }
}
