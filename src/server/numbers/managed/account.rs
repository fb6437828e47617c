//! The org's account inside the operator's, and whether there may be one.

use super::orders;
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::{NumberId, OrgId},
        managed::ManagedState,
        problem::Problem,
    },
    server::{cx::Services, db::Tx, integrations::credentials},
};

/// How the org's account is called at Twilio, and found again.
pub fn account_name(org: &OrgId) -> String {
    format!("AVA {org}")
}

/// How the address of a purchase is called there. Each has its own, so that none
/// is another's when it goes.
pub fn address_name(number: &NumberId) -> String {
    format!("AVA {number}")
}

pub async fn state(services: &Services, tx: &mut Tx, org: &OrgId) -> Result<ManagedState, Problem> {
    Ok(match &services.config.platform {
        None => ManagedState::Off,
        Some(platform) => {
            ManagedState::On { count: orders::count(tx, org).await?, limit: platform.numbers_per_org }
        }
    })
}

/// Whether the stored key to the account worked when it was last used.
pub async fn works(tx: &mut Tx, org: &OrgId) -> Result<bool, Problem> {
    let credential = credentials::find(tx, org, Account::MANAGED).await?;
    Ok(credential.is_some_and(|credential| credential.status == CredentialStatus::Connected))
}

/// The key to the account goes with the last number in it. The account stays
/// at Twilio, empty, and is found by its name when there is to be another.
pub async fn forget_account_with_last(tx: &mut Tx, org: &OrgId) -> Result<(), Problem> {
    if orders::count(tx, org).await? == 0
        && let Some(credential) = credentials::find(tx, org, Account::MANAGED).await?
    {
        credentials::delete(tx, org, &credential.id).await?;
    }
    Ok(())
}
