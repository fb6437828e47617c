//! SQL of invitations. Their links are rows of the installation, so that all of it begins in that
//! scope, and names the organisation.

use crate::{
    domain::{
        email::Email,
        ids::{OrgId, UserId},
        invitation::{Delivery, InvitationId, InvitationState, InvitationView, InvitationsQuery, may_give},
        locale::Locale,
        role::Role,
    },
    server::{
        db::{OrgTx, Tx, execute, on, sql, stored},
        list::NEWEST,
        mail::MailState,
        quotas::Day,
        suspension::is_at_work,
    },
};

/// An invitation that is not accepted.
pub struct Invitation {
    pub id: InvitationId,
    pub org: OrgId,
    pub org_name: String,
    pub email: String,
    pub role: Role,
    pub by: String,
    pub invited_by: UserId,
    pub expires_at: i64,
    /// The language of its mails.
    pub locale: Locale,
    /// Whether whoever made it may still invite to its role.
    pub is_backed: bool,
    /// Whether a platform admin made it, who is the operator: it makes an account wherever its mail
    /// comes.
    pub by_platform: bool,
    /// Whether anybody joins the organisation now.
    pub is_at_work: bool,
    pub links: Links,
}

/// The ids of the one-time links of an invitation.
#[derive(Default)]
pub struct Links {
    pub mailed: Option<String>,
    pub shown: Option<String>,
}

impl Links {
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        [&self.mailed, &self.shown].into_iter().filter_map(|id| id.as_deref())
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    org_name: String,
    email: String,
    role: String,
    by_name: String,
    invited_by: String,
    by_role: Option<String>,
    by_platform: bool,
    by_admin: bool,
    at_work: bool,
    locale: String,
    expires_at: i64,
    mailed_link: Option<String>,
    shown_link: Option<String>,
    mail: Option<String>,
}

impl Row {
    fn read(self) -> Result<(Invitation, Delivery), sqlx::Error> {
        let row = stored("invitations", &self.id);
        let role = row.code("role", &self.role, Role::from_code)?;
        let by_role = match &self.by_role {
            Some(code) => Some(stored("memberships", &self.id).code("role", code, Role::from_code)?),
            None => None,
        };
        let mail = match &self.mail {
            Some(code) => {
                Some(stored("one_time_links", &self.id).code("mail", code, MailState::from_code)?)
            }
            None => None,
        };
        let delivery = match (&self.mailed_link, mail) {
            (None, _) => Delivery::Shown,
            (Some(_), Some(MailState::Due | MailState::Sending)) => Delivery::OnItsWay,
            (Some(_), Some(MailState::Sent)) => Delivery::Sent,
            (Some(_), Some(MailState::Unsure)) => Delivery::Unsure,
            (Some(_), Some(MailState::None)) => Delivery::AtOperator,
            (Some(_), Some(MailState::Failed) | None) => Delivery::Failed,
        };
        let (id, org) = (row.parse("id", &self.id)?, row.parse("org_id", &self.org_id)?);
        let invited_by = row.parse("invited_by", &self.invited_by)?;
        let Self { org_name, email, by_name: by, expires_at, mailed_link, shown_link, .. } = self;
        let locale = row.code("locale", &self.locale, Locale::from_code)?;
        let (by_platform, is_at_work) = (self.by_platform, self.at_work);
        let is_backed = match by_platform {
            true => self.by_admin,
            false => by_role.is_some_and(|own| may_give(own, role)),
        };
        let links = Links { mailed: mailed_link, shown: shown_link };
        let invitation = Invitation {
            id,
            org,
            org_name,
            email,
            role,
            by,
            invited_by,
            expires_at,
            locale,
            is_backed,
            by_platform,
            is_at_work,
            links,
        };
        Ok((invitation, delivery))
    }

    fn view(self, now: i64) -> Result<InvitationView, sqlx::Error> {
        let (invitation, delivery) = self.read()?;
        let standing = match (invitation.expires_at > now, invitation.is_backed) {
            (false, _) => InvitationState::Over,
            (true, false) => InvitationState::NoRight,
            (true, true) => InvitationState::Open,
        };
        let Invitation { id, email, role, by, expires_at, .. } = invitation;
        Ok(InvitationView { id, email, role, by, expires_at, delivery, standing })
    }
}

const ROWS: &str = concat!(
    "SELECT i.id, i.org_id, o.name AS org_name, i.email, i.role, u.name AS by_name, i.invited_by,
    m.role AS by_role, i.by_platform, u.platform_admin AS by_admin, i.locale, i.expires_at, i.mailed_link,
    i.shown_link, l.mail, ",
    is_at_work!("i.org_id"),
    " AS at_work
  FROM invitations AS i
  JOIN orgs AS o ON o.id = i.org_id
  JOIN users AS u ON u.id = i.invited_by
  LEFT JOIN memberships AS m ON m.org_id = i.org_id AND m.user_id = i.invited_by
  LEFT JOIN one_time_links AS l ON l.id = i.mailed_link"
);

const PAGE: &str =
    sql!(ROWS, " WHERE i.org_id = $1 AND i.accepted_by IS NULL AND i.id < $2 ORDER BY i.id DESC LIMIT $3");
const ONE: &str = sql!(ROWS, " WHERE i.org_id = $1 AND i.id = $2 AND i.accepted_by IS NULL");
const OF_EMAIL: &str = sql!(ROWS, " WHERE i.org_id = $1 AND i.email = $2 AND i.accepted_by IS NULL");
const OPENED: &str = "SELECT i.org_id, i.shown_link FROM invitations AS i JOIN orgs AS o ON o.id = i.org_id
  WHERE i.by_platform AND i.invited_by = $1 AND i.made_at > $2 AND i.email = $3 AND o.name = $4
    AND i.role = 'owner' LIMIT 1";
const BY_LINK: &str =
    sql!(ROWS, " WHERE (i.mailed_link = $1 OR i.shown_link = $1) AND i.accepted_by IS NULL");

/// The open invitations of an organisation, the newest first.
pub async fn page(
    tx: &mut Tx,
    org: &OrgId,
    query: &InvitationsQuery,
    limit: i64,
    now: i64,
) -> Result<Vec<InvitationView>, sqlx::Error> {
    let before = query.after.as_ref().map_or(NEWEST, InvitationId::as_str);
    let rows: Vec<Row> =
        on!(tx, |c| { sqlx::query_as(PAGE).bind(org.as_str()).bind(before).bind(limit).fetch_all(c).await })?;
    rows.into_iter().map(|row| row.view(now)).collect()
}

/// An open invitation as the page shows it.
pub async fn view(
    tx: &mut Tx,
    org: &OrgId,
    id: &InvitationId,
    now: i64,
) -> Result<Option<InvitationView>, sqlx::Error> {
    let row: Option<Row> =
        on!(tx, |c| { sqlx::query_as(ONE).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await })?;
    row.map(|row| row.view(now)).transpose()
}

/// Like [`view`], by the address that is invited.
pub async fn view_of_email(
    tx: &mut Tx,
    org: &OrgId,
    email: &Email,
    now: i64,
) -> Result<Option<InvitationView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c| {
        sqlx::query_as(OF_EMAIL).bind(org.as_str()).bind(email.as_str()).fetch_optional(c).await
    })?;
    row.map(|row| row.view(now)).transpose()
}

pub async fn find(tx: &mut OrgTx, id: &InvitationId) -> Result<Option<Invitation>, sqlx::Error> {
    one(on!(tx, |c, org| {
        sqlx::query_as(ONE).bind(org.as_str()).bind(id.as_str()).fetch_optional(c).await
    })?)
}

pub async fn of_email(tx: &mut OrgTx, email: &Email) -> Result<Option<Invitation>, sqlx::Error> {
    one(on!(tx, |c, org| {
        sqlx::query_as(OF_EMAIL).bind(org.as_str()).bind(email.as_str()).fetch_optional(c).await
    })?)
}

/// The open invitation that the link is good for, of whichever organisation.
pub async fn by_link(tx: &mut Tx, link: &str) -> Result<Option<Invitation>, sqlx::Error> {
    one(on!(tx, |c| sqlx::query_as(BY_LINK).bind(link).fetch_optional(c).await)?)
}

fn one(row: Option<Row>) -> Result<Option<Invitation>, sqlx::Error> {
    Ok(row.map(Row::read).transpose()?.map(|(invitation, _)| invitation))
}

/// The organisation into which this person came by the link, where they are still in it.
pub async fn entered_by(tx: &mut Tx, link: &str, user: &UserId) -> Result<Option<OrgId>, sqlx::Error> {
    let org: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT i.org_id FROM invitations AS i
             JOIN memberships AS m ON m.org_id = i.org_id AND m.user_id = i.accepted_by
             WHERE (i.mailed_link = $1 OR i.shown_link = $1) AND i.accepted_by = $2",
        )
        .bind(link)
        .bind(user.as_str())
        .fetch_optional(c)
        .await
    })?;
    org.map(|(org,)| stored("invitations", link).parse("org_id", &org)).transpose()
}

pub struct NewInvitation<'a> {
    pub id: &'a InvitationId,
    pub email: &'a Email,
    pub role: Role,
    pub by: Inviter<'a>,
    pub locale: Locale,
}

/// The person who invites; an invitation is valid as long as they may.
#[derive(Clone, Copy)]
pub struct Inviter<'a> {
    pub user: &'a UserId,
    /// Whether they invite as a platform admin, who need not be in the organisation.
    pub as_platform: bool,
}

pub async fn insert(tx: &mut OrgTx, new: &NewInvitation<'_>, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO invitations
           (id, org_id, email, role, invited_by, made_at, expires_at, by_platform, locale, untold)
         VALUES ($2, $1, $3, $4, $5, $6, $6, $7, $8, TRUE)",
        |org| (
            org.as_str(),
            new.id.as_str(),
            new.email.as_str(),
            new.role.code(),
            new.by.user.as_str(),
            now,
            new.by.as_platform,
            new.locale.code()
        )
    )
    .map(drop)
}

/// Gives an invitation its links in place of the former ones, and the time that they have.
pub async fn set_links(
    tx: &mut OrgTx,
    id: &InvitationId,
    links: &Links,
    by: Inviter<'_>,
    expires_at: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "UPDATE invitations SET mailed_link = $3, shown_link = $4, invited_by = $5, expires_at = $6,
           by_platform = $7
         WHERE org_id = $1 AND id = $2",
        |org| (
            org.as_str(),
            id.as_str(),
            links.mailed.as_deref(),
            links.shown.as_deref(),
            by.user.as_str(),
            expires_at,
            by.as_platform
        )
    )
    .map(drop)
}

/// Gives an invitation a mailed link beside the one that was shown, and the time that its mail says.
pub async fn set_mailed(
    tx: &mut OrgTx,
    id: &InvitationId,
    link: &str,
    expires_at: i64,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE invitations SET mailed_link = $3, expires_at = $4 WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str(), link, expires_at)).map(drop)
}

pub async fn delete(tx: &mut OrgTx, id: &InvitationId) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM invitations WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str())).map(drop)
}

/// Forgets those that were accepted, and whose time is over: nobody clicks twice after that.
pub async fn forget_accepted(tx: &mut OrgTx, now: i64) -> Result<(), sqlx::Error> {
    let sql = "DELETE FROM invitations WHERE org_id = $1 AND accepted_by IS NOT NULL AND expires_at < $2";
    execute!(tx, sql, |org| (org.as_str(), now)).map(drop)
}

/// Returns whether nobody else has accepted it.
pub async fn accept(tx: &mut OrgTx, id: &InvitationId, user: &UserId, now: i64) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE invitations SET accepted_by = $3, accepted_at = $4, untold = FALSE
               WHERE org_id = $1 AND id = $2 AND accepted_by IS NULL";
    Ok(execute!(tx, sql, |org| (org.as_str(), id.as_str(), user.as_str(), now))? == 1)
}

/// An invitation of which nobody is told in the app yet.
pub struct Untold {
    pub id: InvitationId,
    pub org: OrgId,
    pub org_name: String,
    pub email: String,
    pub by: String,
}

const UNTOLD: &str = concat!(
    "SELECT i.id, i.org_id, o.name, i.email, u.name FROM invitations AS i
     JOIN orgs AS o ON o.id = i.org_id JOIN users AS u ON u.id = i.invited_by
     WHERE i.untold AND ",
    is_at_work!("i.org_id"),
    " ORDER BY i.made_at LIMIT $1"
);

/// Invitations of which nobody is told yet, of whichever organisation, the oldest first.
pub async fn untold(tx: &mut Tx, limit: i64) -> Result<Vec<Untold>, sqlx::Error> {
    let rows: Vec<(String, String, String, String, String)> =
        on!(tx, |c| sqlx::query_as(UNTOLD).bind(limit).fetch_all(c).await)?;
    let read = |(id, org, org_name, email, by): (String, String, String, String, String)| {
        let row = stored("invitations", &id);
        Ok(Untold { id: row.parse("id", &id)?, org: row.parse("org_id", &org)?, org_name, email, by })
    };
    rows.into_iter().map(read).collect()
}

/// Notes that nobody is to be told of it any more; `false` where another node was quicker.
pub async fn is_told(tx: &mut Tx, id: &InvitationId) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE invitations SET untold = FALSE WHERE id = $1 AND untold";
    Ok(execute!(tx, sql, id.as_str())? == 1)
}

/// Waits for whoever adds to the organisation's people or invitations, and has others wait until
/// the transaction's end: those that begin in the scope of the installation have no turn.
pub async fn hold(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE orgs SET name = name WHERE id = $1", |org| (org.as_str())).map(drop)
}

/// The organisation of that name to which the platform admin has just invited this first owner, with
/// the link that was shown.
pub async fn opened_since(
    tx: &mut Tx,
    admin: &UserId,
    name: &str,
    email: &Email,
    since: i64,
) -> Result<Option<(OrgId, Option<String>)>, sqlx::Error> {
    let row: Option<(String, Option<String>)> = on!(tx, |c| {
        sqlx::query_as(OPENED)
            .bind(admin.as_str())
            .bind(since)
            .bind(email.as_str())
            .bind(name)
            .fetch_optional(c)
            .await
    })?;
    row.map(|(org, shown)| Ok((stored("invitations", email.as_str()).parse("org_id", &org)?, shown)))
        .transpose()
}

/// Whether the person looks after the whole installation.
pub async fn is_platform_admin(tx: &mut Tx, user: &UserId) -> Result<bool, sqlx::Error> {
    let row: Option<(bool,)> = on!(tx, |c| {
        sqlx::query_as("SELECT platform_admin FROM users WHERE id = $1")
            .bind(user.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.is_some_and(|(admin,)| admin))
}

/// Whether somebody of the organisation has the address.
pub async fn is_member(tx: &mut OrgTx, email: &Email) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM memberships AS m JOIN users AS u ON u.id = m.user_id
             WHERE m.org_id = $1 AND u.email = $2",
        )
        .bind(org.as_str())
        .bind(email.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

pub async fn members(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    count(tx, "SELECT COUNT(*) FROM memberships WHERE org_id = $1").await
}

pub async fn open(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    count(tx, "SELECT COUNT(*) FROM invitations WHERE org_id = $1 AND accepted_by IS NULL").await
}

async fn count(tx: &mut OrgTx, sql: &'static str) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| sqlx::query_as(sql).bind(org.as_str()).fetch_one(c).await)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Counts one more mail of the day; returns how many it has by then.
pub async fn count_mail(tx: &mut OrgTx, day: Day) -> Result<u32, sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO invitation_mails (org_id, day, mails) VALUES ($1, $2, 1)
         ON CONFLICT (org_id) DO UPDATE SET
           mails = CASE WHEN invitation_mails.day = excluded.day THEN invitation_mails.mails + 1 ELSE 1 END,
           day = excluded.day",
        |org| (org.as_str(), day.number())
    )?;
    count(tx, "SELECT mails FROM invitation_mails WHERE org_id = $1").await
}

/// Whether there is an account with the address.
pub async fn has_account(tx: &mut Tx, email: &str) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c| {
        sqlx::query_as("SELECT COUNT(*) FROM users WHERE email = $1").bind(email).fetch_one(c).await
    })?;
    Ok(count > 0)
}

pub async fn org_name(tx: &mut OrgTx) -> Result<String, sqlx::Error> {
    let (name,): (String,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT name FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    Ok(name)
}

pub async fn person_name(tx: &mut Tx, user: &UserId) -> Result<String, sqlx::Error> {
    let (name,): (String,) = on!(tx, |c| {
        sqlx::query_as("SELECT name FROM users WHERE id = $1").bind(user.as_str()).fetch_one(c).await
    })?;
    Ok(name)
}

/// Whether the person is in the organisation.
pub async fn is_in(tx: &mut Tx, org: &OrgId, user: &UserId) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c| {
        sqlx::query_as("SELECT COUNT(*) FROM memberships WHERE org_id = $1 AND user_id = $2")
            .bind(org.as_str())
            .bind(user.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn invitations_are_read_from_their_indexes() {
        for sql in [PAGE, ONE, OF_EMAIL, BY_LINK, OPENED] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().all(|line| !line.contains("SCAN")), "{sql}: {plan:#?}");
        }
        let untold = explain::of(UNTOLD).await;
        assert!(untold.iter().any(|line| line.contains("invitations_untold")), "{untold:#?}");
        let page = explain::of(PAGE).await;
        assert!(page.iter().all(|line| !line.contains("TEMP B-TREE")), "{page:#?}");
    }
}
