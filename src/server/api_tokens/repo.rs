//! SQL of tokens.

use crate::{
    domain::{
        account::Viewer,
        api_token::{ApiTokenId, Networks, NewToken, Scopes, TokenKind, TokenView},
        deletion::{Deletion, DeletionState},
        feature::Off,
        ids::{OrgId, UserId},
        locale::Locale,
        role::Role,
        suspension::Suspension,
        zone::ZoneName,
    },
    server::{
        auth::factors::has_factor,
        db::{OrgTx, Tx, execute, on, sql, stored},
        list::NEWEST,
        suspension,
    },
};

/// Rows of revoked tokens that an organisation keeps: older ones go, and the log names them no more.
const KEPT: i64 = 500;

/// A token of somebody who is not in the organisation any more is none.
const READ: &str = concat!(
    "SELECT t.id, t.org_id, t.user_id, t.name AS token_name, t.scopes, t.role AS token_role, t.networks,
       t.expires_at, t.last_used_at, u.name, u.email, u.locale, u.time_zone, u.platform_admin,
       o.name AS org_name, o.features_off, m.role, h.reason AS suspended_for, h.since AS suspended_since,
       d.state AS ending, d.asked_at AS ending_asked_at, d.due_at AS ending_due_at,
       (o.demands_factor AND NOT ",
    has_factor!("t.user_id"),
    ") AS lacks_factor
  FROM api_tokens AS t
  JOIN users AS u ON u.id = t.user_id
  JOIN orgs AS o ON o.id = t.org_id
  JOIN memberships AS m ON m.org_id = t.org_id AND m.user_id = t.user_id
  LEFT JOIN suspensions AS h ON h.org_id = t.org_id
  LEFT JOIN deletions AS d ON d.org_id = t.org_id
  WHERE t.hash = $1 AND t.revoked_at IS NULL"
);

const VIEW: &str = "SELECT t.id, t.name, t.begins, o.name AS org_name, t.user_id, u.name AS person, t.role,
    t.scopes, t.networks, t.made_at, t.expires_at, t.last_used_at, t.last_address
  FROM api_tokens AS t JOIN orgs AS o ON o.id = t.org_id JOIN users AS u ON u.id = t.user_id";

const PERSONAL: &str = sql!(
    VIEW,
    " WHERE t.user_id = $1 AND t.kind = 'personal' AND t.revoked_at IS NULL AND t.id < $2
      ORDER BY t.id DESC LIMIT $3"
);

const SERVICE: &str = sql!(
    VIEW,
    " WHERE t.org_id = $1 AND t.kind = 'service' AND t.revoked_at IS NULL AND t.id < $2
      ORDER BY t.id DESC LIMIT $3"
);

/// A token that was presented.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub id: ApiTokenId,
    pub name: String,
    pub scopes: Scopes,
    pub networks: Networks,
    pub expires_at: i64,
    pub last_used_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    org_id: String,
    user_id: String,
    token_name: String,
    scopes: String,
    token_role: Option<String>,
    networks: String,
    expires_at: i64,
    last_used_at: Option<i64>,
    name: String,
    email: String,
    locale: Option<String>,
    time_zone: Option<String>,
    platform_admin: bool,
    org_name: String,
    features_off: String,
    role: String,
    suspended_for: Option<String>,
    suspended_since: Option<i64>,
    ending: Option<String>,
    ending_asked_at: Option<i64>,
    ending_due_at: Option<i64>,
    lacks_factor: bool,
}

impl Row {
    fn read(self, off: Off) -> Result<(Token, Viewer), sqlx::Error> {
        let row = stored("api_tokens", &self.id);
        let present = row.code("role", &self.role, Role::from_code)?;
        let own = row.code_some("role", self.token_role.as_deref(), Role::from_code)?;
        let ending = row.code_some("state", self.ending.as_deref(), DeletionState::from_code)?;
        let times = self.ending_asked_at.zip(self.ending_due_at);
        let deletion =
            ending.zip(times).map(|(state, (asked_at, due_at))| Deletion { state, asked_at, due_at });
        let suspended = self.suspended_for.zip(self.suspended_since);
        let suspension = suspended.map(|(reason, since)| Suspension { reason, since });
        let token = Token {
            id: row.parse("id", &self.id)?,
            name: self.token_name,
            scopes: row.code("scopes", &self.scopes, Scopes::read)?,
            networks: row.code("networks", &self.networks, Networks::stored)?,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
        };
        let viewer = Viewer {
            user: row.parse("user_id", &self.user_id)?,
            org: row.parse("org_id", &self.org_id)?,
            name: self.name,
            email: self.email,
            org_name: self.org_name,
            role: own.map_or(present, |own| own.min(present)),
            platform_admin: self.platform_admin,
            locale: self.locale.as_deref().and_then(Locale::from_tag),
            zone: self.time_zone.map(ZoneName::found),
            // A former version may have known a feature that this one does not.
            off: off.or(Off::read(&self.features_off).unwrap_or_default()),
            // It is counted for pages.
            unread: 0,
            rest: suspension::rest(suspension, deletion),
            lacks_factor: self.lacks_factor,
            visit: None,
        };
        Ok((token, viewer))
    }
}

/// The token with that hash, and whoever it acts for. `off` is turned off for everybody.
pub(super) async fn find(tx: &mut Tx, hash: &str, off: Off) -> Result<Option<(Token, Viewer)>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c| sqlx::query_as(READ).bind(hash).fetch_optional(c).await)?;
    row.map(|row| row.read(off)).transpose()
}

/// Notes a use, where none was noted since `before`.
pub(super) async fn touch(
    tx: &mut Tx,
    id: &ApiTokenId,
    address: &str,
    now: i64,
    before: i64,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE api_tokens SET last_used_at = $1, last_address = $2
               WHERE id = $3 AND (last_used_at IS NULL OR last_used_at <= $4)";
    execute!(tx, sql, now, address, id.as_str(), before).map(drop)
}

/// The parts of a token's text that the database has.
pub(super) struct Kept<'a> {
    pub hash: &'a str,
    pub begins: &'a str,
}

pub(super) async fn insert(
    tx: &mut OrgTx,
    id: &ApiTokenId,
    user: &UserId,
    token: &NewToken,
    kept: Kept<'_>,
    now: i64,
) -> Result<(), sqlx::Error> {
    let kind = if token.role.is_some() { TokenKind::Service } else { TokenKind::Personal };
    execute!(
        tx,
        "INSERT INTO api_tokens (id, org_id, user_id, kind, name, hash, begins, scopes, role, networks, made_at,
           expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        |org| (
            id.as_str(),
            org.as_str(),
            user.as_str(),
            kind.code(),
            &token.name,
            kept.hash,
            kept.begins,
            token.scopes.codes(),
            token.role.map(Role::code),
            token.networks.written(),
            now,
            now + token.lasts.ms()
        )
    )
    .map(drop)
}

/// Revokes the tokens that have ended: whose they are need not do so for others to make one.
pub(super) async fn revoke_ended(tx: &mut OrgTx, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE api_tokens SET revoked_at = expires_at
               WHERE org_id = $1 AND revoked_at IS NULL AND expires_at <= $2";
    execute!(tx, sql, |org| (org.as_str(), now)).map(drop)
}

/// Deletes the rows of tokens that were revoked, but for the newest of these.
pub(super) async fn forget_old(tx: &mut OrgTx) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "DELETE FROM api_tokens WHERE org_id = $1 AND id IN (
           SELECT t.id FROM api_tokens AS t
           WHERE t.org_id = $1 AND t.revoked_at IS NOT NULL ORDER BY t.id DESC LIMIT 1000000 OFFSET $2)",
        |org| (org.as_str(), KEPT)
    )
    .map(drop)
}

/// The tokens of the organisation that are not revoked.
pub(super) async fn count(tx: &mut OrgTx) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM api_tokens WHERE org_id = $1 AND revoked_at IS NULL")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) async fn is_member(tx: &mut OrgTx, user: &UserId) -> Result<bool, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT role FROM memberships WHERE org_id = $1 AND user_id = $2")
            .bind(org.as_str())
            .bind(user.as_str())
            .fetch_optional(c)
            .await
    })?;
    Ok(row.is_some())
}

#[derive(sqlx::FromRow)]
struct ViewRow {
    id: String,
    name: String,
    begins: String,
    org_name: String,
    user_id: String,
    person: String,
    role: Option<String>,
    scopes: String,
    networks: String,
    made_at: i64,
    expires_at: i64,
    last_used_at: Option<i64>,
    last_address: String,
}

impl ViewRow {
    fn view(self) -> Result<TokenView, sqlx::Error> {
        let row = stored("api_tokens", &self.id);
        Ok(TokenView {
            id: row.parse("id", &self.id)?,
            user: row.parse("user_id", &self.user_id)?,
            role: row.code_some("role", self.role.as_deref(), Role::from_code)?,
            scopes: row.code("scopes", &self.scopes, Scopes::read)?,
            networks: row.code("networks", &self.networks, Networks::stored)?,
            name: self.name,
            begins: self.begins,
            org_name: self.org_name,
            person: self.person,
            made_at: self.made_at,
            expires_at: self.expires_at,
            last_used_at: self.last_used_at,
            last_address: self.last_address,
        })
    }
}

/// The tokens of a person in all their organisations that were made before `after`, the newest first.
pub(super) async fn personal(
    tx: &mut Tx,
    user: &UserId,
    after: Option<&ApiTokenId>,
    limit: i64,
) -> Result<Vec<TokenView>, sqlx::Error> {
    let after = after.map_or(NEWEST, ApiTokenId::as_str);
    let rows: Vec<ViewRow> = on!(tx, |c| {
        sqlx::query_as(PERSONAL).bind(user.as_str()).bind(after).bind(limit).fetch_all(c).await
    })?;
    rows.into_iter().map(ViewRow::view).collect()
}

/// Likewise, the tokens of the organisation.
pub(super) async fn service(
    tx: &mut OrgTx,
    after: Option<&ApiTokenId>,
    limit: i64,
) -> Result<Vec<TokenView>, sqlx::Error> {
    let after = after.map_or(NEWEST, ApiTokenId::as_str);
    let rows: Vec<ViewRow> = on!(tx, |c, org| {
        sqlx::query_as(SERVICE).bind(org.as_str()).bind(after).bind(limit).fetch_all(c).await
    })?;
    rows.into_iter().map(ViewRow::view).collect()
}

/// The organisation of a person's own token.
pub(super) async fn org_of(
    tx: &mut Tx,
    id: &ApiTokenId,
    user: &UserId,
) -> Result<Option<OrgId>, sqlx::Error> {
    let row: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as("SELECT org_id FROM api_tokens WHERE id = $1 AND user_id = $2 AND kind = 'personal'")
            .bind(id.as_str())
            .bind(user.as_str())
            .fetch_optional(c)
            .await
    })?;
    row.map(|(org,)| stored("api_tokens", id.as_str()).parse("org_id", &org)).transpose()
}

/// A token as it is read to be changed: name, role, person with their name, and when it was revoked.
type FoundRow = (String, Option<String>, String, String, Option<i64>);

/// A token of the organisation, in the transaction that changes it.
pub(super) struct Found {
    pub name: String,
    pub role: Option<Role>,
    pub user: UserId,
    pub person: String,
    pub is_revoked: bool,
}

pub(super) async fn of_kind(
    tx: &mut OrgTx,
    id: &ApiTokenId,
    kind: TokenKind,
) -> Result<Option<Found>, sqlx::Error> {
    let row: Option<FoundRow> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT t.name, t.role, t.user_id, u.name, t.revoked_at
             FROM api_tokens AS t JOIN users AS u ON u.id = t.user_id
             WHERE t.org_id = $1 AND t.id = $2 AND t.kind = $3",
        )
        .bind(org.as_str())
        .bind(id.as_str())
        .bind(kind.code())
        .fetch_optional(c)
        .await
    })?;
    row.map(|(name, role, user, person, revoked_at)| {
        let row = stored("api_tokens", id.as_str());
        Ok(Found {
            role: row.code_some("role", role.as_deref(), Role::from_code)?,
            user: row.parse("user_id", &user)?,
            is_revoked: revoked_at.is_some(),
            name,
            person,
        })
    })
    .transpose()
}

pub(super) async fn revoke(tx: &mut OrgTx, id: &ApiTokenId, now: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE api_tokens SET revoked_at = $3 WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL";
    execute!(tx, sql, |org| (org.as_str(), id.as_str(), now)).map(drop)
}

pub(super) async fn pass_on(tx: &mut OrgTx, id: &ApiTokenId, to: &UserId) -> Result<(), sqlx::Error> {
    let sql = "UPDATE api_tokens SET user_id = $3 WHERE org_id = $1 AND id = $2";
    execute!(tx, sql, |org| (org.as_str(), id.as_str(), to.as_str())).map(drop)
}

/// Revokes what acts for somebody who goes out of the organisation; returns the names of what was in force.
/// A token that was passed on before acts for somebody else.
///
/// # Errors
/// Fails as the database does.
pub async fn end_of(tx: &mut OrgTx, user: &UserId, now: i64) -> Result<Vec<String>, sqlx::Error> {
    let rows: Vec<(String, i64)> = on!(tx, |c, org| {
        sqlx::query_as(
            "UPDATE api_tokens SET revoked_at = $3 WHERE org_id = $1 AND user_id = $2 AND revoked_at IS NULL
             RETURNING name, expires_at",
        )
        .bind(org.as_str())
        .bind(user.as_str())
        .bind(now)
        .fetch_all(c)
        .await
    })?;
    Ok(rows.into_iter().filter(|(_, expires_at)| *expires_at > now).map(|(name, _)| name).collect())
}

/// The tokens of the organisation in force for which somebody answers.
///
/// # Errors
/// Fails as the database does.
pub async fn answered_by(tx: &mut OrgTx, user: &UserId, now: i64) -> Result<u32, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM api_tokens WHERE org_id = $1 AND user_id = $2 AND kind = 'service'
               AND revoked_at IS NULL AND expires_at > $3",
        )
        .bind(org.as_str())
        .bind(user.as_str())
        .bind(now)
        .fetch_one(c)
        .await
    })?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A member of the organisation by their address.
pub(super) async fn member(
    tx: &mut OrgTx,
    email: &str,
) -> Result<Option<(UserId, String, Role)>, sqlx::Error> {
    let row: Option<(String, String, String)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT u.id, u.name, m.role FROM memberships AS m JOIN users AS u ON u.id = m.user_id
             WHERE m.org_id = $1 AND u.email = $2",
        )
        .bind(org.as_str())
        .bind(email)
        .fetch_optional(c)
        .await
    })?;
    row.map(|(id, name, role)| {
        let row = stored("memberships", &id);
        Ok((row.parse("user_id", &id)?, name, row.code("role", &role, Role::from_code)?))
    })
    .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_token_is_read_by_keys_alone() {
        let plan = explain::of(READ).await;
        assert!(plan.iter().all(|line| !line.contains("SCAN")), "{plan:#?}");
    }

    #[tokio::test]
    async fn the_lists_are_read_in_the_order_of_their_indexes() {
        for (sql, index) in [(PERSONAL, "api_tokens_of_person"), (SERVICE, "api_tokens_page")] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
            assert!(plan.iter().all(|line| !line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
