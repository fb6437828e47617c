//! The orgs that may buy on the operator's bill, as the operator decides at the machine, or a platform
//! admin.

use super::allowance;
use crate::{
    domain::{ids::OrgId, problem::Problem, topic::Topic},
    server::{
        audit::{Action, Actor},
        cx::{Author, PLATFORM, Services, Unit},
        db::{on, stored},
        quotas,
        suspension::is_deleted,
    },
};

pub struct Buyer {
    pub id: OrgId,
    pub name: String,
    /// The e-mail address of an owner.
    pub owner: String,
    pub may_buy: bool,
    /// The count of numbers that are on the bill, or may be.
    pub numbers: i64,
}

/// Id, name, e-mail address, the operator's decision, and the count of numbers.
type Row = (String, String, String, Option<bool>, i64);

/// All orgs, the newest first.
pub async fn list(services: &Services) -> Result<Vec<Buyer>, Problem> {
    let default = services.config.platform.as_ref().is_some_and(|platform| platform.open_to_all);
    let mut tx = services.db.read_installation().await?;
    let rows: Vec<Row> = on!(tx, |c| {
        sqlx::query_as(concat!(
            "SELECT o.id, o.name,
               COALESCE((SELECT MIN(u.email) FROM memberships AS m JOIN users AS u ON u.id = m.user_id
                 WHERE m.org_id = o.id AND m.role = 'owner'), ''),
               b.may_buy,
               (SELECT COUNT(*) FROM phone_numbers AS n
                WHERE n.org_id = o.id AND n.source = 'managed' AND n.state <> 'released' AND NOT EXISTS
                  (SELECT 1 FROM number_orders AS r WHERE r.number_id = n.id AND r.released))
             FROM orgs AS o LEFT JOIN managed_orgs AS b ON b.org_id = o.id
             WHERE o.id <> $1 AND NOT ",
            is_deleted!("o.id"),
            " ORDER BY o.id DESC"
        ))
        .bind(PLATFORM)
        .fetch_all(c)
        .await
    })?;
    rows.into_iter()
        .map(|(id, name, owner, may_buy, numbers)| {
            let id = stored("orgs", &id).parse("id", &id)?;
            Ok(Buyer { id, name, owner, may_buy: may_buy.unwrap_or(default), numbers })
        })
        .collect::<Result<_, sqlx::Error>>()
        .map_err(Problem::from)
}

/// Allows or denies buying to an org, named by its id or by a name that no other has, as the operator
/// says at the machine. Returns the org's name; `None` where there is no such org.
pub async fn allow(services: &Services, org: &str, may_buy: bool) -> Result<Option<String>, Problem> {
    let Some((id, name)) = quotas::named(services, org).await? else { return Ok(None) };
    allow_for(services, &id, Actor::Operator, may_buy).await?;
    Ok(Some(name))
}

/// Allows or denies buying to an org. Open pages are drawn anew.
pub async fn allow_for(
    services: &Services,
    org: &OrgId,
    by: impl Author,
    may_buy: bool,
) -> Result<(), Problem> {
    let action = if may_buy { Action::BuyingAllowed } else { Action::BuyingDenied };
    let mut tx = Unit::begin(services, org, by, action, "managed_numbers").await?;
    allowance::set_may_buy(&mut tx, may_buy).await?;
    tx.publish(&[Topic::Numbers, Topic::Integrations]);
    Ok(tx.commit().await?)
}
