//! The queries behind the page of one tenant, each by the tenant's own index. No column that holds a
//! secret, or the end or the fingerprint of one, is read here.

use super::service::FEW;
use crate::{
    domain::{
        credential::CredentialStatus,
        health::Cause,
        ids::OperationId,
        number::{NumberSource, NumberState},
        operation::OperationView,
        phone::E164,
        provider::Provider,
        quota::Quota,
        role::Role,
        tenant::{Few, TenantKey, TenantNumber, TenantPerson, Usage},
    },
    server::{
        cx::Services,
        db::{OrgTx, on, sql, stored},
        number_states::is_in_use,
        numbers::managed::orders::on_the_bill,
        operations::{states::is_unfinished, views},
    },
};

const PEOPLE: &str = "SELECT m.user_id, u.name, u.email, m.role,
    (SELECT MAX(s.last_seen_at) FROM sessions AS s WHERE s.user_id = m.user_id AND s.org_id = m.org_id)
      AS seen_at
  FROM memberships AS m JOIN users AS u ON u.id = m.user_id WHERE m.org_id = $1 ORDER BY m.user_id LIMIT $2";

const KEYS: &str =
    "SELECT c.id, c.provider, c.is_managed, c.status, c.status_cause, c.status_since, c.checked_at
  FROM org_credentials AS c WHERE c.org_id = $1 ORDER BY c.provider, c.is_managed";

const NUMBERS: &str = "SELECT n.id, n.e164, n.source, n.state FROM phone_numbers AS n
  WHERE n.org_id = $1 AND n.state <> 'released' ORDER BY n.id DESC LIMIT $2";

const UNFINISHED: &str = sql!(
    "SELECT o.id FROM operations AS o WHERE o.org_id = $1 AND ",
    is_unfinished!(o),
    " ORDER BY o.state = 'needs_attention' DESC, o.id DESC LIMIT $2"
);

#[derive(sqlx::FromRow)]
struct PersonRow {
    user_id: String,
    name: String,
    email: String,
    role: String,
    seen_at: Option<i64>,
}

pub async fn people(tx: &mut OrgTx) -> Result<Few<TenantPerson>, sqlx::Error> {
    let rows: Vec<PersonRow> =
        on!(tx, |c, org| { sqlx::query_as(PEOPLE).bind(org.as_str()).bind(FEW.limit()).fetch_all(c).await })?;
    few(rows, |PersonRow { user_id, name, email, role, seen_at }| {
        let row = stored("memberships", &user_id);
        let role = row.code("role", &role, Role::from_code)?;
        Ok(TenantPerson { id: row.parse("user_id", &user_id)?, name, email, role, seen_at })
    })
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    id: String,
    provider: String,
    is_managed: bool,
    status: String,
    status_cause: Option<String>,
    status_since: i64,
    checked_at: Option<i64>,
}

pub async fn keys(tx: &mut OrgTx) -> Result<Vec<TenantKey>, sqlx::Error> {
    let rows: Vec<KeyRow> = on!(tx, |c, org| sqlx::query_as(KEYS).bind(org.as_str()).fetch_all(c).await)?;
    let read = |key: KeyRow| {
        let row = stored("org_credentials", &key.id);
        Ok(TenantKey {
            provider: row.code("provider", &key.provider, Provider::from_code)?,
            managed: key.is_managed,
            status: row.code("status", &key.status, CredentialStatus::from_code)?,
            cause: row.code_some("status_cause", key.status_cause.as_deref(), Cause::from_code)?,
            since: key.status_since,
            checked_at: key.checked_at,
        })
    };
    rows.into_iter().map(read).collect()
}

pub async fn numbers(tx: &mut OrgTx) -> Result<Few<TenantNumber>, sqlx::Error> {
    let rows: Vec<(String, String, String, String)> = on!(tx, |c, org| {
        sqlx::query_as(NUMBERS).bind(org.as_str()).bind(FEW.limit()).fetch_all(c).await
    })?;
    few(rows, |(id, e164, source, state)| {
        let row = stored("phone_numbers", &id);
        Ok(TenantNumber {
            id: row.parse("id", &id)?,
            e164: row.read("e164", E164::parse(&e164))?,
            source: row.code("source", &source, NumberSource::from_code)?,
            state: row.code("state", &state, NumberState::from_code)?,
        })
    })
}

/// Those that are not over, those that need attention first.
pub async fn operations(tx: &mut OrgTx) -> Result<Few<OperationView>, sqlx::Error> {
    let rows: Vec<(String,)> = on!(tx, |c, org| {
        sqlx::query_as(UNFINISHED).bind(org.as_str()).bind(FEW.limit()).fetch_all(c).await
    })?;
    let (ids, more) = FEW.cut(rows, |_| ());
    let mut operations = Vec::with_capacity(ids.len());
    for (id,) in ids {
        let id: OperationId = stored("operations", &id).parse("id", &id)?;
        operations.extend(views::one(tx, &id).await?);
    }
    Ok(Few { rows: operations, more: more.is_some() })
}

fn few<Row, T>(rows: Vec<Row>, read: impl Fn(Row) -> Result<T, sqlx::Error>) -> Result<Few<T>, sqlx::Error> {
    let (rows, more) = FEW.cut(rows, |_| ());
    Ok(Few { rows: rows.into_iter().map(read).collect::<Result<_, _>>()?, more: more.is_some() })
}

/// Counts what a tenant has of what is worth a look; `None` for what is counted as it comes, by the minute
/// or the day, and where it is held.
const fn counted(quota: Quota) -> Option<&'static str> {
    match quota {
        Quota::Agents => Some("SELECT COUNT(*) FROM agents WHERE org_id = $1"),
        Quota::Numbers => {
            Some(concat!("SELECT COUNT(*) FROM phone_numbers WHERE org_id = $1 AND ", is_in_use!()))
        }
        Quota::Operations => {
            Some(sql!("SELECT COUNT(*) FROM operations AS o WHERE o.org_id = $1 AND ", is_unfinished!(o)))
        }
        Quota::ManagedNumbers => Some(on_the_bill!()),
        Quota::Members => Some("SELECT COUNT(*) FROM memberships WHERE org_id = $1"),
        Quota::Invitations => {
            Some("SELECT COUNT(*) FROM invitations WHERE org_id = $1 AND accepted_by IS NULL")
        }
        Quota::ApiTokens => Some("SELECT COUNT(*) FROM api_tokens WHERE org_id = $1 AND revoked_at IS NULL"),
        Quota::Services => Some("SELECT COUNT(*) FROM appointment_services WHERE org_id = $1"),
        Quota::Contacts => Some("SELECT COUNT(*) FROM contacts WHERE org_id = $1"),
        Quota::Webhooks => Some("SELECT COUNT(*) FROM webhooks WHERE org_id = $1"),
        Quota::StoredEvents => Some("SELECT COALESCE(MAX(events), 0) FROM event_usage WHERE org_id = $1"),
        Quota::EventMegabytes => {
            Some("SELECT COALESCE(MAX(bytes), 0) / 1000000 FROM event_usage WHERE org_id = $1")
        }
        Quota::Requests
        | Quota::Searches
        | Quota::Checks
        | Quota::TestMails
        | Quota::Purchases
        | Quota::Monitoring
        | Quota::CallEvents
        | Quota::ContactLists
        | Quota::Recordings
        | Quota::Bookings
        | Quota::TrialTurns
        | Quota::TrialCalls
        | Quota::Organisations
        | Quota::Passkeys
        | Quota::InvitationMails
        | Quota::AlertMails
        | Quota::WebhookSends => None,
    }
}

/// Each limit, with what is used of it.
pub async fn usage(services: &Services, tx: &mut OrgTx) -> Result<Vec<Usage>, sqlx::Error> {
    let own: Vec<(String, i64)> = on!(tx, |c, org| {
        sqlx::query_as("SELECT quota, most FROM org_quotas WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_all(c)
            .await
    })?;
    let mut usage = Vec::with_capacity(Quota::ALL.len());
    for quota in Quota::ALL {
        let own = own.iter().find(|(code, _)| code == quota.code()).map(|(_, most)| *most);
        let has = match counted(quota) {
            Some(sql) => {
                let (has,): (i64,) =
                    on!(tx, |c, org| sqlx::query_as(sql).bind(org.as_str()).fetch_one(c).await)?;
                Some(has)
            }
            None => None,
        };
        let most = services.config.quotas.or(own, quota);
        usage.push(Usage { quota, has, most, own: own.is_some() });
    }
    Ok(usage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn a_tenant_is_read_from_indexes() {
        let counts = Quota::ALL.into_iter().filter_map(counted);
        for sql in [PEOPLE, KEYS, NUMBERS, UNFINISHED].into_iter().chain(counts) {
            let plan = explain::of(sql).await;
            assert!(plan.iter().all(|line| !line.contains("SCAN")), "{plan:#?}");
        }
    }
}
