//! The account at Vapi that is connected, beside that of a call, which may be a former one.

use crate::{
    domain::{
        credential::Account,
        provider::{OfProvider as _, vapi::VapiConfig},
    },
    server::{
        credentials::{self, Credential},
        db::OrgTx,
    },
};

/// Vapi's id of the account of a key; `None` without a key, or where Vapi did not tell it.
pub(super) fn of(key: Option<&Credential>) -> Option<&str> {
    VapiConfig::of(&key?.config)?.vapi_org.as_deref()
}

/// Whether a call, by Vapi's id of its account, is in another one than the one that is connected; `false`
/// where either is not known.
pub(super) async fn is_elsewhere(tx: &mut OrgTx, vapi_org: Option<&str>) -> Result<bool, sqlx::Error> {
    let Some(vapi_org) = vapi_org else { return Ok(false) };
    let key = credentials::find(tx, Account::VAPI).await?;
    Ok(of(key.as_ref()).is_some_and(|connected| connected != vapi_org))
}
