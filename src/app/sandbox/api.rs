//! What the browser asks the server about the simulators; refused where there
//! are none.

use leptos::prelude::*;

use crate::domain::{fault_form::FaultForm, problem::Problem, sandbox::Snapshot};

/// The names under which refused forms come back without JavaScript.
pub const FAULT_FORM: &str = "fault";
pub const CLEAR_FORM: &str = "clear_faults";

#[server(prefix = "/rpc", endpoint = "sandbox/view")]
pub async fn read_sandbox() -> Result<Snapshot, Problem> {
    use crate::{
        domain::role::Permission,
        server::{cx::Cx, sandbox::service},
    };
    service::view(&Cx::require(Permission::Read).await?).await
}

#[server(prefix = "/rpc", endpoint = "sandbox/inject")]
pub async fn inject_fault(form: FaultForm) -> Result<(), Problem> {
    use crate::{
        domain::role::Permission,
        server::{cx::Cx, forms, sandbox::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::inject(&cx, &form).await
    };
    match answer.await {
        Ok(()) => Ok(()),
        Err(problem) => Err(forms::refuse(FAULT_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "sandbox/clear")]
pub async fn clear_faults() -> Result<(), Problem> {
    use crate::{
        domain::role::Permission,
        server::{cx::Cx, forms, sandbox::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::clear(&cx).await
    };
    match answer.await {
        Ok(()) => Ok(()),
        Err(problem) => Err(forms::refuse(CLEAR_FORM, Vec::new(), problem).await),
    }
}
