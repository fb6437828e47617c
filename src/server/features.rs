//! Turns features off and on for one organisation, as the operator says at the machine, or a platform
//! admin.

use super::{
    audit::{Action, Actor},
    cx::{Author, Services, Unit, own_off},
    db::execute,
    notifications::incidents,
    quotas,
};
use crate::domain::{
    feature::{Feature, Off},
    ids::OrgId,
    problem::Problem,
    topic::Topic,
};

/// Decides for an organisation that is named as by [`quotas::named`], as the operator says at the
/// machine. Returns the organisation's name, and what is off there by its own row.
pub async fn decide(
    services: &Services,
    org: &str,
    off: &[Feature],
    on: &[Feature],
) -> Result<Option<(String, Off)>, Problem> {
    let Some((id, name)) = quotas::named(services, org).await? else { return Ok(None) };
    Ok(Some((name, decide_for(services, &id, Actor::Operator, off, on).await?)))
}

/// Turns features off, and others on again; what is off for every organisation stays so. Returns what
/// is off by the organisation's own row. Open pages are drawn anew.
pub async fn decide_for(
    services: &Services,
    org: &OrgId,
    by: impl Author,
    off: &[Feature],
    on: &[Feature],
) -> Result<Off, Problem> {
    let said = off.iter().map(|feature| format!("-{}", feature.code()));
    let said =
        said.chain(on.iter().map(|feature| format!("+{}", feature.code()))).collect::<Vec<_>>().join(" ");
    let mut tx = Unit::begin(services, org, by, Action::FeaturesDecided, &said).await?;
    let before = own_off(&mut tx).await?;
    let now = off.iter().fold(before, |now, feature| now.with(*feature));
    let now = on.iter().fold(now, |now, feature| now.without(*feature));
    execute!(tx, "UPDATE orgs SET features_off = $1 WHERE id = $2", |org| (now.codes(), org.as_str()))?;
    let (disabled, at) = (services.config.disabled, tx.now());
    incidents::turned(&mut tx, disabled.or(before), disabled.or(now), at).await?;
    tx.publish(&Topic::ALL);
    tx.commit().await?;
    Ok(now)
}
