//! The forms of managed numbers.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    ids::NumberId,
    managed::{BuyForm, ReleaseForm, SwitchForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::{operation_href, switch_href},
    domain::{
        feature::Feature,
        flash::Notice,
        number::NumberSource,
        provider::vapi,
        role::Permission::{ManageIntegrations, ManageKeys},
    },
    server::{
        forms::{Accepted, handle},
        integrations::switch,
        numbers::managed,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const BUY_FORM: &str = "buy_number";
pub const RELEASE_FORM: &str = "release_number";
pub const SWITCH_FORM: &str = "switch_numbers";

/// Leads on to the operation that buys the number.
#[server(prefix = "/rpc", endpoint = "numbers/buy", output = Postcard)]
pub async fn buy_number(#[server(default)] form: BuyForm) -> Result<Answer, Problem> {
    let door = ManageIntegrations.of(Feature::ManagedNumbers).and(vapi::PROVIDER).proved();
    handle(BUY_FORM, door, form, async |cx, form| {
        let operation = managed::buy(cx, form).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::PurchaseStarted))
    })
    .await
}

/// Leads on to the operation that gives the number back.
#[server(prefix = "/rpc", endpoint = "numbers/release", output = Postcard)]
pub async fn release_number(
    number: NumberId,
    #[server(default)] form: ReleaseForm,
) -> Result<Answer, Problem> {
    handle(RELEASE_FORM, ManageIntegrations.proved(), form, async |cx, form| {
        let operation = managed::release(cx, number, form).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::NumberReleased))
    })
    .await
}

/// Leads back to the page of the switch, which then shows its next step.
#[server(prefix = "/rpc", endpoint = "numbers/switch", output = Postcard)]
pub async fn switch_numbers(#[server(default)] form: SwitchForm) -> Result<Answer, Problem> {
    // Managed numbers take the place of the own account, which is disconnected.
    let permission = match form.source() {
        Some(NumberSource::Managed) => ManageKeys,
        Some(NumberSource::Byo) | None => ManageIntegrations,
    };
    handle(SWITCH_FORM, permission.proved(), form, async |cx, form| {
        let (to, _) = switch::switch(cx, form).await?;
        Ok(Accepted::on_to(switch_href(to), Notice::NumbersSwitched))
    })
    .await
}
