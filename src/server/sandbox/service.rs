//! The sandbox page's reads and commands; refused where no simulators are.

use crate::{
    domain::{
        fault_form::FaultForm,
        problem::{Kind, Problem},
        sandbox::Snapshot,
    },
    server::{cx::Cx, providers::sandbox_control::SandboxControl},
};

fn control(cx: &Cx) -> Result<&SandboxControl, Problem> {
    cx.services.providers.sandbox.as_ref().ok_or_else(|| Kind::FeatureOff.into())
}

pub async fn view(cx: &Cx) -> Result<Snapshot, Problem> {
    control(cx)?.snapshot().await
}

pub async fn inject(cx: &Cx, form: &FaultForm) -> Result<(), Problem> {
    let control = control(cx)?;
    control.inject(&form.parse()?).await
}

pub async fn clear(cx: &Cx) -> Result<(), Problem> {
    control(cx)?.clear().await
}
