//! The forms of the operations.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, ids::OperationId, problem::Problem};

/// The names under which refused forms come back without JavaScript.
pub const RETRY_FORM: &str = "retry";
pub const DECIDE_FORM: &str = "decide";
pub const CLOSE_FORM: &str = "close";

/// On to the operation that tries again.
#[server(prefix = "/rpc", endpoint = "operations/retry", output = Postcard)]
pub async fn retry_operation(id: OperationId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, operations::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::retry(&cx, id).await
    };
    match answer.await {
        Ok(again) => {
            forms::notice(Notice::OperationRetried).await;
            leptos_axum::redirect(&format!("/dashboard/operations/{again}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(RETRY_FORM, Vec::new(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "operations/decide", output = Postcard)]
pub async fn decide_takeover(
    id: OperationId,
    take_over: bool,
    /// Which assistant, or what else, was asked about.
    #[server(default)]
    assistant: String,
    /// Whether its messages were, and not its calls.
    #[server(default)]
    messages: bool,
) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::operations::decisions, operations::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        match (take_over, messages) {
            (true, _) => service::decide(&cx, id, Some(&assistant)).await,
            (false, true) => decisions::leave_messages(&cx, id, &assistant).await,
            (false, false) => service::decide(&cx, id, None).await,
        }
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::Decided).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(DECIDE_FORM, Vec::new(), problem).await),
    }
}

/// The rest of a clean-up was done at the providers.
#[server(prefix = "/rpc", endpoint = "operations/close", output = Postcard)]
pub async fn close_by_hand(id: OperationId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, operations::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::close_by_hand(&cx, id).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::ClosedByHand).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(CLOSE_FORM, Vec::new(), problem).await),
    }
}
