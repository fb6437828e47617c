//! SQL of `notifications`, and of whom they are for.

use super::KEPT;
use crate::{
    domain::{
        ids::{OrgId, UserId},
        notification::{About, NotificationChannel, NotificationId, NotificationKind, NotificationSettings},
        problem::Problem,
        role::Role,
        zone::ZoneName,
    },
    server::{
        db::{OrgTx, Tx, execute, on, stored, to_json, to_json_some},
        mail::MailState,
        suspension::is_at_work,
        zones,
    },
};

/// Two times that are no further apart are of the same end.
const ABOUT: i64 = 24 * 3600 * 1000;

/// The people whom a notification is for, out of those who may see it.
#[derive(Clone, Copy)]
pub enum Audience<'a> {
    Everybody,
    But(&'a UserId),
    Only(&'a UserId),
}

impl Audience<'_> {
    fn has(self, user: &str) -> bool {
        match self {
            Self::Everybody => true,
            Self::But(but) => but.as_str() != user,
            Self::Only(only) => only.as_str() == user,
        }
    }
}

/// A row as it is written.
pub struct New<'a> {
    pub id: &'a NotificationId,
    pub kind: NotificationKind,
    pub about: &'a About,
    /// The number of things of the kind that it tells of.
    pub times: u32,
    pub problem: Option<&'a Problem>,
    pub at: i64,
    pub ended_at: Option<i64>,
    /// When something runs out, and how many days before this tells of it.
    pub due: Option<(i64, i64)>,
    /// The notification without whose mail this one's would say nothing.
    pub after: Option<&'a NotificationId>,
    pub audience: Audience<'a>,
}

impl<'a> New<'a> {
    /// Tells everybody of something that happened once.
    pub const fn once(id: &'a NotificationId, kind: NotificationKind, about: &'a About, at: i64) -> Self {
        let (problem, due, after, audience) = (None, None, None, Audience::Everybody);
        Self { id, kind, about, times: 1, problem, at, ended_at: Some(at), due, after, audience }
    }
}

/// A person who may be told.
#[derive(sqlx::FromRow)]
struct Person {
    user_id: String,
    role: String,
    time_zone: Option<String>,
    settings: Option<String>,
    /// The state of the mail of the notification that this one follows.
    mail: Option<String>,
    had_mail: Option<bool>,
}

/// Reads what a person has chosen.
pub fn settings(user: &str, json: Option<&str>) -> Result<NotificationSettings, sqlx::Error> {
    Ok(stored("users", user).json_some("notification_settings", json)?.unwrap_or_default())
}

/// Adds a row for everybody who may see it and wants to, and drops the oldest of more than [`KEPT`].
/// Returns `false` where the same was told before.
pub async fn add(tx: &mut OrgTx, new: &New<'_>) -> Result<bool, sqlx::Error> {
    let (about, problem) = (to_json(new.about)?, to_json_some(new.problem)?);
    let added = execute!(
        tx,
        "INSERT INTO notifications
           (id, org_id, kind, category, subject, about, times, problem, at, ended_at, due_at, days)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
        |org| (
            new.id.as_str(),
            org.as_str(),
            new.kind.code(),
            new.kind.category().code(),
            new.about.subject(),
            &about,
            i64::from(new.times),
            &problem,
            new.at,
            new.ended_at,
            new.due.map(|(at, _)| at),
            new.due.map(|(_, days)| days)
        )
    )?;
    if added == 0 {
        return Ok(false);
    }
    let people: Vec<Person> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT m.user_id, m.role, u.time_zone, u.notification_settings AS settings, p.mail, p.had_mail
             FROM memberships AS m
             JOIN users AS u ON u.id = m.user_id
             LEFT JOIN notifications_people AS p ON p.notification_id = $2 AND p.user_id = m.user_id
             WHERE m.org_id = $1",
        )
        .bind(org.as_str())
        .bind(new.after.map_or("", NotificationId::as_str))
        .fetch_all(c)
        .await
    })?;
    for person in people.iter().filter(|person| new.audience.has(&person.user_id)) {
        tell(tx, new, person).await?;
    }
    prune(tx).await?;
    Ok(true)
}

async fn tell(tx: &mut OrgTx, new: &New<'_>, person: &Person) -> Result<(), sqlx::Error> {
    let user = person.user_id.as_str();
    let role = stored("memberships", user).code("role", &person.role, Role::from_code)?;
    if !role.may(new.kind.seen_by()) {
        return Ok(());
    }
    let settings = settings(user, person.settings.as_deref())?;
    let before = person.mail.as_deref();
    let before = stored("notifications_people", user).code_some("mail", before, MailState::from_code)?;
    let came = person.had_mail == Some(true) || before.is_some_and(MailState::may_have_come);
    let follows = new.after.is_none() || came;
    let from = new.at + new.kind.settles();
    let mail_at = match settings.channel(new.kind.category(), role) {
        NotificationChannel::Off => return Ok(()),
        NotificationChannel::App => None,
        NotificationChannel::Mail => Some((from, false)),
        NotificationChannel::Digest => {
            let zone = person.time_zone.clone().map(ZoneName::found).unwrap_or_default();
            Some((zones::next_time(&zone, settings.digest_at, from), true))
        }
    };
    let mail_at = mail_at.filter(|_| follows);
    let mail = if mail_at.is_some() { MailState::Due } else { MailState::None };
    let (mail_at, in_digest) = mail_at.unzip();
    execute!(
        tx,
        "INSERT INTO notifications_people (notification_id, org_id, user_id, mail, mail_at, in_digest)
         VALUES ($1, $2, $3, $4, $5, $6)",
        |org| (new.id.as_str(), org.as_str(), user, mail.code(), mail_at, in_digest.unwrap_or(false))
    )
    .map(drop)
}

/// What is over, and of a thing that runs out not the last warning, which would be given again.
macro_rules! is_forgettable {
    () => {
        "(ended_at IS NOT NULL OR EXISTS (SELECT 1 FROM notifications AS later
            WHERE later.org_id = notifications.org_id AND later.id > notifications.id
              AND later.due_at IS NOT NULL AND later.kind = notifications.kind
              AND later.subject = notifications.subject))"
    };
}

/// Drops the oldest of more than [`KEPT`].
async fn prune(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    const SQL: &str = concat!(
        "DELETE FROM notifications WHERE org_id = $1 AND ",
        is_forgettable!(),
        " AND id <= (SELECT n.id FROM notifications AS n WHERE n.org_id = $1
                     ORDER BY n.id DESC LIMIT 1 OFFSET $2)"
    );
    execute!(tx, SQL, |org| (org.as_str(), KEPT)).map(drop)
}

const OLD: &str = concat!(
    "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE at < $1 AND ",
    is_forgettable!(),
    " ORDER BY at LIMIT $2)"
);

/// Deletes up to `limit` of those that are older, of all organisations; returns how many those were.
pub async fn forget_old(tx: &mut Tx, before: i64, limit: i64) -> Result<u64, sqlx::Error> {
    execute!(tx, OLD, before, limit)
}

/// Takes from a person what the role may not see that they have now; all, where they have none.
pub async fn forget_of(tx: &mut OrgTx, user: &UserId, role: Option<Role>) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM notifications_people WHERE org_id = $1 AND user_id = $2
                 AND notification_id IN (SELECT id FROM notifications WHERE org_id = $1 AND kind = $3)";
    for kind in NotificationKind::ALL {
        if !role.is_some_and(|role| role.may(kind.seen_by())) {
            execute!(tx, sql, |org| (org.as_str(), user.as_str(), kind.code()))?;
        }
    }
    Ok(())
}

/// Whether it was told, at this distance or a nearer one, that something runs out about then: a
/// provider that says how much is left says it a little differently each time.
pub async fn was_told(
    tx: &mut OrgTx,
    kind: NotificationKind,
    about: &About,
    due_at: i64,
    days: i64,
) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM notifications
             WHERE org_id = $1 AND subject = $2 AND due_at > $3 AND due_at < $4 AND days <= $5
               AND kind = $6",
        )
        .bind(org.as_str())
        .bind(about.subject())
        .bind(due_at - ABOUT)
        .bind(due_at + ABOUT)
        .bind(days)
        .bind(kind.code())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

const HOME: &str = concat!(
    "SELECT m.org_id, m.user_id FROM users AS u JOIN memberships AS m ON m.user_id = u.id
     WHERE u.email = $1 AND ",
    is_at_work!("m.org_id"),
    " ORDER BY m.created_at, m.org_id LIMIT 1"
);

/// The organisation in which a person is told of what is theirs: of several at work the one that they have
/// been in for longest. Read across organisations.
pub async fn home_of(tx: &mut Tx, email: &str) -> Result<Option<(OrgId, UserId)>, sqlx::Error> {
    let row: Option<(String, String)> =
        on!(tx, |c| { sqlx::query_as(HOME).bind(email).fetch_optional(c).await })?;
    let read = |(org, user): (String, String)| {
        let row = stored("memberships", &org);
        Ok((row.parse("org_id", &org)?, row.parse("user_id", &user)?))
    };
    row.map(read).transpose()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_old_is_read_from_an_index() {
        let plan = explain::of(OLD).await;
        assert!(plan.iter().any(|line| line.contains("notifications_old (at<?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
    }
}
