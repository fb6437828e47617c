//! The org's account inside the operator's.

use super::orders;
use crate::{
    domain::{credential::Account, ids::NumberId, problem::Problem},
    server::{credentials, db::OrgTx, health::Health},
};

/// The name of a purchase's address at Twilio. Each purchase has its own address, so that deleting
/// one leaves the others.
pub fn address_name(number: &NumberId) -> String {
    format!("AVA {number}")
}

/// Whether the stored key to the account worked when it was last used.
pub async fn works(tx: &mut OrgTx) -> Result<bool, Problem> {
    let credential = credentials::find(tx, Account::MANAGED).await?;
    Ok(credential.is_some_and(|credential| credential.status.is_accepted()))
}

/// Forgets the key to the account with the last number in it. The clean-up of that number suspends
/// the account at Twilio, and a later purchase finds it by its name.
pub async fn forget_account_with_last(health: &Health, tx: &mut OrgTx, now: i64) -> Result<(), Problem> {
    if orders::in_use(tx).await? == 0
        && let Some(credential) = credentials::find(tx, Account::MANAGED).await?
    {
        health.gone(tx, &credential.id, now).await?;
        credentials::delete(tx, &credential.id).await?;
    }
    Ok(())
}
