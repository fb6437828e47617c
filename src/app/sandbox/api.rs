//! The forms of the simulators; refused where there are none.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer, call::SimulatedCallForm, fault_form::FaultForm, outside_change::OutsideChangeForm,
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, role::Permission::ManageIntegrations},
    server::{
        forms::{Accepted, handle},
        sandbox::{outside_change, service},
    },
};

/// The names under which refused forms come back without JavaScript.
pub const FAULT_FORM: &str = "fault";
pub const CLEAR_FORM: &str = "clear_faults";
pub const OUTSIDE_CHANGE_FORM: &str = "outside_change";
pub const CALL_FORM: &str = "simulated_call";

#[server(prefix = "/rpc", endpoint = "sandbox/inject", output = Postcard)]
pub async fn inject_fault(form: FaultForm) -> Result<Answer, Problem> {
    handle(FAULT_FORM, ManageIntegrations, form, async |cx, form| {
        service::inject(cx, form).await?;
        Ok(Accepted::here(Notice::SandboxChanged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "sandbox/clear", output = Postcard)]
pub async fn clear_faults() -> Result<Answer, Problem> {
    handle(CLEAR_FORM, ManageIntegrations, (), async |cx, ()| {
        service::clear(cx).await?;
        Ok(Accepted::here(Notice::SandboxChanged))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "sandbox/change-outside", output = Postcard)]
pub async fn change_outside(form: OutsideChangeForm) -> Result<Answer, Problem> {
    handle(OUTSIDE_CHANGE_FORM, ManageIntegrations, form, async |cx, form| {
        outside_change::change(cx, form).await?;
        Ok(Accepted::here(Notice::SandboxChanged))
    })
    .await
}

/// Has somebody call a number.
#[server(prefix = "/rpc", endpoint = "sandbox/call", output = Postcard)]
pub async fn call_number(form: SimulatedCallForm) -> Result<Answer, Problem> {
    handle(CALL_FORM, ManageIntegrations, form, async |cx, form| {
        service::call(cx, form).await?;
        Ok(Accepted::here(Notice::SandboxChanged))
    })
    .await
}
