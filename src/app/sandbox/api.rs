//! The forms of the simulators; refused where there are none.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, beside_form::BesideForm, fault_form::FaultForm, problem::Problem};

/// The names under which refused forms come back without JavaScript.
pub const FAULT_FORM: &str = "fault";
pub const CLEAR_FORM: &str = "clear_faults";
pub const BESIDE_FORM: &str = "beside";

#[server(prefix = "/rpc", endpoint = "sandbox/inject", output = Postcard)]
pub async fn inject_fault(form: FaultForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, sandbox::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::inject(&cx, &form).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::SandboxChanged).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(FAULT_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "sandbox/clear", output = Postcard)]
pub async fn clear_faults() -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, sandbox::service},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        service::clear(&cx).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::SandboxChanged).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(CLEAR_FORM, Vec::new(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "sandbox/beside", output = Postcard)]
pub async fn change_beside(form: BesideForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, sandbox::beside},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        beside::change(&cx, &form).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::SandboxChanged).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(BESIDE_FORM, form.kept(), problem).await),
    }
}
