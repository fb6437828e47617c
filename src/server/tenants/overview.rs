//! The installation as a whole: what fails, and where, before anything else.

use super::service::FEW;
use crate::{
    domain::{
        credential::CredentialStatus,
        ids::{OperationId, OrgId},
        problem::Problem,
        quota::Quota,
        tenant::{Few, KeyCount, PlatformQuery, PlatformView, Setting, SettingValue, StuckOperation},
    },
    server::{
        config::{Config, Environment},
        cx::{PlatformCx, Services},
        db::{Tx, on, stored},
        health::standing::{self, Count},
        list::NEWEST,
        nodes,
        operations::views,
    },
};

/// The sums of the figures that are written down of each tenant, which are kept with them.
const FIGURES: &str = "SELECT CAST(COALESCE(SUM(tenants), 0) AS BIGINT),
    CAST(COALESCE(SUM(near_limits), 0) AS BIGINT), CAST(COALESCE(SUM(people), 0) AS BIGINT),
    CAST(COALESCE(SUM(numbers), 0) AS BIGINT), CAST(COALESCE(SUM(managed), 0) AS BIGINT)
  FROM tenant_sums";

const STUCK: &str = "SELECT p.id, p.org_id, o.name FROM operations AS p JOIN orgs AS o ON o.id = p.org_id
  WHERE p.state = 'needs_attention' AND p.id < $1 ORDER BY p.id DESC LIMIT $2";

pub async fn read(cx: &PlatformCx, query: &PlatformQuery) -> Result<PlatformView, Problem> {
    let services = &cx.services;
    let mut tx = cx.read().await?;
    let (tenants, near_limits, people, numbers, managed): (i64, i64, i64, i64, i64) =
        on!(tx, |c| sqlx::query_as(FIGURES).fetch_one(c).await)?;
    let stuck = stuck(&mut tx, query).await?;
    let (stuck, next_stuck) = FEW.cut(stuck, |(id, ..)| id.clone());
    let nodes = nodes::list(&mut tx, services.clock.now_ms(), FEW.limit()).await?;
    let (nodes, more_nodes) = FEW.cut(nodes, |_| ());
    drop(tx);
    Ok(PlatformView {
        now: services.clock.now_ms(),
        tenants,
        near_limits,
        people,
        numbers,
        managed,
        keys: keys(services).await?,
        stuck: with_their_steps(services, stuck).await?,
        next_stuck,
        off: services.config.disabled,
        settings: settings(services),
        nodes: Few { rows: nodes, more: more_nodes.is_some() },
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

/// Counts keys by provider, state and cause: those that do not work first, the most frequent before others.
async fn keys(services: &Services) -> Result<Vec<KeyCount>, sqlx::Error> {
    let mut keys: Vec<KeyCount> = standing::counts(&services.db)
        .await?
        .into_iter()
        .map(|Count { account, status, cause, credentials }| KeyCount {
            provider: account.provider,
            managed: account.is_managed(),
            status,
            cause,
            count: credentials,
        })
        .collect();
    keys.sort_by_key(|key| (key.status == CredentialStatus::Connected, std::cmp::Reverse(key.count)));
    Ok(keys)
}

/// A page of the operations that need a person, of whichever tenant: their ids, and the tenants.
async fn stuck(tx: &mut Tx, query: &PlatformQuery) -> Result<Vec<(OperationId, OrgId, String)>, sqlx::Error> {
    let before = query.before.as_ref().map_or(NEWEST, OperationId::as_str);
    let rows: Vec<(String, String, String)> =
        on!(tx, |c| sqlx::query_as(STUCK).bind(before).bind(FEW.limit()).fetch_all(c).await)?;
    let read = |(id, org, name): (String, String, String)| {
        let row = stored("operations", &id);
        Ok((row.parse("id", &id)?, row.parse("org_id", &org)?, name))
    };
    rows.into_iter().map(read).collect()
}

/// Each is read in the scope of its own tenant.
async fn with_their_steps(
    services: &Services,
    stuck: Vec<(OperationId, OrgId, String)>,
) -> Result<Vec<StuckOperation>, sqlx::Error> {
    let mut rows = Vec::with_capacity(stuck.len());
    for (id, tenant, tenant_name) in stuck {
        let operation = views::one(&mut *services.db.read(&tenant).await?, &id).await?;
        rows.extend(operation.map(|operation| StuckOperation { tenant, tenant_name, operation }));
    }
    Ok(rows)
}

/// Lists the settings by their variables, with where each was set. Of secrets, and of addresses that may have
/// one in them, it says only whether there are any.
fn settings(services: &Services) -> Vec<Setting> {
    let config: &Config = &services.config;
    let setting = |variable: &str, value| Setting {
        variable: variable.to_owned(),
        value,
        source: config.source_of(variable),
    };
    let text = |variable: &str, value: String| setting(variable, SettingValue::Text(value));
    let given = |variable: &str, given: bool| setting(variable, SettingValue::Given(given));
    let environment = match config.environment {
        Environment::Production => "production",
        Environment::Development => "development",
    };
    let days = |days: Option<u32>| days.unwrap_or(0).to_string();
    let database = if services.db.is_embedded() { "sqlite" } else { "postgres" };
    let mut settings = vec![
        text("AVA_ENV", environment.to_owned()),
        text("AVA_PUBLIC_URL", config.public_url.to_string()),
        text("DATABASE_URL", database.to_owned()),
        text("INTEGRATIONS_STUB_MODE", config.sandbox.is_some().to_string()),
        text("AVA_SIGN_UP", config.sign_up.code().to_owned()),
        given("AVA_TWILIO_ACCOUNT_SID", config.platform.is_some()),
        given("GOOGLE_CLIENT_ID", config.providers.google.is_some()),
        given("AVA_OIDC_CLIENT_ID", services.providers.oidc.app().is_some()),
        given("AVA_SMTP_URL", services.providers.smtp.installation().is_some()),
        text("AVA_KEY_MAX_AGE_DAYS", days(config.key_days)),
        text("AVA_AUDIT_RETENTION_DAYS", days(config.audit_days)),
        text("AVA_WORKERS", config.workers.to_string()),
        given("AVA_METRICS_TOKEN", config.metrics_token.is_some()),
    ];
    settings.extend(Quota::ALL.map(|quota| text(quota.row().setting, config.quotas.of(quota).to_string())));
    // Whatever else was set, by its name alone.
    let named = |variable: &str| settings.iter().any(|setting| setting.variable == variable);
    let others: Vec<Setting> = config
        .given
        .keys()
        .filter(|variable| !named(variable))
        .map(|variable| given(variable, true))
        .collect();
    settings.extend(others);
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn no_tenant_is_read_for_the_figures() {
        let plan = explain::of(FIGURES).await;
        assert!(plan.iter().all(|line| line.contains("tenant_sums")), "{plan:#?}");
    }

    #[tokio::test]
    async fn what_is_stuck_is_found_without_the_others() {
        let plan = explain::of(STUCK).await;
        assert!(plan.iter().any(|line| line.contains("operations_stuck")), "{plan:#?}");
    }
}
