//! The forms of the numbers.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer, ids::NumberId, integrations::ImportForm, number::AssignForm, problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::{TWILIO, operation_href},
    domain::{
        flash::Notice,
        provider::{twilio, vapi},
        role::Permission::ManageIntegrations,
    },
    server::{
        forms::{Accepted, handle},
        numbers::service,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const IMPORT_FORM: &str = "import";
pub const PROVE_FORM: &str = "prove";
pub const ASSIGN_FORM: &str = "assign";
pub const UNASSIGN_FORM: &str = "unassign";
pub const REMOVE_FORM: &str = "remove_number";

/// Leads back to the provider's page without the picker: the timeline is there.
#[server(prefix = "/rpc", endpoint = "numbers/import", output = Postcard)]
pub async fn import_number(form: ImportForm) -> Result<Answer, Problem> {
    let door = ManageIntegrations.of(twilio::PROVIDER).and(vapi::PROVIDER);
    handle(IMPORT_FORM, door, form, async |cx, form| {
        service::import(cx, form).await?;
        Ok(Accepted::on_to(TWILIO, Notice::ImportStarted))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "numbers/prove", output = Postcard)]
pub async fn prove_number(number: NumberId) -> Result<Answer, Problem> {
    handle(PROVE_FORM, ManageIntegrations.of(vapi::PROVIDER), (), async |cx, ()| {
        service::prove(cx, number).await?;
        Ok(Accepted::here(Notice::ProofStarted))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "numbers/assign", output = Postcard)]
pub async fn assign_number(number: NumberId, form: AssignForm) -> Result<Answer, Problem> {
    handle(ASSIGN_FORM, ManageIntegrations.of(vapi::PROVIDER), form, async |cx, form| {
        service::assign(cx, number, form.parse()?).await?;
        Ok(Accepted::here(Notice::NumberAssigned))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "numbers/unassign", output = Postcard)]
pub async fn unassign_number(number: NumberId) -> Result<Answer, Problem> {
    handle(UNASSIGN_FORM, ManageIntegrations, (), async |cx, ()| {
        service::unassign(cx, number).await?;
        Ok(Accepted::here(Notice::NumberUnassigned))
    })
    .await
}

/// Leads on to the operation that takes the number back at the providers.
#[server(prefix = "/rpc", endpoint = "numbers/remove", output = Postcard)]
pub async fn remove_number(number: NumberId) -> Result<Answer, Problem> {
    handle(REMOVE_FORM, ManageIntegrations.proved(), (), async |cx, ()| {
        let operation = service::remove(cx, number).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::NumberRemoved))
    })
    .await
}
