//! SQL of `notifications`, of what caused them, and of whom they are for.

use super::KEPT;
use crate::{
    domain::{
        ids::{OrgId, UserId},
        list::InQuery as _,
        notification::{
            About, FLAPS, NotificationChannel, NotificationId, NotificationKind, NotificationSettings,
            NotificationView, NotificationsQuery,
        },
        phone::E164,
        problem::Problem,
        role::Role,
        zone::ZoneName,
    },
    server::{
        db::{OrgTx, Tx, codes_where, execute, on, sql, stored, to_json, to_json_some},
        list::NEWEST,
        mail::MailState,
        suspension::is_at_work,
        zones,
    },
};

/// Two times that are no further apart are of the same end.
const ABOUT: i64 = 24 * 3600 * 1000;

/// Whom of those who may see it a notification is for.
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
    /// How many of the kind it tells of.
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
    /// How the mail of the notification stands that this one follows.
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
                                WHEN mail = 'due' THEN mail_at ELSE mail_at + 86400000 END,
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

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    kind: String,
    about: String,
    named: Option<String>,
    times: i64,
    problem: Option<String>,
    at: i64,
    ended_at: Option<i64>,
    due_at: Option<i64>,
    read_at: Option<i64>,
}

/// The columns of a [`Row`] but for the last, of the notification `n`. A name is read with the row that
/// has it: whoever is erased there is named nowhere.
macro_rules! columns {
    () => {
        "n.id, n.kind, n.about, n.times, n.problem, n.at, n.ended_at, n.due_at,
         CASE n.category
           WHEN 'calls' THEN
             (SELECT k.caller FROM calls AS k WHERE k.org_id = n.org_id AND k.id = n.subject)
           WHEN 'leads' THEN (SELECT COALESCE(NULLIF(c.name, ''), c.phone) FROM contacts AS c
                              WHERE c.org_id = n.org_id AND c.id = n.subject)
           WHEN 'appointments' THEN
             (SELECT b.customer FROM appointments AS b WHERE b.org_id = n.org_id AND b.id = n.subject)
           WHEN 'invitations' THEN (SELECT u.name FROM users AS u WHERE u.id = n.subject)
           WHEN 'operations' THEN
             (SELECT COALESCE(a.name, e.e164) FROM operations AS o
              LEFT JOIN agents AS a ON a.org_id = o.org_id AND a.id = o.agent_id
              LEFT JOIN phone_numbers AS e ON e.org_id = o.org_id AND e.id = o.number_id
              WHERE o.org_id = n.org_id AND o.id = n.subject)
         END AS named"
    };
}

pub(super) use columns;

impl Row {
    pub(super) fn view(self) -> Result<NotificationView, sqlx::Error> {
        let row = stored("notifications", &self.id);
        let about: About = row.json("about", &self.about)?;
        let named = match &about {
            About::Numbers { number, .. } => Some(number.unbroken()),
            // Callers and contacts without a name are numbers.
            _ => self.named.map(|named| E164::parse(&named).map_or(named, |number| number.unbroken())),
        };
        Ok(NotificationView {
            id: row.parse("id", &self.id)?,
            kind: row.code("kind", &self.kind, NotificationKind::from_code)?,
            about,
            named,
            times: u32::try_from(self.times).unwrap_or(1),
            problem: row.json_some("problem", self.problem.as_deref())?,
            at: self.at,
            ended_at: self.ended_at,
            due_at: self.due_at,
            read: self.read_at.is_some(),
        })
    }
}

const PAGE: &str = concat!(
    "SELECT p.read_at, ",
    columns!(),
    " FROM notifications AS n
     JOIN notifications_people AS p ON p.notification_id = n.id AND p.user_id = $2
     WHERE n.org_id = $1 AND n.id < $3 AND ($4 = 'all' OR p.read_at IS NULL)
       AND ($5 = '' OR n.category = $5)
     ORDER BY n.id DESC LIMIT $6"
);

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
            .bind(query.about.written())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_page_is_read_from_its_index() {
        let plan = explain::of(PAGE).await;
        assert!(plan.iter().any(|line| line.contains("notifications_page (org_id=? AND id<?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.starts_with("SCAN") || line.contains("TEMP")), "{plan:#?}");
    }

    #[tokio::test]
    async fn what_is_gathered_taken_up_or_old_is_read_from_an_index() {
        for (sql, index) in [
            (GATHERING, "notifications_kind (org_id=? AND kind=?"),
            (ENDED, "notifications_subject (org_id=? AND subject=?"),
            (OLD, "notifications_old (at<?)"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{sql}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:#?}");
        }
    }
}
