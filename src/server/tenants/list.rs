//! SQL of the list of tenants: each order and each way to narrow it has an index, in which a page
//! begins after the last row of the page before.

use crate::{
    domain::{
        ids::OrgId,
        tenant::{Activity, Limits, TenantHealth, TenantLine, TenantSort, TenantState, TenantsQuery},
    },
    server::{
        db::{Tx, on, stored},
        list::{NEWEST, search::Prefix},
    },
};

const DAY: i64 = 24 * 3600 * 1000;

macro_rules! columns {
    () => {
        "SELECT t.org_id, t.name, t.owners, t.state, t.health, t.near_limits, t.active_at, t.people, t.agents,
           t.numbers, t.stuck"
    };
}

/// `$1` to `$5` narrow the list. `+` keeps SQLite from beginning with the times.
macro_rules! narrowed {
    () => {
        "($1 = '' OR t.health = $1) AND ($2 = '' OR t.near_limits) AND + t.active_at >= $3 AND + t.active_at < $4
           AND (t.state = $5 OR ($5 = '' AND t.state <> 'deleted'))"
    };
}

macro_rules! by_name {
    ($narrow:literal) => {
        concat!(
            columns!(),
            " FROM tenants AS t WHERE ",
            narrowed!(),
            $narrow,
            " AND (t.name_key, t.org_id) > ($6, $7) ORDER BY t.name_key, t.org_id LIMIT $8"
        )
    };
}

const BY_NAME: &str = by_name!("");
const BY_NAME_OF_HEALTH: &str = by_name!(" AND t.health = $1");
const BY_NAME_OF_STATE: &str = by_name!(" AND t.state = $5");
const BY_NAME_NEAR_LIMITS: &str = by_name!(" AND t.near_limits");
/// The id tells when a tenant was made.
const NEWEST_FIRST: &str = concat!(
    columns!(),
    " FROM tenants AS t WHERE ",
    narrowed!(),
    " AND t.org_id < $6 ORDER BY t.org_id DESC LIMIT $7"
);
const LAST_ACTIVE_FIRST: &str = concat!(
    columns!(),
    " FROM tenants AS t WHERE ",
    narrowed!(),
    " AND (t.active_at, t.org_id) < ($6, $7) ORDER BY t.active_at DESC, t.org_id DESC LIMIT $8"
);
/// In the order of the terms by which they are found, each once: `$6` and `$8` are both ends of those
/// that begin with the search. `CROSS JOIN` has SQLite begin with the terms.
const SEARCHED: &str = concat!(
    columns!(),
    " FROM tenant_terms AS f CROSS JOIN tenants AS t
     WHERE ", narrowed!(), " AND t.org_id = f.org_id AND (f.term, f.org_id) > ($6, $7) AND f.term < $8
       AND NOT EXISTS (SELECT 1 FROM tenant_terms AS e WHERE e.org_id = f.org_id AND e.term >= $9 AND e.term < f.term)
     ORDER BY f.term, f.org_id LIMIT $10"
);

#[derive(sqlx::FromRow)]
struct Row {
    org_id: String,
    name: String,
    owners: String,
    state: String,
    health: String,
    near_limits: bool,
    active_at: i64,
    people: i64,
    agents: i64,
    numbers: i64,
    stuck: i64,
}

impl Row {
    fn read(self) -> Result<TenantLine, sqlx::Error> {
        let row = stored("tenants", &self.org_id);
        Ok(TenantLine {
            id: row.parse("org_id", &self.org_id)?,
            owner: self.owners.split(' ').next().unwrap_or_default().to_owned(),
            health: row.code("health", &self.health, TenantHealth::from_code)?,
            name: self.name,
            state: row.code("state", &self.state, TenantState::from_code)?,
            near_limits: self.near_limits,
            active_at: (self.active_at > 0).then_some(self.active_at),
            people: self.people,
            agents: self.agents,
            numbers: self.numbers,
            stuck: self.stuck,
        })
    }
}

/// The times between which somebody was last seen.
const fn seen(activity: Option<Activity>, now: i64) -> (i64, i64) {
    match activity {
        None => (0, i64::MAX),
        Some(Activity::Day) => (now - DAY, i64::MAX),
        Some(Activity::Month) => (now - 30 * DAY, i64::MAX),
        Some(Activity::Quiet) => (0, now - 30 * DAY),
    }
}

/// The place of a tenant in each order: where a page begins. One that is gone is where the list begins.
async fn place(tx: &mut Tx, query: &TenantsQuery) -> Result<Option<(String, i64)>, sqlx::Error> {
    let Some(after) = &query.after else { return Ok(None) };
    on!(tx, |c| {
        sqlx::query_as("SELECT name_key, active_at FROM tenants WHERE org_id = $1")
            .bind(after.as_str())
            .fetch_optional(c)
            .await
    })
}

/// The first of the terms by which the tenant before the page was found.
async fn found_by(tx: &mut Tx, after: &OrgId, prefix: &Prefix) -> Result<Option<String>, sqlx::Error> {
    let term: Option<(String,)> = on!(tx, |c| {
        sqlx::query_as(
            "SELECT term FROM tenant_terms WHERE org_id = $1 AND term >= $2 AND term < $3 ORDER BY term LIMIT 1",
        )
        .bind(after.as_str())
        .bind(&prefix.from)
        .bind(&prefix.to)
        .fetch_optional(c)
        .await
    })?;
    Ok(term.map(|(term,)| term))
}

/// A page of the tenants that the query asks for, as their figures were written down last.
///
/// # Errors
/// Fails as the database does.
pub async fn page(
    tx: &mut Tx,
    query: &TenantsQuery,
    now: i64,
    limit: i64,
) -> Result<Vec<TenantLine>, sqlx::Error> {
    tx.in_order_of_an_index().await?;
    let (since, until) = seen(query.active, now);
    let health = query.health.map_or("", TenantHealth::code);
    let state = query.state.map_or("", TenantState::code);
    let limits = query.limits.map_or("", Limits::code);
    let place = place(tx, query).await?;
    let after = query.after.as_ref().filter(|_| place.is_some());
    let id = after.map_or("", OrgId::as_str);
    let rows: Vec<Row> = if query.search.is_empty() {
        match query.sort {
            TenantSort::Name => {
                let sql = match (query.state, query.limits, query.health) {
                    (Some(_), ..) => BY_NAME_OF_STATE,
                    (_, Some(_), _) => BY_NAME_NEAR_LIMITS,
                    (_, None, Some(_)) => BY_NAME_OF_HEALTH,
                    (_, None, None) => BY_NAME,
                };
                let name = place.map(|(name, _)| name).unwrap_or_default();
                on!(tx, |c| {
                    sqlx::query_as(sql)
                        .bind(health)
                        .bind(limits)
                        .bind(since)
                        .bind(until)
                        .bind(state)
                        .bind(&name)
                        .bind(id)
                        .bind(limit)
                        .fetch_all(c)
                        .await
                })?
            }
            TenantSort::Newest => on!(tx, |c| {
                sqlx::query_as(NEWEST_FIRST)
                    .bind(health)
                    .bind(limits)
                    .bind(since)
                    .bind(until)
                    .bind(state)
                    .bind(after.map_or(NEWEST, OrgId::as_str))
                    .bind(limit)
                    .fetch_all(c)
                    .await
            })?,
            TenantSort::Active => {
                let seen = place.map_or(i64::MAX, |(_, seen)| seen);
                on!(tx, |c| {
                    sqlx::query_as(LAST_ACTIVE_FIRST)
                        .bind(health)
                        .bind(limits)
                        .bind(since)
                        .bind(until)
                        .bind(state)
                        .bind(seen)
                        .bind(after.map_or(NEWEST, OrgId::as_str))
                        .bind(limit)
                        .fetch_all(c)
                        .await
                })?
            }
        }
    } else {
        let prefix = Prefix::of(&query.search);
        let term = match after {
            Some(after) => found_by(tx, after, &prefix).await?,
            None => None,
        };
        let term = term.unwrap_or_else(|| prefix.from.clone());
        on!(tx, |c| {
            sqlx::query_as(SEARCHED)
                .bind(health)
                .bind(limits)
                .bind(since)
                .bind(until)
                .bind(state)
                .bind(&term)
                .bind(id)
                .bind(&prefix.to)
                .bind(&prefix.from)
                .bind(limit)
                .fetch_all(c)
                .await
        })?
    };
    rows.into_iter().map(Row::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn each_list_is_read_in_the_order_of_an_index() {
        for (sql, index) in [
            (BY_NAME, "tenants_by_name"),
            (BY_NAME_OF_HEALTH, "tenants_by_health"),
            (BY_NAME_OF_STATE, "tenants_by_state"),
            (BY_NAME_NEAR_LIMITS, "tenants_near_limits"),
            (NEWEST_FIRST, "sqlite_autoindex_tenants_1"),
            (LAST_ACTIVE_FIRST, "tenants_by_activity"),
            (SEARCHED, "PRIMARY KEY"),
        ] {
            let plan = explain::of(sql).await;
            assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:#?}");
            assert!(plan.iter().all(|line| !line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
