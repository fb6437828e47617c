//! What runs out, told of ahead: consents that end at a time which their provider told, and keys
//! that become as old as keys may here.

use super::repo::{self, New};
use crate::{
    domain::{
        ids::{CredentialId, OrgId},
        notification::{About, Ending, ExpiryView},
        problem::Problem,
        provider::{Provider, PublicConfig},
        topic::Topic,
    },
    server::{
        cx::{Services, own_off},
        db::{OrgTx, Writer, on, stored},
        random::derived_id,
        suspension::is_at_work,
    },
};

const DAY: i64 = 24 * 3600 * 1000;
/// The days ahead at which it is told, the earliest first.
pub const AHEAD: [i64; 2] = [14, 3];
/// Credentials that are read in one go.
const BATCH: i64 = 500;

/// Warnings begin by themselves: each row is its own record.
struct DueWarnings;

impl Writer for DueWarnings {}

/// A credential with what can run out of it.
struct Held {
    org: OrgId,
    id: CredentialId,
    config: PublicConfig,
    since: Since,
}

/// The times from which the parts of a credential count, in epoch milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// When it was saved last, as each consent is.
    pub saved: i64,
    /// When its secret came. Whoever changes something else leaves the key as old as it is.
    pub secret: i64,
}

/// Something that runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    pub of: Ending,
    pub at: i64,
    /// How long it lasted from when it came, in milliseconds.
    lasts: i64,
}

/// Returns each thing of a credential that runs out. `key_days` is the age that keys may have; `None` for any.
pub fn of(config: &PublicConfig, since: Since, key_days: Option<u32>) -> Vec<Expiry> {
    let lasts_until = |of, since: i64, at: i64| Expiry { of, at, lasts: at.saturating_sub(since) };
    let told = config.expires_at().map(|at| lasts_until(Ending::Consent, since.saved, at));
    // Where a person signs in, there is no key to be made anew.
    let is_key = !config.provider().spec().fields.is_empty();
    let old = key_days
        .filter(|_| is_key)
        .map(|days| since.secret.saturating_add(i64::from(days) * DAY))
        .map(|at| lasts_until(Ending::KeyAge, since.secret, at));
    told.into_iter().chain(old).collect()
}

impl Expiry {
    /// The nearest distance that has been reached: of two that were missed, one is told. What lasts
    /// for a week only is not told of two weeks ahead.
    fn reached(self, now: i64) -> Option<i64> {
        AHEAD.into_iter().rev().find(|days| self.at - now <= days * DAY && self.lasts > days * DAY)
    }
}

/// Reads each thing of an org's credentials that runs out, the next first.
pub async fn calendar(tx: &mut OrgTx, key_days: Option<u32>) -> Result<Vec<ExpiryView>, sqlx::Error> {
    let rows: Vec<(String, String, i64, i64)> = on!(tx, |c, org| {
        sqlx::query_as(
            "SELECT id, public_config, updated_at, COALESCE(secret_since, updated_at) FROM org_credentials
             WHERE org_id = $1 AND is_managed = FALSE",
        )
        .bind(org.as_str())
        .fetch_all(c)
        .await
    })?;
    let mut calendar = Vec::new();
    for (id, config, saved, secret) in rows {
        let config: PublicConfig = stored("org_credentials", &id).json("public_config", &config)?;
        let provider = config.provider();
        let ends = of(&config, Since { saved, secret }, key_days).into_iter();
        calendar.extend(ends.map(|Expiry { of, at, .. }| ExpiryView { of, provider, at }));
    }
    calendar.sort_by_key(|end| (end.at, end.provider));
    Ok(calendar)
}

/// Tells of what has come near since the last time, and returns how much that was. What cannot be
/// read or told is logged, and keeps nobody else from being told.
pub async fn warn(services: &Services) -> Result<usize, Problem> {
    let now = services.clock.now_ms();
    let key_days = services.config.key_days;
    let (mut told, mut after) = (0, String::new());
    loop {
        let rows = batch(services, &after).await?;
        let Some(last) = rows.last() else { return Ok(told) };
        after = last.id.clone();
        for row in &rows {
            match warn_of(services, row, key_days, now).await {
                Ok(count) => told += count,
                Err(problem) => {
                    let problem = problem.code();
                    tracing::error!(credential.id = row.id, problem, "could not warn of what runs out");
                }
            }
        }
    }
}

async fn warn_of(
    services: &Services,
    row: &HeldRow,
    key_days: Option<u32>,
    now: i64,
) -> Result<usize, Problem> {
    let held = row.read()?;
    let mut told = 0;
    for expiry in of(&held.config, held.since, key_days) {
        if let Some(days) = expiry.reached(now)
            && tell(services, &held, expiry, days, now).await?
        {
            told += 1;
        }
    }
    Ok(told)
}

#[derive(sqlx::FromRow)]
struct HeldRow {
    id: String,
    org_id: String,
    public_config: String,
    updated_at: i64,
    secret_since: i64,
}

impl HeldRow {
    fn read(&self) -> Result<Held, sqlx::Error> {
        let row = stored("org_credentials", &self.id);
        Ok(Held {
            org: row.parse("org_id", &self.org_id)?,
            id: row.parse("id", &self.id)?,
            config: row.json("public_config", &self.public_config)?,
            since: Since { saved: self.updated_at, secret: self.secret_since },
        })
    }
}

/// Says `NOT is_managed`, since SQLite takes `is_managed = FALSE` for a reason to read all that an
/// index has of it, and to sort them, for each batch.
const BATCH_AFTER: &str = concat!(
    "SELECT c.id, c.org_id, c.public_config, c.updated_at,
       COALESCE(c.secret_since, c.updated_at) AS secret_since
     FROM org_credentials AS c
     WHERE c.id > $1 AND NOT c.is_managed AND ",
    is_at_work!("c.org_id"),
    " ORDER BY c.id LIMIT $2"
);

async fn batch(services: &Services, after: &str) -> Result<Vec<HeldRow>, Problem> {
    let mut tx = services.db.read_installation().await?;
    let rows = on!(tx, |c| { sqlx::query_as(BATCH_AFTER).bind(after).bind(BATCH).fetch_all(c).await })?;
    Ok(rows)
}

async fn tell(
    services: &Services,
    held: &Held,
    expiry: Expiry,
    days: i64,
    now: i64,
) -> Result<bool, Problem> {
    let provider = held.config.provider();
    // Most that is near was told before, and takes nobody's turn to write.
    let mut tx = services.db.read(&held.org).await?;
    if repo::was_told(&mut tx, expiry.of.kind(), &About::Service { provider }, expiry.at, days).await? {
        return Ok(false);
    }
    if services.config.disabled.has(provider) || own_off(&mut tx).await?.has(provider) {
        return Ok(false);
    }
    drop(tx);
    let mut tx = services.db.write(DueWarnings, &held.org).await?;
    let told = add(&mut tx, held, provider, expiry, days, now).await?;
    tx.commit().await?;
    Ok(told)
}

async fn add(
    tx: &mut OrgTx,
    held: &Held,
    provider: Provider,
    Expiry { of, at, .. }: Expiry,
    days: i64,
    now: i64,
) -> Result<bool, Problem> {
    let kind = of.kind();
    let id = derived_id(&[held.id.as_str(), &format!("{} {at} {days}", kind.code())], now)?;
    let about = About::Service { provider };
    let new = New { ended_at: None, due: Some((at, days)), ..New::once(&id, kind, &about, now) };
    let told = repo::add(tx, &new).await?;
    if told {
        tx.publish(&[Topic::Notifications]);
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_batch_is_read_in_the_order_of_the_key_and_nothing_is_sorted() {
        let plan = explain::of(BATCH_AFTER).await;
        assert!(plan.iter().any(|line| line.contains("(id>?)")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
    }

    #[test]
    fn it_is_told_two_weeks_ahead_and_three_days_ahead() {
        let (at, of) = (100 * DAY, Ending::Consent);
        let reached = |lasts, now| Expiry { of, at, lasts }.reached(now);
        for (now, expected) in [
            (at - 15 * DAY, None),
            (at - 14 * DAY, Some(14)),
            (at - 4 * DAY, Some(14)),
            (at - 3 * DAY, Some(3)),
            (at + DAY, Some(3)),
        ] {
            assert_eq!(reached(at, now), expected, "{now}");
        }
        assert_eq!(reached(7 * DAY, at - 7 * DAY), None, "it has just begun");
        assert_eq!(reached(7 * DAY, at - 3 * DAY), Some(3));
    }

    #[test]
    fn a_key_runs_out_where_keys_have_an_age() {
        let config: PublicConfig =
            serde_json::from_str(r#"{"vapi":{"region":"us","vapi_org":null}}"#).unwrap();
        let since = Since { saved: 9 * DAY, secret: DAY };
        assert!(of(&config, since, None).is_empty());
        let old = Expiry { of: Ending::KeyAge, at: 366 * DAY, lasts: 365 * DAY };
        assert_eq!(of(&config, since, Some(365)), [old]);
    }
}
