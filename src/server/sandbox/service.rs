//! The sandbox page's reads and commands; refused where no simulators are.

use reqwest::Method;
use serde_json::json;

use super::simulators;
use crate::{
    domain::{
        call::SimulatedCallForm,
        fault_form::FaultForm,
        integrations::IntegrationsView,
        problem::{Problem, ProblemKind},
        provider::{
            google_calendar::GoogleCalendarConfig, smtp::SmtpConfig, twilio::TwilioConfig, vapi::VapiConfig,
        },
        sandbox::{BIG_TWILIO_SID, DEMO_TWILIO_SID, Snapshot},
        view::SandboxView,
    },
    server::{
        agents, cx::Cx, integrations, provider_auth::account_name, providers::sandbox_control::SandboxControl,
    },
};

pub(super) fn control(cx: &Cx) -> Result<&SandboxControl, Problem> {
    cx.services.providers.sandbox.as_ref().ok_or_else(|| ProblemKind::FeatureOff.into())
}

/// The objects that the simulators hold, and AVA's own view beside them.
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
        receiver: cx.services.config.sandbox.map(|at| format!("http://{at}/receiver")),
    })
}

/// See [`held`].
pub async fn view(cx: &Cx) -> Result<Snapshot, Problem> {
    held(cx, &integrations::service::overview(cx).await?).await
}

/// The objects that the simulators hold for this org's credentials. They are shared by
/// the whole installation, and another org's numbers are nobody else's business.
async fn held(cx: &Cx, page: &IntegrationsView) -> Result<Snapshot, Problem> {
    let mut snapshot = control(cx)?.snapshot().await?;
    // All fields are named, so that a new one is not shown before this says whose it is.
    let Snapshot {
        vapi_orgs,
        assistants,
        vapi_numbers,
        vapi_credentials,
        twilio_accounts,
        twilio_numbers,
        purchases,
        twilio_keys,
        twilio_addresses,
        mails,
        spoken,
        google_consents,
        calls,
        faults: _,
        held: _,
    } = &mut snapshot;
    let account = page.stored::<TwilioConfig>().map(|(_, config)| config.account_sid.as_str());
    let vapi = page.stored::<VapiConfig>();
    vapi_orgs.retain(|row| {
        vapi.is_some_and(|(held, config)| match config.vapi_org.as_deref() {
            Some(org) => row.org_id == org,
            None => !held.last4.is_empty() && row.keys.iter().any(|key| key.ends_with(&held.last4)),
        })
    });
    let is_theirs = |org: &String| vapi_orgs.iter().any(|row| row.org_id == *org);
    assistants.retain(|row| is_theirs(&row.org_id));
    vapi_numbers.retain(|row| is_theirs(&row.org_id));
    vapi_credentials.retain(|row| is_theirs(&row.org_id));
    // The two accounts that are there from the start are for everybody to try.
    let ours = |sid: &str| {
        Some(sid) == account || (account.is_none() && [DEMO_TWILIO_SID, BIG_TWILIO_SID].contains(&sid))
    };
    // The account that managed numbers are in has the org in its name.
    let name = account_name(&cx.org);
    let managed: Vec<String> = twilio_accounts
        .iter()
        .filter(|row| row.owner_sid.is_some() && row.friendly_name == name)
        .map(|row| row.sid.clone())
        .collect();
    let ours = |sid: &String| ours(sid) || managed.contains(sid);
    twilio_accounts.retain(|row| ours(&row.sid));
    twilio_numbers.retain(|row| ours(&row.account_sid));
    purchases.retain(|row| ours(&row.account_sid));
    twilio_keys.retain(|row| ours(&row.account_sid));
    twilio_addresses.retain(|row| ours(&row.account_sid));
    spoken.retain(|row| ours(&row.account_sid));
    let mailbox = page.stored::<SmtpConfig>().map(|(_, config)| &config.user);
    mails.retain(|row| Some(&row.user) == mailbox);
    let google = page.stored::<GoogleCalendarConfig>().and_then(|(_, config)| config.email.as_deref());
    google_consents.retain(|row| google == Some(row.account.as_str()));
    calls.retain(|call| {
        let scope = call.scope.as_deref().unwrap_or_default();
        let stored = page.card(call.provider.provider()).credential.as_ref();
        stored.is_some_and(|stored| simulators::of(call.provider).is_made_with(stored, scope))
            || managed.iter().any(|sid| sid == scope)
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

/// Has somebody call one of the org's numbers.
pub async fn call(cx: &Cx, form: &SimulatedCallForm) -> Result<(), Problem> {
    let call = form.parse()?;
    if !view(cx).await?.answered().iter().any(|number| number.as_str() == call.number) {
        return Err(ProblemKind::NotFound.into());
    }
    control(cx)?.change(Method::POST, "vapi/call", Some(json!(call))).await.map(drop)
}
