//! The sandbox page's reads and commands; refused where no simulators are.

use crate::{
    domain::{
        fault_form::FaultForm,
        integrations::IntegrationsView,
        problem::{Problem, ProblemKind},
        provider::{
            twilio,
            vapi::{self, VapiConfig},
        },
        sandbox::{BIG_TWILIO_SID, DEMO_TWILIO_SID, Snapshot},
        view::SandboxView,
    },
    server::{
        agents, cx::Cx, integrations, provider_sign_in::account_name,
        providers::sandbox_control::SandboxControl,
    },
};

pub(super) fn control(cx: &Cx) -> Result<&SandboxControl, Problem> {
    cx.services.providers.sandbox.as_ref().ok_or_else(|| ProblemKind::FeatureOff.into())
}

/// What the simulators hold, and what AVA believes beside it.
pub async fn page(cx: &Cx) -> Result<SandboxView, Problem> {
    let integrations = integrations::service::overview(cx).await?;
    let agents = agents::service::all(cx).await?;
    let snapshot = held(cx, &integrations).await?;
    Ok(SandboxView {
        now: integrations.now,
        there: snapshot.numbers(),
        snapshot,
        numbers: integrations.numbers,
        agents: agents.into_iter().map(Into::into).collect(),
    })
}

/// See [`held`].
pub async fn view(cx: &Cx) -> Result<Snapshot, Problem> {
    held(cx, &integrations::service::overview(cx).await?).await
}

/// What the simulators hold for this org's credentials. They are shared by the
/// whole installation, and another org's numbers are nobody else's business.
async fn held(cx: &Cx, page: &IntegrationsView) -> Result<Snapshot, Problem> {
    let mut snapshot = control(cx)?.snapshot().await?;
    let twilio = page.card(twilio::PROVIDER).credential.as_ref();
    let account = twilio.and_then(|held| held.config.account_sid());
    let vapi = page.card(vapi::PROVIDER).credential.as_ref();
    let key = vapi.map(|held| held.last4.as_str()).filter(|last4| !last4.is_empty());
    let known_org = vapi.and_then(|held| VapiConfig::of(&held.config)?.vapi_org.as_deref());
    snapshot.vapi_orgs.retain(|row| match known_org {
        Some(org) => row.org_id == org,
        None => key.is_some_and(|key| row.keys.iter().any(|held| held.ends_with(key))),
    });
    let orgs: Vec<String> = snapshot.vapi_orgs.iter().map(|row| row.org_id.clone()).collect();
    snapshot.assistants.retain(|row| orgs.contains(&row.org_id));
    snapshot.vapi_numbers.retain(|row| orgs.contains(&row.org_id));
    // The two that are there from the start are for everybody to try.
    let ours = |sid: &str| {
        Some(sid) == account || (account.is_none() && [DEMO_TWILIO_SID, BIG_TWILIO_SID].contains(&sid))
    };
    // The one that managed numbers are in has the org in its name.
    let name = account_name(&cx.org);
    let managed: Vec<String> = snapshot
        .twilio_accounts
        .iter()
        .filter(|row| row.owner_sid.is_some() && row.friendly_name == name)
        .map(|row| row.sid.clone())
        .collect();
    let ours = |sid: &String| ours(sid) || managed.contains(sid);
    snapshot.twilio_accounts.retain(|row| ours(&row.sid));
    snapshot.twilio_numbers.retain(|row| ours(&row.account_sid));
    snapshot.purchases.retain(|row| ours(&row.account_sid));
    snapshot.twilio_keys.retain(|row| ours(&row.account_sid));
    snapshot.twilio_addresses.retain(|row| ours(&row.account_sid));
    snapshot.calls.retain(|call| {
        let scope = call.scope.as_deref().unwrap_or_default();
        if call.provider.provider() == twilio::PROVIDER {
            Some(scope) == account || managed.iter().any(|sid| sid == scope)
        } else {
            key.is_some_and(|key| scope.ends_with(key))
        }
    });
    Ok(snapshot)
}

pub async fn inject(cx: &Cx, form: &FaultForm) -> Result<(), Problem> {
    let control = control(cx)?;
    control.inject(&form.parse()?).await
}

pub async fn clear(cx: &Cx) -> Result<(), Problem> {
    control(cx)?.clear().await
}
