//! The forms for the differences at the providers.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, ids::FindingId, problem::Problem};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, provider::vapi, role::Permission::ManageIntegrations},
    server::{
        forms::{Accepted, handle},
        numbers::drift,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const COMPARE_FORM: &str = "compare";
pub const REPAIR_FORM: &str = "repair";
pub const ADOPT_FORM: &str = "adopt";
pub const FORGET_FORM: &str = "forget";

#[server(prefix = "/rpc", endpoint = "numbers/compare", output = Postcard)]
pub async fn compare_numbers() -> Result<Answer, Problem> {
    handle(COMPARE_FORM, ManageIntegrations.of(vapi::PROVIDER), (), async |cx, ()| {
        drift::compare(cx).await?;
        Ok(Accepted::here(Notice::ComparisonStarted))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "numbers/repair", output = Postcard)]
pub async fn repair_difference(finding: FindingId) -> Result<Answer, Problem> {
    handle(REPAIR_FORM, ManageIntegrations.of(vapi::PROVIDER), (), async |cx, ()| {
        drift::repair(cx, finding).await?;
        Ok(Accepted::here(Notice::RepairStarted))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "numbers/adopt", output = Postcard)]
pub async fn adopt_difference(finding: FindingId) -> Result<Answer, Problem> {
    handle(ADOPT_FORM, ManageIntegrations.of(vapi::PROVIDER), (), async |cx, ()| {
        drift::adopt(cx, finding).await?;
        Ok(Accepted::here(Notice::DifferenceAdopted))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "numbers/forget", output = Postcard)]
pub async fn forget_difference(finding: FindingId) -> Result<Answer, Problem> {
    handle(FORGET_FORM, ManageIntegrations, (), async |cx, ()| {
        drift::forget(cx, finding).await?;
        Ok(Accepted::here(Notice::DifferenceForgotten))
    })
    .await
}
