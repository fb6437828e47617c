//! Turns features off and on for one organisation, as the operator says at the machine.

use super::{
    audit::{Action, Actor},
    cx::{Services, Unit},
    db::{OrgTx, execute, on, stored},
    quotas,
};
use crate::domain::{
    feature::{Feature, Off},
    problem::Problem,
    topic::Topic,
};

/// Turns features off, and others on again; what is off for every organisation stays so. Returns
/// the organisation's name, and what is off there by its own row. Open pages are drawn anew.
pub async fn decide(
    services: &Services,
    org: &str,
    off: &[Feature],
    on: &[Feature],
) -> Result<Option<(String, Off)>, Problem> {
    let Some((id, name)) = quotas::named(services, org).await? else { return Ok(None) };
    let said = off.iter().map(|feature| format!("-{}", feature.code()));
    let said =
        said.chain(on.iter().map(|feature| format!("+{}", feature.code()))).collect::<Vec<_>>().join(" ");
    let mut tx = Unit::begin(services, &id, Actor::Operator, Action::FeaturesDecided, &said).await?;
    let before = own(&mut tx).await?;
    let now = off.iter().fold(before, |now, feature| now.with(*feature));
    let now = on.iter().fold(now, |now, feature| now.without(*feature));
    execute!(tx, "UPDATE orgs SET features_off = $1 WHERE id = $2", |org| (now.codes(), org.as_str()))?;
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    Ok(Some((name, now)))
}

/// What is off for this organisation alone.
async fn own(tx: &mut OrgTx) -> Result<Off, sqlx::Error> {
    let (codes,): (String,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT features_off FROM orgs WHERE id = $1").bind(org.as_str()).fetch_one(c).await
    })?;
    stored("orgs", tx.org().as_str()).code("features_off", &codes, Off::read)
}
