//! SQL of one-time links.

use super::{Asked, Bound, Link, Links, token::NONCE};
use crate::{
    domain::{email::Email, ids::UserId, link::Purpose, locale::Locale},
    server::{
        cx::Services,
        db::{Tx, execute, on, stored},
        mail::MailState,
        vault::seal::hex,
    },
};

/// How long a link that has ended is kept, so that a second click finds nothing else.
const KEPT: i64 = 24 * 3600 * 1000;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    nonce: String,
    purpose: String,
    email: String,
    locale: String,
    data: String,
    asked_at: i64,
    expires_at: i64,
    mail: String,
    mail_attempts: i64,
    user_id: Option<String>,
    name: Option<String>,
    password_version: Option<i64>,
}

/// A link that can be used, as the operator is shown it.
pub struct Open {
    pub link: Link,
    pub asked_at: i64,
    /// `None` also for a link that its person was shown, or that the operator has, since there is no
    /// mailbox.
    pub mail: MailState,
}

/// A link whose mail is to be sent now.
pub(super) struct Claimed {
    pub link: Link,
    pub locale: Locale,
    pub attempts: i64,
}

impl Row {
    fn link(self) -> Result<Link, sqlx::Error> {
        let row = stored("one_time_links", &self.id);
        let purpose = row.code("purpose", &self.purpose, Purpose::from_code)?;
        // It was written from an e-mail; another version may read it otherwise.
        let email = row.code("email", &self.email, |text| Email::parse(text).ok())?;
        let account = match (&self.user_id, self.name, self.password_version) {
            (Some(user), Some(name), Some(password_version)) => {
                Some(Bound { user: row.parse("user_id", user)?, name, password_version })
            }
            _ => None,
        };
        let Self { id, nonce, data, expires_at, .. } = self;
        Ok(Link { id, nonce, purpose, email, account, data, expires_at })
    }

    fn open(self) -> Result<Open, sqlx::Error> {
        let mail = stored("one_time_links", &self.id).code("mail", &self.mail, MailState::from_code)?;
        Ok(Open { asked_at: self.asked_at, mail, link: self.link()? })
    }

    fn claimed(self) -> Result<Claimed, sqlx::Error> {
        let locale = Locale::from_tag(&self.locale).unwrap_or_default();
        Ok(Claimed { locale, attempts: self.mail_attempts + 1, link: self.link()? })
    }
}

/// The columns of a [`Row`]. An account that is not as it was is none.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT l.id, l.nonce, l.purpose, l.email, l.locale, l.data, l.asked_at, l.expires_at, l.mail,
               l.mail_attempts, u.id AS user_id, u.name, u.password_version
             FROM one_time_links AS l
             LEFT JOIN users AS u
               ON u.id = l.user_id AND u.email = l.user_email AND u.password_version = l.password_version
             WHERE ",
            $condition
        )
    };
}

/// Not used, not over, and of no account that has changed since.
const FIND: &str = select!(
    "l.nonce = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND (l.user_id IS NULL OR u.id IS NOT NULL)"
);
const BY_ID: &str = select!(
    "l.id = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND (l.user_id IS NULL OR u.id IS NOT NULL)"
);
const OPEN: &str = select!(
    "l.used_at IS NULL AND l.expires_at > $1 AND (l.user_id IS NULL OR u.id IS NOT NULL)
     ORDER BY l.asked_at DESC, l.id DESC LIMIT 1000"
);
/// All three say `IN` for the partial index, which has what is due alone. Strangers come
/// after people who have an account.
const NEXT: &str = select!(
    "l.mail IN ('due', 'sending') AND l.mail = 'due' AND l.mail_at <= $1
     ORDER BY CASE l.purpose WHEN 'sign_up' THEN 1 ELSE 0 END, l.mail_at, l.id LIMIT 1"
);
const IS_DUE: &str =
    "SELECT id FROM one_time_links WHERE mail IN ('due', 'sending') AND mail_at <= $1 LIMIT 1";
const GIVE_UP: &str = "UPDATE one_time_links SET mail = 'unsure'
  WHERE mail IN ('due', 'sending') AND mail = 'sending' AND mail_at <= $1";

pub(super) async fn insert(
    services: &Services,
    tx: &mut Tx,
    asked: &Asked<'_>,
    mail: MailState,
) -> Result<Link, sqlx::Error> {
    let Asked { purpose, email, about, data, locale } = *asked;
    let (id, nonce) = (services.random.uuid(), hex(&services.random.bytes::<{ NONCE / 2 }>()));
    let now = services.clock.now_ms();
    let expires_at = now + purpose.lasts();
    execute!(
        tx,
        "INSERT INTO one_time_links
           (id, nonce, purpose, email, locale, data, asked_at, expires_at, mail, mail_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $7)",
        &id,
        &nonce,
        purpose.code(),
        email.as_str(),
        locale.code(),
        data,
        now,
        expires_at,
        mail.code()
    )?;
    let account = match about {
        Some(user) => bind(tx, &id, user).await?,
        None => None,
    };
    Ok(Link { id, nonce, purpose, email: email.clone(), account, data: data.to_owned(), expires_at })
}

/// Binds a link to an account as it is now; `None` where there is no such account.
pub(super) async fn bind(tx: &mut Tx, link: &str, user: &UserId) -> Result<Option<Bound>, sqlx::Error> {
    let found: Option<(String, String, i64)> = on!(tx, |c| {
        sqlx::query_as("SELECT email, name, password_version FROM users WHERE id = $1")
            .bind(user.as_str())
            .fetch_optional(c)
            .await
    })?;
    let Some((email, name, password_version)) = found else { return Ok(None) };
    execute!(
        tx,
        "UPDATE one_time_links SET user_id = $1, user_email = $2, password_version = $3 WHERE id = $4",
        user.as_str(),
        &email,
        password_version,
        link
    )?;
    Ok(Some(Bound { user: user.clone(), name, password_version }))
}

pub(super) async fn user_of(tx: &mut Tx, email: &Email) -> Result<Option<UserId>, sqlx::Error> {
    let found: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as("SELECT id FROM users WHERE email = $1").bind(email.as_str()).fetch_optional(c).await
    })?;
    found.map(|(id,)| stored("users", &id).parse("id", &id)).transpose()
}

pub(super) async fn find(tx: &mut Tx, nonce: &str, now: i64) -> Result<Option<Link>, sqlx::Error> {
    let row: Option<Row> =
        on!(tx, |c| { sqlx::query_as(FIND).bind(nonce).bind(now).fetch_optional(c).await })?;
    row.map(Row::link).transpose()
}

pub(super) async fn find_by_id(tx: &mut Tx, id: &str, now: i64) -> Result<Option<Link>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c| { sqlx::query_as(BY_ID).bind(id).bind(now).fetch_optional(c).await })?;
    row.map(Row::link).transpose()
}

pub(super) async fn id_of(tx: &mut Tx, nonce: &str) -> Result<Option<String>, sqlx::Error> {
    let sql = "SELECT id FROM one_time_links WHERE nonce = $1";
    on!(tx, |c| sqlx::query_scalar(sql).bind(nonce).fetch_optional(c).await)
}

/// Its row stays, so that its mail counts for the address.
pub(super) async fn withdraw(tx: &mut Tx, id: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE one_time_links SET used_at = COALESCE(used_at, $1),
           mail = CASE mail WHEN 'due' THEN 'none' ELSE mail END
         WHERE id = $2",
        now,
        id
    )
    .map(drop)
}

/// Returns whether nobody else has used it.
pub(super) async fn use_up(tx: &mut Tx, id: &str, now: i64) -> Result<bool, sqlx::Error> {
    let used = "UPDATE one_time_links SET used_at = $1 WHERE id = $2 AND used_at IS NULL";
    Ok(execute!(tx, used, now, id)? == 1)
}

pub(super) async fn was_used(
    tx: &mut Tx,
    user: &UserId,
    purpose: Purpose,
    data: &str,
) -> Result<bool, sqlx::Error> {
    let used: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT id FROM one_time_links
             WHERE user_id = $1 AND purpose = $2 AND data = $3 AND used_at IS NOT NULL LIMIT 1",
        )
        .bind(user.as_str())
        .bind(purpose.code())
        .bind(data)
        .fetch_optional(c)
        .await
    })?;
    Ok(used.is_some())
}

pub(super) async fn take_back(tx: &mut Tx, user: &UserId, purpose: Purpose) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM one_time_links WHERE user_id = $1 AND purpose = $2";
    execute!(tx, sql, user.as_str(), purpose.code()).map(drop)
}

/// Keeps a link from being used, and from counting as used for what it was made with. Its mail is
/// sent on, for as long as the link would have been good.
pub(super) async fn end(tx: &mut Tx, link: &Link, now: i64) -> Result<(), sqlx::Error> {
    let ended = "UPDATE one_time_links SET used_at = $1, data = '' WHERE id = $2";
    execute!(tx, ended, now, &link.id).map(drop)
}

pub(super) async fn open(tx: &mut Tx, now: i64) -> Result<Vec<Open>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c| { sqlx::query_as(OPEN).bind(now).fetch_all(c).await })?;
    let read = |row: Row| match row.open() {
        Ok(open) => Some(open),
        Err(error) => {
            tracing::error!(%error, "a link that cannot be read is not shown");
            None
        }
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// Whether there is a mail to send, or one to give up. Changes nothing: nodes ask every few
/// seconds, and a change would wait for SQLite's only writer.
pub(super) async fn is_due(tx: &mut Tx, now: i64) -> Result<bool, sqlx::Error> {
    let due: Option<(String,)> = on!(tx, |c| { sqlx::query_as(IS_DUE).bind(now).fetch_optional(c).await })?;
    Ok(due.is_some())
}

/// Claims the next mail until `until`. One whose former claim has ended may have been sent, and is
/// given up; so is one of a link that cannot be read.
pub(super) async fn claim(tx: &mut Tx, now: i64, until: i64) -> Result<Option<Claimed>, sqlx::Error> {
    execute!(tx, GIVE_UP, now)?;
    loop {
        let next: Option<Row> = on!(tx, |c| { sqlx::query_as(NEXT).bind(now).fetch_optional(c).await })?;
        let Some(next) = next else { return Ok(None) };
        let id = next.id.clone();
        let read = next.claimed();
        let state = if read.is_ok() { MailState::Sending } else { MailState::Failed };
        let claimed = execute!(
            tx,
            "UPDATE one_time_links SET mail = $1, mail_at = $2, mail_attempts = mail_attempts + 1
             WHERE id = $3 AND mail = 'due'",
            state.code(),
            until,
            &id
        )?;
        match read {
            Ok(read) if claimed == 1 => return Ok(Some(read)),
            // Another node was faster.
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "a link that cannot be read is mailed to nobody"),
        }
    }
}

/// The mails for this purpose that an address has had since, or may have had.
const MAILED: &str = "SELECT COUNT(*) FROM one_time_links
  WHERE email = $1 AND purpose = $2 AND mail_at > $3 AND mail IN ('sent', 'unsure')";

pub(super) async fn mailed_since(tx: &mut Tx, link: &Link, since: i64) -> Result<i64, sqlx::Error> {
    on!(tx, |c| {
        sqlx::query_scalar(MAILED)
            .bind(link.email.as_str())
            .bind(link.purpose.code())
            .bind(since)
            .fetch_one(c)
            .await
    })
}

/// Puts off a mail that was claimed.
pub(super) async fn put_off(tx: &mut Tx, link: &Link, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE one_time_links SET mail = 'due', mail_at = $1 WHERE id = $2 AND mail = 'sending'";
    execute!(tx, sql, at, &link.id).map(drop)
}

/// Notes what became of a mail that was claimed.
pub(super) async fn mailed(tx: &mut Tx, link: &Link, state: MailState, at: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE one_time_links SET mail = $1, mail_at = $2 WHERE id = $3 AND mail = 'sending'";
    execute!(tx, sql, state.code(), at, &link.id).map(drop)
}

/// Takes back a link that leads nowhere.
pub(super) async fn delete(tx: &mut Tx, link: &Link) -> Result<(), sqlx::Error> {
    execute!(tx, "DELETE FROM one_time_links WHERE id = $1", &link.id).map(drop)
}

/// Sweeps links that ended long ago; returns their number.
pub async fn sweep(services: &Services) -> Result<u64, sqlx::Error> {
    let before = services.clock.now_ms() - KEPT;
    let mut tx = services.db.write_installation(Links).await?;
    let gone = execute!(tx, "DELETE FROM one_time_links WHERE expires_at < $1", before)?;
    tx.commit().await?;
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn what_is_due_is_read_from_the_index_that_has_nothing_else() {
        for sql in [IS_DUE, NEXT, GIVE_UP] {
            let plan = explain::of(sql).await;
            let due = plan.iter().any(|line| line.contains("INDEX one_time_links_mail (mail_at<?)"));
            assert!(due, "{sql}: {plan:#?}");
        }
    }

    #[tokio::test]
    async fn the_mails_of_an_address_are_counted_on_their_index() {
        let plan = explain::of(MAILED).await;
        assert!(plan.iter().any(|line| line.contains("INDEX one_time_links_mailed")), "{plan:#?}");
    }

    #[tokio::test]
    async fn a_link_is_found_by_its_nonce() {
        let plan = explain::of(FIND).await;
        assert!(plan.iter().all(|line| !line.starts_with("SCAN")), "{plan:#?}");
    }
}
