//! Calls that AVA has Vapi make.

use serde_json::Value;

use super::{apply::apply, said::Said};
use crate::{
    domain::call::CallId,
    server::{cx::Services, db::OrgTx},
};

/// Notes a call that Vapi has just begun, as its answer has it: it is seen before its first event comes,
/// and also where none can come. `None` where neither its assistant nor its number is the
/// organisation's.
///
/// # Errors
/// Fails as the database does.
pub async fn note(services: &Services, tx: &mut OrgTx, call: &Value) -> Result<Option<CallId>, sqlx::Error> {
    match Said::by_list(call) {
        Some(said) => apply(services, tx, &[said]).await,
        None => Ok(None),
    }
}
