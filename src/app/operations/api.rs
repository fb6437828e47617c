//! What the browser asks the server about operations.

use leptos::prelude::*;

use crate::domain::{
    ids::OperationId,
    operation::{OperationList, OperationPage},
    problem::Problem,
};

/// The names under which refused forms come back without JavaScript.
pub const RETRY_FORM: &str = "retry";
pub const DECIDE_FORM: &str = "decide";

#[server(prefix = "/rpc", endpoint = "operations/page")]
pub async fn read_operation(id: OperationId) -> Result<OperationPage, Problem> {
    use crate::{
        domain::role::Permission,
        server::{cx::Cx, operations::service},
    };
    service::page(&Cx::require(Permission::Read).await?, id).await
}

#[server(prefix = "/rpc", endpoint = "operations/list")]
pub async fn list_operations(#[server(default)] before: Option<String>) -> Result<OperationList, Problem> {
    use crate::{
        domain::role::Permission,
        server::{cx::Cx, operations::service},
    };
    service::list(&Cx::require(Permission::Read).await?, before).await
}

/// On to the operation that tries again.
#[server(prefix = "/rpc", endpoint = "operations/retry")]
pub async fn retry_operation(id: OperationId) -> Result<OperationId, Problem> {
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
            Ok(again)
        }
        Err(problem) => Err(forms::refuse(RETRY_FORM, Vec::new(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "operations/decide")]
pub async fn decide_takeover(id: OperationId, take_over: bool) -> Result<(), Problem> {
    use crate::{
        domain::role::Permission,
        server::{cx::Cx, forms, operations::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::decide(&cx, id, take_over).await
    };
    match answer.await {
        Ok(()) => Ok(()),
        Err(problem) => Err(forms::refuse(DECIDE_FORM, Vec::new(), problem).await),
    }
}
