//! The forms of the operations.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, ids::OperationId, problem::Problem};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::operation_href,
    domain::{flash::Notice, role::Permission::ManageIntegrations},
    server::{
        forms::{Accepted, handle},
        operations::service,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const RETRY_FORM: &str = "retry";
pub const DECIDE_FORM: &str = "decide";
pub const CLOSE_FORM: &str = "close";

/// Leads on to the operation that tries again.
#[server(prefix = "/rpc", endpoint = "operations/retry", output = Postcard)]
pub async fn retry_operation(id: OperationId) -> Result<Answer, Problem> {
    handle(RETRY_FORM, ManageIntegrations, (), async |cx, ()| {
        let again = service::retry(cx, id).await?;
        Ok(Accepted::on_to(operation_href(&again), Notice::OperationRetried))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "operations/decide", output = Postcard)]
pub async fn decide_takeover(
    id: OperationId,
    take_over: bool,
    /// Names the assistant, or other answerer, that the person was asked about.
    #[server(default)]
    assistant: String,
) -> Result<Answer, Problem> {
    handle(DECIDE_FORM, ManageIntegrations, (), async |cx, ()| {
        service::decide(cx, id, &assistant, take_over).await?;
        Ok(Accepted::here(Notice::Decided))
    })
    .await
}

/// Closes a clean-up whose rest was done at the providers.
#[server(prefix = "/rpc", endpoint = "operations/close", output = Postcard)]
pub async fn close_by_hand(id: OperationId) -> Result<Answer, Problem> {
    handle(CLOSE_FORM, ManageIntegrations, (), async |cx, ()| {
        service::close_by_hand(cx, id).await?;
        Ok(Accepted::here(Notice::ClosedByHand))
    })
    .await
}
