//! Organisations that people make: beside those that they have, where people sign up by themselves, and
//! the next one of somebody who is in none. What the operator has decided for one that a person is or
//! was in, holds for those that they make as well.

use super::repo;
use crate::{
    domain::{
        account::MAX_ORG_NAME,
        feature::Off,
        ids::{OrgId, UserId},
        problem::{Field, Problem, ProblemKind},
        quota::Quota,
        role::Role,
        text::one_line,
    },
    server::{
        audit::{Action, Actor},
        cx::{Draft, Services},
        db::{OrgTx, Tx, codes_where, execute, on, sql, stored},
        quotas,
    },
};

/// Milliseconds within which the same new organisation counts as asked for once.
const DOUBLE_CLICK: i64 = 5_000;

const OWNERS: &str = codes_where!(Role, |role| matches!(role, Role::Owner));

/// The organisations that a person is or was in.
macro_rules! theirs {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "(SELECT m.org_id FROM memberships AS m WHERE m.user_id = $1
              UNION SELECT f.org_id FROM former_members AS f WHERE f.user_id = $1)",
            $after
        )
    };
}

const HELD: &str = theirs!(
    "SELECT COUNT(*) FROM orgs AS o WHERE o.id NOT IN (SELECT d.org_id FROM deletions AS d WHERE d.state = 'done')
       AND (o.made_by = $1 OR o.id IN ",
    ")"
);
const QUOTAS: &str =
    theirs!("SELECT q.quota, MIN(q.most) FROM org_quotas AS q WHERE q.org_id IN ", " GROUP BY q.quota");
const FEATURES: &str =
    theirs!("SELECT o.features_off FROM orgs AS o WHERE o.features_off <> '' AND o.id IN ", "");
const NO_BUYERS: &str =
    theirs!("SELECT COUNT(*) FROM managed_orgs AS b WHERE b.may_buy = FALSE AND b.org_id IN ", "");

/// Makes an organisation, which the person owns.
///
/// # Errors
/// Fails with `SignUpClosed` where only the operator makes organisations, and over the quota.
pub async fn found(services: &Services, user: &UserId, name: &str) -> Result<OrgId, Problem> {
    if !services.config.sign_up.makes_orgs() {
        return Err(ProblemKind::SignUpClosed.into());
    }
    let name = one_line(name, MAX_ORG_NAME).map_err(|rule| Problem::invalid(Field::OrgName, rule))?;
    let org: OrgId = services.random.id();
    // Begun in the scope of the installation: nobody is in this org yet.
    let mut tx = Draft::begin_everywhere(services, org.clone(), Actor::User(user.clone())).await?;
    // Those who ask at the same time queue on both engines.
    repo::hold(&mut tx, user).await?;
    let now = tx.now();
    // A browser without scripts sends a form once for each click.
    if let Some(made) = made_since(&mut tx, user, &name, now - DOUBLE_CLICK).await? {
        return Ok(made);
    }
    make(services, &mut tx, user, &name).await?;
    tx.recorded(Action::OrgMade, org.as_str()).await?.commit().await?;
    tracing::info!(org.id = %org, user.id = %user, "a person made another organisation");
    Ok(org)
}

/// Makes the transaction's organisation, with its owner, as the operator has decided for theirs. The
/// person's row is held, so that those who ask at the same time queue on both engines.
pub(super) async fn make(
    services: &Services,
    tx: &mut OrgTx,
    user: &UserId,
    name: &str,
) -> Result<(), Problem> {
    let decided = decided(services, tx, user).await?;
    let most = least(services, &decided, Quota::Organisations);
    let (held,): (i64,) = on!(tx, |c| sqlx::query_as(HELD).bind(user.as_str()).fetch_one(c).await)?;
    let has = u32::try_from(held).unwrap_or(u32::MAX).saturating_add(1);
    quotas::within(services, Quota::Organisations, most, has)?;
    let now = services.clock.now_ms();
    repo::insert_org(tx, name, now).await?;
    inherit(services, tx, user, &decided).await?;
    Ok(repo::insert_membership(tx, user, Role::Owner, now).await?)
}

/// The quotas that the operator has decided for organisations of the person, each the least.
async fn decided(services: &Services, tx: &mut Tx, user: &UserId) -> Result<Vec<(Quota, u32)>, sqlx::Error> {
    let rows: Vec<(String, i64)> =
        on!(tx, |c| sqlx::query_as(QUOTAS).bind(user.as_str()).fetch_all(c).await)?;
    let read = |(code, most): (String, i64)| {
        // A former version may have known a quota that this one does not.
        let quota = Quota::from_code(&code)?;
        Some((quota, services.config.quotas.or(Some(most), quota)))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// What is decided, where that is less than what every organisation has.
fn least(services: &Services, decided: &[(Quota, u32)], quota: Quota) -> u32 {
    let of_all = services.config.quotas.of(quota);
    decided.iter().find(|(of, _)| *of == quota).map_or(of_all, |(_, most)| of_all.min(*most))
}

async fn inherit(
    services: &Services,
    tx: &mut OrgTx,
    user: &UserId,
    decided: &[(Quota, u32)],
) -> Result<(), sqlx::Error> {
    for (quota, most) in decided.iter().filter(|(quota, most)| *most < services.config.quotas.of(*quota)) {
        let sql = "INSERT INTO org_quotas (org_id, quota, most) VALUES ($1, $2, $3)";
        execute!(tx, sql, |org| (org.as_str(), quota.code(), i64::from(*most)))?;
    }
    let off: Vec<(String,)> = on!(tx, |c| sqlx::query_as(FEATURES).bind(user.as_str()).fetch_all(c).await)?;
    let off = off.iter().filter_map(|(codes,)| Off::read(codes)).fold(Off::default(), Off::or);
    let sql = "UPDATE orgs SET features_off = $2, made_by = $3 WHERE id = $1";
    execute!(tx, sql, |org| (org.as_str(), off.codes(), user.as_str()))?;
    let (denied,): (i64,) = on!(tx, |c| sqlx::query_as(NO_BUYERS).bind(user.as_str()).fetch_one(c).await)?;
    if denied > 0 {
        let sql = "INSERT INTO managed_orgs (org_id, may_buy) VALUES ($1, FALSE)";
        execute!(tx, sql, |org| (org.as_str()))?;
    }
    Ok(())
}

/// An organisation of that name which the person has just made.
async fn made_since(
    tx: &mut Tx,
    user: &UserId,
    name: &str,
    since: i64,
) -> Result<Option<OrgId>, sqlx::Error> {
    const SQL: &str = sql!(
        "SELECT o.id FROM memberships AS m JOIN orgs AS o ON o.id = m.org_id
         WHERE m.user_id = $1 AND o.made_by = $1 AND o.name = $2 AND o.created_at > $3 AND m.role IN ",
        OWNERS,
        " LIMIT 1"
    );
    let made: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(SQL).bind(user.as_str()).bind(name).bind(since).fetch_optional(c).await
    })?;
    made.map(|(id,)| stored("orgs", &id).parse("id", &id)).transpose()
}
