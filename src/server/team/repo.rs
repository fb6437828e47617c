//! SQL of teams.

use crate::{
    domain::{
        ids::{OrgId, UserId},
        list::InQuery,
        role::Role,
        team::{MemberView, OrgView, OrgsQuery, TeamQuery, WithoutFactor},
    },
    server::{
        auth::factors::has_factor,
        db::{OrgTx, Tx, codes_where, execute, on, sql, stored},
    },
};

const OWNERS: &str = codes_where!(Role, |role| matches!(role, Role::Owner));

const MEMBERS: &str = "SELECT m.user_id, u.name, u.email, m.role, m.created_at,
    (SELECT MAX(s.last_seen_at) FROM sessions AS s WHERE s.user_id = m.user_id AND s.org_id = m.org_id)
      AS seen_at
  FROM memberships AS m JOIN users AS u ON u.id = m.user_id";

const PAGE: &str = sql!(
    MEMBERS,
    " WHERE m.org_id = $1 AND m.user_id > $2 AND ($3 = '' OR m.role = $3) ORDER BY m.user_id LIMIT $4"
);

const ONE: &str = sql!(MEMBERS, " WHERE m.org_id = $1 AND m.user_id = $2");

const ORGS: &str = "SELECT o.id, o.name, m.role, (SELECT COUNT(*) FROM notifications_people AS p
    WHERE p.org_id = m.org_id AND p.user_id = m.user_id AND p.read_at IS NULL) AS unread
  FROM memberships AS m JOIN orgs AS o ON o.id = m.org_id
  WHERE m.user_id = $1 AND m.org_id > $2 ORDER BY m.org_id LIMIT $3";

#[derive(sqlx::FromRow)]
struct Row {
    user_id: String,
    name: String,
    email: String,
    role: String,
    created_at: i64,
    seen_at: Option<i64>,
}

impl Row {
    fn read(self) -> Result<MemberView, sqlx::Error> {
        let Self { user_id, name, email, role, created_at, seen_at } = self;
        let row = stored("memberships", &user_id);
        Ok(MemberView {
            user: row.parse("user_id", &user_id)?,
            role: row.code("role", &role, Role::from_code)?,
            name,
            email,
            joined_at: created_at,
            seen_at,
        })
    }
}

pub async fn page(tx: &mut OrgTx, query: &TeamQuery, limit: i64) -> Result<Vec<MemberView>, sqlx::Error> {
    let rows: Vec<Row> = on!(tx, |c, org| {
        sqlx::query_as(PAGE)
            .bind(org.as_str())
            .bind(query.after.as_ref().map_or("", UserId::as_str))
            .bind(query.role.written())
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    rows.into_iter().map(Row::read).collect()
}

pub async fn find(tx: &mut OrgTx, user: &UserId) -> Result<Option<MemberView>, sqlx::Error> {
    let row: Option<Row> = on!(tx, |c, org| {
        sqlx::query_as(ONE).bind(org.as_str()).bind(user.as_str()).fetch_optional(c).await
    })?;
    row.map(Row::read).transpose()
}

pub async fn role(tx: &mut OrgTx, user: &UserId) -> Result<Option<Role>, sqlx::Error> {
    let role: Option<(String,)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT role FROM memberships WHERE org_id = $1 AND user_id = $2")
            .bind(org.as_str())
            .bind(user.as_str())
            .fetch_optional(c)
            .await
    })?;
    role.map(|(role,)| stored("memberships", user.as_str()).code("role", &role, Role::from_code)).transpose()
}

pub async fn owners(tx: &mut OrgTx) -> Result<i64, sqlx::Error> {
    const SQL: &str = sql!("SELECT COUNT(*) FROM memberships WHERE org_id = $1 AND role IN ", OWNERS);
    let (count,): (i64,) = on!(tx, |c, org| sqlx::query_as(SQL).bind(org.as_str()).fetch_one(c).await)?;
    Ok(count)
}

pub async fn set_role(tx: &mut OrgTx, user: &UserId, role: Role) -> Result<(), sqlx::Error> {
    let sql = "UPDATE memberships SET role = $3 WHERE org_id = $1 AND user_id = $2";
    execute!(tx, sql, |org| (org.as_str(), user.as_str(), role.code())).map(drop)
}

/// Ends the membership and its sessions, but for the one of the hashed id `but`. The organisation
/// still knows what the person did.
pub async fn remove(tx: &mut OrgTx, user: &UserId, but: &str, now: i64) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO former_members (org_id, user_id, left_at) VALUES ($1, $2, $3)
         ON CONFLICT (org_id, user_id) DO UPDATE SET left_at = excluded.left_at",
        |org| (org.as_str(), user.as_str(), now)
    )?;
    let sessions = "DELETE FROM sessions WHERE org_id = $1 AND user_id = $2 AND id_hash <> $3";
    execute!(tx, sessions, |org| (org.as_str(), user.as_str(), but))?;
    let membership = "DELETE FROM memberships WHERE org_id = $1 AND user_id = $2";
    execute!(tx, membership, |org| (org.as_str(), user.as_str())).map(drop)
}

/// Whether the person was in the organisation, and is not any more.
pub async fn is_former(tx: &mut OrgTx, user: &UserId) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT COUNT(*) FROM former_members AS f WHERE f.org_id = $1 AND f.user_id = $2
               AND NOT EXISTS (SELECT 1 FROM memberships AS m WHERE m.org_id = $1 AND m.user_id = $2)",
        )
        .bind(org.as_str())
        .bind(user.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

/// The name of the organisation, and whether it asks for a second factor.
pub async fn name_and_demand(tx: &mut OrgTx) -> Result<(String, bool), sqlx::Error> {
    on!(tx, |c, org| {
        sqlx::query_as("SELECT name, demands_factor FROM orgs WHERE id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })
}

/// The most people without a second factor who are named.
const NAMED: i64 = 20;

macro_rules! without_factor {
    ($what:literal, $rest:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM memberships AS m JOIN users AS u ON u.id = m.user_id WHERE m.org_id = $1 AND NOT ",
            has_factor!("m.user_id"),
            $rest
        )
    };
}

/// The people of the organisation who have no second factor.
pub async fn without_factor(tx: &mut Tx, org: &OrgId) -> Result<WithoutFactor, sqlx::Error> {
    const COUNT: &str = without_factor!("COUNT(*)", "");
    const FIRST: &str = without_factor!("u.name, u.email", " ORDER BY u.name, u.id LIMIT $2");
    let (count,): (i64,) = on!(tx, |c| sqlx::query_as(COUNT).bind(org.as_str()).fetch_one(c).await)?;
    let first = on!(tx, |c| { sqlx::query_as(FIRST).bind(org.as_str()).bind(NAMED).fetch_all(c).await })?;
    Ok(WithoutFactor { count: u32::try_from(count).unwrap_or(u32::MAX), first })
}

/// Returns whether that changed something.
pub async fn demand_factor(tx: &mut OrgTx, demand: bool) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE orgs SET demands_factor = $2 WHERE id = $1 AND demands_factor <> $2";
    Ok(execute!(tx, sql, |org| (org.as_str(), demand))? == 1)
}

pub async fn rename(tx: &mut OrgTx, name: &str) -> Result<(), sqlx::Error> {
    execute!(tx, "UPDATE orgs SET name = $2 WHERE id = $1", |org| (org.as_str(), name)).map(drop)
}

/// The organisations of a person, by their ids.
pub async fn orgs(
    tx: &mut Tx,
    user: &UserId,
    query: &OrgsQuery,
    limit: i64,
) -> Result<Vec<OrgView>, sqlx::Error> {
    let rows: Vec<(String, String, String, i64)> = on!(tx, |c| {
        sqlx::query_as(ORGS)
            .bind(user.as_str())
            .bind(query.after.as_ref().map_or("", OrgId::as_str))
            .bind(limit)
            .fetch_all(c)
            .await
    })?;
    let read = |(id, name, role, unread): (String, String, String, i64)| {
        let role = stored("memberships", &id).code("role", &role, Role::from_code)?;
        let unread = u32::try_from(unread).unwrap_or(u32::MAX);
        Ok(OrgView { id: stored("orgs", &id).parse("id", &id)?, name, role, unread })
    };
    rows.into_iter().map(read).collect()
}

/// Has a session go on in the transaction's organisation; `false` where its person is not in it.
pub async fn turn_session(tx: &mut OrgTx, session: &str, user: &UserId) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE sessions SET org_id = $1 WHERE id_hash = $2 AND user_id = $3
                 AND EXISTS (SELECT 1 FROM memberships AS m WHERE m.org_id = $1 AND m.user_id = $3)";
    Ok(execute!(tx, sql, |org| (org.as_str(), session, user.as_str()))? > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn the_lists_are_read_from_their_indexes() {
        for sql in [PAGE, ORGS] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().all(|line| !line.contains("SCAN")), "{plan:#?}");
        }
    }
}
