//! The org's account inside the operator's.

use super::orders;
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::NumberId,
        problem::Problem,
    },
    server::{credentials, db::OrgTx},
};

/// How the address of a purchase is called there. Each has its own, so that none
/// is another's when it goes.
pub fn address_name(number: &NumberId) -> String {
    format!("AVA {number}")
}

/// Whether the stored key to the account worked when it was last used.
pub async fn works(tx: &mut OrgTx) -> Result<bool, Problem> {
    let credential = credentials::find(tx, Account::MANAGED).await?;
    Ok(credential.is_some_and(|credential| credential.status == CredentialStatus::Connected))
}

/// The key to the account goes with the last number in it. The account is
/// suspended at Twilio by the clean-up of that number, and is found by its name
/// when there is to be another.
pub async fn forget_account_with_last(tx: &mut OrgTx) -> Result<(), Problem> {
    if orders::in_use(tx).await? == 0
        && let Some(credential) = credentials::find(tx, Account::MANAGED).await?
    {
        credentials::delete(tx, &credential.id).await?;
    }
    Ok(())
}
