//! Sets a quota of one organisation, as the operator says at the machine, or a platform admin.

use super::most;
use crate::{
    domain::{ids::OrgId, problem::Problem, quota::Quota, topic::Topic},
    server::{
        audit::{Action, Actor, Change, ChangedField, Part},
        cx::{Author, Draft, PLATFORM, Services},
        db::{OrgTx, execute, on, stored},
        suspension::is_deleted,
    },
};

/// One that is deleted is none any more.
const NAMED: &str = concat!(
    "SELECT o.id, o.name FROM orgs AS o WHERE (o.id = $1 OR o.name = $1) AND o.id <> $2 AND NOT ",
    is_deleted!("o.id"),
    " LIMIT 2"
);

/// Finds an organisation by its id, or by a name that no other has. The one that has the platform’s
/// log is none of them.
pub async fn named(services: &Services, org: &str) -> Result<Option<(OrgId, String)>, Problem> {
    let mut tx = services.db.read_installation().await?;
    let mut found: Vec<(String, String)> =
        on!(tx, |c| { sqlx::query_as(NAMED).bind(org).bind(PLATFORM).fetch_all(c).await })?;
    let (Some((id, name)), None) = (found.pop(), found.pop()) else { return Ok(None) };
    Ok(Some((stored("orgs", &id).parse("id", &id)?, name)))
}

/// Sets the own quota of an organisation that is named as by [`named`], as the operator says at the
/// machine. Returns the organisation's name and the quota in force.
pub async fn decide(
    services: &Services,
    org: &str,
    quota: Quota,
    own: Option<u32>,
) -> Result<Option<(String, u32)>, Problem> {
    let Some((id, name)) = named(services, org).await? else { return Ok(None) };
    Ok(Some((name, decide_for(services, &id, Actor::Operator, quota, own).await?)))
}

/// Sets the organisation's own quota; `None` removes it, so that the one for all holds. Returns the
/// quota in force. A running server knows at once, and open pages are drawn anew.
pub async fn decide_for(
    services: &Services,
    org: &OrgId,
    by: impl Author,
    quota: Quota,
    own: Option<u32>,
) -> Result<u32, Problem> {
    let mut tx = Draft::begin(services, org, by).await?;
    let before = most(services, &mut tx, quota).await?.to_string();
    let after = services.config.quotas.or(own.map(i64::from), quota).to_string();
    let changes = Change::of(ChangedField::Part(Part::Most), Some(&before), Some(&after));
    let changes: Vec<Change> = changes.into_iter().collect();
    let mut tx = tx.recorded_with(Action::QuotaDecided, quota.code(), &changes).await?;
    set(&mut tx, quota, own).await?;
    let most = most(services, &mut tx, quota).await?;
    tx.publish(&Topic::BUT_AUDIT);
    tx.commit().await?;
    Ok(most)
}

async fn set(tx: &mut OrgTx, quota: Quota, own: Option<u32>) -> Result<(), sqlx::Error> {
    let quota = quota.code();
    let Some(own) = own else {
        let sql = "DELETE FROM org_quotas WHERE org_id = $1 AND quota = $2";
        return execute!(tx, sql, |org| (org.as_str(), quota)).map(drop);
    };
    execute!(
        tx,
        "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, $3)
         ON CONFLICT (org_id, quota) DO UPDATE SET most = excluded.most",
        |org| (org.as_str(), quota, i64::from(own))
    )
    .map(drop)
}
