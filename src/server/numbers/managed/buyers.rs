//! Which orgs may buy on the operator's bill, as the operator decides at the
//! machine.

use super::allowance;
use crate::{
    domain::{ids::OrgId, problem::Problem},
    server::{
        audit::{Action, Actor},
        cx::{Services, Unit},
        db::{on, stored},
        quotas,
    },
};

pub struct Buyer {
    pub id: OrgId,
    pub name: String,
    /// The e-mail of who made it.
    pub owner: String,
    pub may_buy: bool,
    /// How many are on the bill, or may be.
    pub numbers: i64,
}

/// Id, name, e-mail, what was decided, and how many numbers.
type Row = (String, String, String, Option<bool>, i64);

/// The newest first.
pub async fn list(services: &Services) -> Result<Vec<Buyer>, Problem> {
    let default = services.config.platform.as_ref().is_some_and(|platform| platform.open_to_all);
    let mut tx = services.db.read_installation().await?;
    let rows: Vec<Row> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT o.id, o.name,
               COALESCE((SELECT MIN(u.email) FROM memberships AS m JOIN users AS u ON u.id = m.user_id
                 WHERE m.org_id = o.id AND m.role = 'owner'), ''),
               b.may_buy,
               (SELECT COUNT(*) FROM phone_numbers AS n
                WHERE n.org_id = o.id AND n.source = 'managed' AND n.state <> 'released' AND NOT EXISTS
                  (SELECT 1 FROM number_orders AS r WHERE r.number_id = n.id AND r.released))
             FROM orgs AS o LEFT JOIN managed_orgs AS b ON b.org_id = o.id
             ORDER BY o.id DESC",
        )
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

/// By its id, or by a name that no other has. `None`: there is no such one.
pub async fn allow(services: &Services, org: &str, may_buy: bool) -> Result<Option<String>, Problem> {
    let Some((id, name)) = quotas::named(services, org).await? else { return Ok(None) };
    let action = if may_buy { Action::BuyingAllowed } else { Action::BuyingDenied };
    let mut tx = Unit::begin(services, &id, Actor::Operator, action, "managed_numbers").await?;
    allowance::set_may_buy(&mut tx, may_buy).await?;
    tx.commit().await?;
    Ok(Some(name))
}
