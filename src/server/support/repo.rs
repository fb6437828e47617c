//! SQL of visits.

use crate::{
    domain::{
        ids::{OrgId, UserId},
        support::{SupportAccess, VISITS_SHOWN, VisitId, VisitView},
    },
    server::db::{OrgTx, Tx, execute, on, stored},
};

/// `$2` is when the oldest began that is shown.
const SHOWN: &str = "SELECT v.id, u.name, v.reason, v.began_at, v.ends_at, v.ended_at
  FROM support_visits AS v JOIN users AS u ON u.id = v.user_id
  WHERE v.org_id = $1 AND v.began_at > $2 ORDER BY v.began_at DESC, v.id DESC LIMIT $3";

const OVER: &str = "SELECT v.id, v.org_id, v.user_id FROM support_visits AS v
  WHERE v.ended_at IS NULL AND v.ends_at <= $1 ORDER BY v.ends_at, v.id LIMIT $2";

pub struct NewVisit {
    pub id: VisitId,
    pub reason: String,
}

/// Has whatever else changes the session wait, and returns the organisation that it acts for. `None`:
/// there is no such session any more.
pub async fn lock_session(
    tx: &mut OrgTx,
    session: &str,
    user: &UserId,
    now: i64,
) -> Result<Option<Option<OrgId>>, sqlx::Error> {
    let there = execute!(
        tx,
        "UPDATE sessions SET visit_id = visit_id WHERE id_hash = $1 AND user_id = $2",
        session,
        user.as_str()
    )?;
    if there == 0 {
        return Ok(None);
    }
    let visited: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT v.org_id FROM sessions AS s JOIN support_visits AS v ON v.id = s.visit_id
             WHERE s.id_hash = $1 AND v.ended_at IS NULL AND v.ends_at > $2",
        )
        .bind(session)
        .bind(now)
        .fetch_optional(c)
        .await
    })?;
    visited.map(|(org,)| stored("support_visits", &org).parse("org_id", &org)).transpose().map(Some)
}

pub async fn begin(
    tx: &mut OrgTx,
    visit: &NewVisit,
    user: &UserId,
    session: &str,
    now: i64,
    ends_at: i64,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "INSERT INTO support_visits (id, org_id, user_id, reason, began_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        |org| (visit.id.as_str(), org.as_str(), user.as_str(), &visit.reason, now, ends_at)
    )?;
    let sql = "UPDATE sessions SET visit_id = $1 WHERE id_hash = $2 AND user_id = $3";
    execute!(tx, sql, visit.id.as_str(), session, user.as_str()).map(drop)
}

/// Writes down that a visit has ended, at the latest when its time was over; `false` where that is
/// written down.
pub async fn end(tx: &mut OrgTx, visit: &VisitId, now: i64) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE support_visits SET ended_at = CASE WHEN ends_at < $3 THEN ends_at ELSE $3 END
               WHERE org_id = $1 AND id = $2 AND ended_at IS NULL";
    Ok(execute!(tx, sql, |org| (org.as_str(), visit.as_str(), now))? > 0)
}

/// A visit whose time is over, though nobody ended it.
pub struct Over {
    pub id: VisitId,
    pub org: OrgId,
    pub user: UserId,
}

pub async fn over(tx: &mut Tx, now: i64, limit: i64) -> Result<Vec<Over>, sqlx::Error> {
    let rows: Vec<(String, String, String)> =
        on!(tx, |c| sqlx::query_as(OVER).bind(now).bind(limit).fetch_all(c).await)?;
    let read = |(id, org, user): (String, String, String)| {
        let row = stored("support_visits", &id);
        Ok(Over {
            id: row.parse("id", &id)?,
            org: row.parse("org_id", &org)?,
            user: row.parse("user_id", &user)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The visits of the last 90 days, the newest first. Read in the scope of the installation, since
/// whoever came is not in the organisation.
pub async fn shown(tx: &mut Tx, org: &OrgId, now: i64, limit: i64) -> Result<Vec<VisitView>, sqlx::Error> {
    let rows: Vec<(String, String, String, i64, i64, Option<i64>)> = on!(tx, |c| {
        sqlx::query_as(SHOWN).bind(org.as_str()).bind(now - VISITS_SHOWN).bind(limit).fetch_all(c).await
    })?;
    let read = |(id, who, reason, began_at, ends_at, ended_at): (_, _, _, _, i64, Option<i64>)| {
        let id: String = id;
        Ok(VisitView {
            id: stored("support_visits", &id).parse("id", &id)?,
            who,
            reason,
            began_at,
            ended_at: ended_at.unwrap_or(ends_at),
            goes_on: ended_at.is_none() && ends_at > now,
        })
    };
    rows.into_iter().map(read).collect()
}

pub async fn access(tx: &mut OrgTx) -> Result<SupportAccess, sqlx::Error> {
    let (access,): (String,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT support_access FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    stored("orgs", tx.org().as_str()).code("support_access", &access, SupportAccess::from_code)
}

pub async fn set_access(tx: &mut OrgTx, access: SupportAccess) -> Result<(), sqlx::Error> {
    let sql = "UPDATE orgs SET support_access = $2 WHERE id = $1";
    execute!(tx, sql, |org| (org.as_str(), access.code())).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn visits_are_read_in_the_order_of_their_index() {
        for (sql, index) in [(SHOWN, "support_visits_page"), (OVER, "support_visits_open")] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
            assert!(plan.iter().all(|line| !line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
