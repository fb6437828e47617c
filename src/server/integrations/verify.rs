//! Asks a provider whether a key works, and marks the row with the answer.

use super::{
    connectors::{self, CheckCx},
    service,
};
use crate::{
    domain::{
        credential::CredentialStatus,
        ids::CredentialId,
        operation::WaitingFor,
        problem::{Problem, ProblemKind},
        provider::{Provider, PublicConfig},
        topic::Topic,
    },
    server::{
        credentials, cx::Services, db::OrgTx, operations::queue, providers::CallCx,
        vault::provider_secret::ProviderSecret,
    },
};

/// Asks the provider. Returns the public part with the facts that the provider told.
pub async fn verify(
    services: &Services,
    call: &CallCx,
    config: &PublicConfig,
    secret: &ProviderSecret,
) -> Result<PublicConfig, Problem> {
    connectors::of(config.provider()).check(&CheckCx { services, call }, config, secret).await
}

/// Marks the row as accepted by the provider, and lets operations that waited for it go on. `false`
/// when the row was replaced while the provider was asked.
pub async fn accepted(
    tx: &mut OrgTx,
    provider: Provider,
    id: &CredentialId,
    version: i64,
    facts: &PublicConfig,
    now: i64,
) -> Result<bool, Problem> {
    let row = match credentials::find(tx, provider).await? {
        None => return Ok(true),
        Some(row) if row.id != *id || row.version != version => return Ok(false),
        Some(row) => row,
    };
    tx.publish(&[Topic::Integrations]);
    // A key that was stored while its provider could not be asked may turn out to be of another
    // account than the one that everything here hangs on.
    if row.config.is_left_for(facts) && service::has_dependents(tx, provider, id).await? {
        let problem = Problem::new(ProblemKind::OtherAccount(provider));
        credentials::mark(tx, id, CredentialStatus::Refused, Some(&problem), now).await?;
        return Ok(true);
    }
    let facts = row.config.learning(facts.clone());
    credentials::set_config(tx, id, &facts).await?;
    credentials::mark(tx, id, CredentialStatus::Connected, None, now).await?;
    queue::wake(tx, WaitingFor::from(provider), now).await?;
    Ok(true)
}
