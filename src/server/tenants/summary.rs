//! The figures of each tenant that the list shows: read for many tenants at once, and written only
//! where they changed. Nothing that a tenant does waits for it.

use std::collections::{BTreeSet, HashMap};

use super::terms;
use crate::{
    domain::{credential::CredentialStatus, ids::OrgId, quota::Quota, role::Role, tenant::TenantHealth},
    server::{
        cx::{PLATFORM, Services},
        db::{Db, ReadOnly, Tx, Writer, codes_where, execute, on, sql},
        number_states::is_in_use,
    },
};

/// The number of tenants in one batch.
const PIECE: i64 = 500;
/// The most addresses of owners that one is found by.
const OWNERS: usize = 5;
/// The part of a limit from which on it is near, as a percentage.
const NEAR: i64 = 90;

/// Figures that are derived from the rows of the tenants: each of those has its own entry.
struct Figures;

impl Writer for Figures {}

const DOWN: &str = codes_where!(CredentialStatus, |status| matches!(
    status,
    CredentialStatus::Refused | CredentialStatus::Unreadable
));
const DEGRADED: &str = codes_where!(CredentialStatus, |status| matches!(status, CredentialStatus::Degraded));
const OWNER: &str = codes_where!(Role, |role| matches!(role, Role::Owner));

/// The figures as they are now, of the tenants of a condition; `$2` is none.
macro_rules! now {
    ($which:literal) => {
        sql!(
    "SELECT o.id, o.name, o.created_at,
       CASE (SELECT d.state FROM deletions AS d WHERE d.org_id = o.id)
         WHEN 'done' THEN 'deleted' WHEN 'asked' THEN 'ending' WHEN 'running' THEN 'ending'
         ELSE CASE WHEN EXISTS (SELECT 1 FROM suspensions AS h WHERE h.org_id = o.id) THEN 'suspended'
           ELSE 'active' END
       END AS state,
       CAST(COALESCE((SELECT MAX(CASE WHEN c.status IN ", DOWN, " THEN 3 WHEN c.status IN ", DEGRADED, " THEN 2 ELSE 1 END)
         FROM org_credentials AS c WHERE c.org_id = o.id), 0) AS BIGINT) AS health,
       COALESCE((SELECT MAX(s.last_seen_at) FROM sessions AS s WHERE s.org_id = o.id), 0) AS active_at,
       (SELECT COUNT(*) FROM memberships AS m WHERE m.org_id = o.id) AS people,
       (SELECT COUNT(*) FROM agents AS a WHERE a.org_id = o.id) AS agents,
       (SELECT COUNT(*) FROM phone_numbers AS n
         WHERE n.org_id = o.id AND ", is_in_use!(n), ") AS numbers,
       (SELECT COUNT(*) FROM phone_numbers AS n
         WHERE n.org_id = o.id AND n.source = 'managed' AND n.state <> 'released' AND NOT EXISTS
           (SELECT 1 FROM number_orders AS r WHERE r.number_id = n.id AND r.org_id = o.id AND r.released)) AS managed,
       (SELECT COUNT(*) FROM operations AS p WHERE p.org_id = o.id AND p.state = 'needs_attention') AS stuck,
       (SELECT q.most FROM org_quotas AS q WHERE q.org_id = o.id AND q.quota = 'agents') AS most_agents,
       (SELECT q.most FROM org_quotas AS q WHERE q.org_id = o.id AND q.quota = 'numbers') AS most_numbers,
       (SELECT q.most FROM org_quotas AS q WHERE q.org_id = o.id AND q.quota = 'managed_numbers') AS most_managed,
       (SELECT q.most FROM org_quotas AS q WHERE q.org_id = o.id AND q.quota = 'members') AS most_members
     FROM orgs AS o WHERE ", $which
        )
    };
}

/// Summarises the tenants after `$1`.
const NOW: &str = now!("o.id > $1 AND o.id <> $2 ORDER BY o.id LIMIT $3");
/// Summarises the tenant `$1`.
const NOW_OF: &str = now!("o.id = $1 AND o.id <> $2");

/// The owners of the tenants from `$1` to `$2`, those who came first before others.
const OWNED_BY: &str = sql!(
    "SELECT m.org_id, u.email FROM memberships AS m JOIN users AS u ON u.id = m.user_id
     WHERE m.org_id >= $1 AND m.org_id <= $2 AND m.role IN ",
    OWNER,
    " ORDER BY m.org_id, m.user_id"
);

const BEFORE: &str =
    "SELECT org_id, name, owners, state, health, near_limits, active_at, created_at, people, agents,
    numbers, managed, stuck
  FROM tenants WHERE org_id >= $1 AND org_id <= $2";

#[derive(sqlx::FromRow)]
struct Counted {
    id: String,
    name: String,
    created_at: i64,
    state: String,
    health: i64,
    active_at: i64,
    people: i64,
    agents: i64,
    numbers: i64,
    managed: i64,
    stuck: i64,
    most_agents: Option<i64>,
    most_numbers: Option<i64>,
    most_managed: Option<i64>,
    most_members: Option<i64>,
}

/// A row of `tenants`.
#[derive(Clone, PartialEq, sqlx::FromRow)]
struct Summary {
    org_id: String,
    name: String,
    owners: String,
    state: String,
    health: String,
    near_limits: bool,
    active_at: i64,
    created_at: i64,
    people: i64,
    agents: i64,
    numbers: i64,
    managed: i64,
    stuck: i64,
}

impl Counted {
    fn summary(self, services: &Services, owners: &[String], before: Option<&Summary>) -> Summary {
        let most = |own, quota| i64::from(services.config.quotas.or(own, quota));
        let near = |has: i64, most: i64| has > 0 && has * 100 >= most * NEAR;
        Summary {
            near_limits: near(self.agents, most(self.most_agents, Quota::Agents))
                || near(self.numbers, most(self.most_numbers, Quota::Numbers))
                || near(self.managed, most(self.most_managed, Quota::ManagedNumbers))
                || near(self.people, most(self.most_members, Quota::Members)),
            health: match self.health {
                0 => TenantHealth::Nothing,
                1 => TenantHealth::Working,
                2 => TenantHealth::Degraded,
                _ => TenantHealth::Down,
            }
            .code()
            .to_owned(),
            // Devices that were signed out tell nothing any more of when they were seen.
            active_at: before.map_or(0, |before| before.active_at).max(self.active_at),
            org_id: self.id,
            state: self.state,
            name: self.name,
            owners: owners.join(" "),
            created_at: self.created_at,
            people: self.people,
            agents: self.agents,
            numbers: self.numbers,
            managed: self.managed,
            stuck: self.stuck,
        }
    }
}

/// Writes down the figures of all tenants that have others than before; returns how many those were.
/// Two nodes that do so at the same time write the same.
///
/// # Errors
/// Fails as the database does; what was written until then stays.
pub async fn sweep(services: &Services) -> Result<usize, sqlx::Error> {
    let (mut after, mut written) = (String::new(), 0);
    loop {
        let (changed, last) = piece(services, &after).await?;
        written += changed;
        match last {
            Some(last) => after = last,
            None => return Ok(written),
        }
    }
}

/// Looks at the next tenants after an id; returns how many of them had other figures than before, and
/// the last one that was looked at: `None` after the last of all.
///
/// # Errors
/// Fails as the database does.
pub(super) async fn piece(services: &Services, after: &str) -> Result<(usize, Option<String>), sqlx::Error> {
    let mut tx = services.db.read_installation().await?;
    let now: Vec<Counted> =
        on!(tx, |c| { sqlx::query_as(NOW).bind(after).bind(PLATFORM).bind(PIECE).fetch_all(c).await })?;
    let last = now.last().map(|counted| counted.id.clone());
    Ok((look(services, tx, now).await?, last))
}

/// Looks at one tenant; returns how many had other figures than before.
///
/// # Errors
/// Fails as the database does.
pub(super) async fn one(services: &Services, org: &OrgId) -> Result<usize, sqlx::Error> {
    let mut tx = services.db.read_installation().await?;
    let now: Vec<Counted> =
        on!(tx, |c| sqlx::query_as(NOW_OF).bind(org.as_str()).bind(PLATFORM).fetch_all(c).await)?;
    look(services, tx, now).await
}

/// Compares figures, in the order of their ids, with those that were written down, and writes those
/// down that changed.
async fn look(services: &Services, mut tx: ReadOnly<Tx>, now: Vec<Counted>) -> Result<usize, sqlx::Error> {
    let (Some(first), Some(last)) = (now.first(), now.last()) else { return Ok(0) };
    let (first, last) = (first.id.clone(), last.id.clone());
    let owned: Vec<(String, String)> =
        on!(tx, |c| sqlx::query_as(OWNED_BY).bind(&first).bind(&last).fetch_all(c).await)?;
    let before: Vec<Summary> =
        on!(tx, |c| sqlx::query_as(BEFORE).bind(&first).bind(&last).fetch_all(c).await)?;
    drop(tx);
    let mut owners: HashMap<String, Vec<String>> = HashMap::new();
    for (org, email) in owned {
        let of_org = owners.entry(org).or_default();
        if of_org.len() < OWNERS {
            of_org.push(email);
        }
    }
    let before: HashMap<String, Summary> =
        before.into_iter().map(|summary| (summary.org_id.clone(), summary)).collect();
    let changed = now.into_iter().filter_map(|counted| {
        let before = before.get(&counted.id);
        let owners = owners.get(&counted.id).map(Vec::as_slice).unwrap_or_default();
        let summary = counted.summary(services, owners, before);
        (before != Some(&summary)).then_some(summary)
    });
    let changed: Vec<Summary> = changed.collect();
    if !changed.is_empty() {
        write(&services.db, &changed).await?;
    }
    Ok(changed.len())
}

async fn write(db: &Db, changed: &[Summary]) -> Result<(), sqlx::Error> {
    let mut tx = db.write_installation(Figures).await?;
    for summary in changed {
        put(&mut tx, summary).await?;
    }
    tx.commit().await
}

async fn put(tx: &mut Tx, summary: &Summary) -> Result<(), sqlx::Error> {
    // One that was deleted since stays away.
    let put = execute!(
        tx,
        "INSERT INTO tenants (org_id, name, name_key, owners, health, near_limits, active_at, created_at, people,
           agents, numbers, managed, stuck, state)
         SELECT o.id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 FROM orgs AS o WHERE o.id = $1
         ON CONFLICT (org_id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
           owners = excluded.owners, health = excluded.health, near_limits = excluded.near_limits,
           active_at = excluded.active_at, created_at = excluded.created_at, people = excluded.people,
           agents = excluded.agents, numbers = excluded.numbers, managed = excluded.managed,
           stuck = excluded.stuck, state = excluded.state",
        &summary.org_id,
        &summary.name,
        summary.name.to_lowercase(),
        &summary.owners,
        &summary.health,
        summary.near_limits,
        summary.active_at,
        summary.created_at,
        summary.people,
        summary.agents,
        summary.numbers,
        summary.managed,
        summary.stuck,
        &summary.state
    )?;
    if put == 0 {
        return Ok(());
    }
    let emails = summary.owners.split(' ').flat_map(terms::of);
    let terms: BTreeSet<String> =
        terms::of(&summary.name).into_iter().chain(emails).chain([summary.org_id.clone()]).collect();
    let known: Vec<(String,)> = on!(tx, |c| {
        sqlx::query_as("SELECT term FROM tenant_terms WHERE org_id = $1")
            .bind(&summary.org_id)
            .fetch_all(c)
            .await
    })?;
    let known: BTreeSet<String> = known.into_iter().map(|(term,)| term).collect();
    for gone in known.difference(&terms) {
        execute!(tx, "DELETE FROM tenant_terms WHERE org_id = $1 AND term = $2", &summary.org_id, gone)?;
    }
    for new in terms.difference(&known) {
        execute!(
            tx,
            "INSERT INTO tenant_terms (org_id, term) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &summary.org_id,
            new
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn the_figures_of_a_piece_are_read_from_indexes() {
        for sql in [NOW, NOW_OF, OWNED_BY, BEFORE] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().all(|line| !line.contains("SCAN")), "{plan:#?}");
        }
    }
}
