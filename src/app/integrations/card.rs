//! One service: what it is for, how it stands, what depends on it, and the one
//! action that fits.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{api::CheckProvider, clean_ups, source::Mode};
use crate::{
    app::{
        submission::{Form, Submission},
        telling::{AGENTS, CHOOSE_NUMBER, NUMBERS, Telling, disconnect_href, provider_href},
        ui::{
            button::{Button, ButtonLink, Variant},
            data_list::{DataList, Fact},
            icon::Icon,
            mark::{Mark, Tint},
            notice::Notice,
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        credential::{CredentialStatus, CredentialView, PublicConfig, TwilioAuth},
        integrations::{Card, IntegrationsView},
        problem::{Kind, Problem},
        provider::{Provider, VapiRegion},
        role::Permission,
        vapi_key::KeyState,
    },
};

pub(super) fn mark(provider: Provider) -> AnyView {
    let (letter, tint) = match provider {
        Provider::Vapi => ("V", Tint::Teal),
        Provider::Twilio => ("T", Tint::Rose),
    };
    view! { <Mark letter=letter tint=tint/> }.into_any()
}

/// Twilio's says in which `mode` the org has its numbers.
pub(super) fn service(
    view: &IntegrationsView,
    provider: Provider,
    mode: Option<Mode>,
    w: Telling,
    check: Submission,
) -> AnyView {
    let t = &w.t.integrations;
    let card = view.card(provider);
    let (purpose, why) = match provider {
        Provider::Vapi => (t.vapi_purpose, t.vapi_why),
        Provider::Twilio => (t.twilio_purpose, t.twilio_why),
    };
    let (body, actions) = match &card.credential {
        // What is supplied needs no account.
        None if mode == Some(Mode::Managed) => {
            let link = view! { <ButtonLink href=NUMBERS label=w.t.managed.your_numbers/> };
            (().into_any(), Some(link.into_any()))
        }
        None => {
            let connect = w.may(Permission::ManageIntegrations).then(|| go(provider, t.connect_short));
            // The mode says what else there is than an own account.
            let why = mode.is_none().then(|| view! { <p class="hint">{why}</p> }.into_any());
            (why.into_any(), connect)
        }
        Some(credential) => (
            view! {
                {problem(credential, provider, w)}
                {clean_ups::carried(view, provider, w)}
                {facts(card, credential, w, false)}
            }
            .into_any(),
            actions(provider, credential.status, w, check),
        ),
    };
    let pill = match mode {
        Some(Mode::Managed) => view! { <Pill tone=Tone::Off label=w.t.managed.leave.not_needed/> }.into_any(),
        _ => pill(card.credential.as_ref(), w),
    };
    let from = mode.map(|mode| view! { <p class="hint">{mode.words(w)}</p> }.into_any());
    let tone = if card.broken() { "card service warn" } else { "card service" };
    let actions = actions.map(|actions| view! { <footer>{actions}</footer> }.into_any());
    view! {
        <li class=tone>
            <header>
                {mark(provider)}
                <div>
                    <h2><a href=provider_href(provider)>{provider.name()}</a></h2>
                    <p>{purpose}</p>
                </div>
                {pill}
            </header>
            {body}
            {from}
            {actions}
        </li>
    }
    .into_any()
}

pub(super) fn pill(credential: Option<&CredentialView>, w: Telling) -> AnyView {
    let t = &w.t.integrations;
    let (tone, label) = match credential.map(|held| held.status) {
        None => (Tone::Off, t.not_connected),
        Some(CredentialStatus::Connected) => (Tone::Ok, t.connected),
        Some(CredentialStatus::Unverified) => (Tone::Busy, t.checking),
        Some(CredentialStatus::Refused | CredentialStatus::Unreadable) => (Tone::Warn, t.attention),
    };
    view! { <Pill tone=tone label=label/> }.into_any()
}

/// What is wrong with a stored key, or still open about it.
pub(super) fn problem(credential: &CredentialView, provider: Provider, w: Telling) -> Option<AnyView> {
    let t = &w.t.integrations;
    let (tone, text) = match (&credential.problem, credential.status) {
        (_, CredentialStatus::Unverified) => (Tone::Busy, (t.unverified)(provider.name())),
        (Some(problem), _) => (Tone::Warn, w.of_stored_key(problem)),
        (None, CredentialStatus::Refused) => (Tone::Warn, (t.refused)(provider.name())),
        (None, CredentialStatus::Unreadable) => {
            (Tone::Warn, Problem::from(Kind::Unreadable(provider)).sentence(w.locale))
        }
        (None, CredentialStatus::Connected) => match credential.config {
            PublicConfig::Twilio { trial: true, .. } => (Tone::Off, t.trial.to_owned()),
            _ => return None,
        },
    };
    Some(view! { <Notice tone=tone text=text/> }.into_any())
}

pub(super) fn facts(card: &Card, credential: &CredentialView, w: Telling, all: bool) -> AnyView {
    let t = &w.t.integrations;
    let masked = format!("•••• {}", credential.last4);
    let time = |at: Option<i64>| match at {
        Some(at) => view! { <Time at=w.moment(at)/> }.into_any(),
        None => t.never.into_any(),
    };
    let saved = time(Some(credential.saved_at));
    let saved_by = format!(" {} {}", t.by, credential.saved_by);
    let checked = time(credential.verified_at);
    let used = time(credential.last_used_at);
    let used_by = used_by(card, w);
    let account = account(&credential.config, w);
    let vapi_gets = vapi_gets(card, &credential.config, w);
    let key = match &credential.config {
        PublicConfig::Vapi { .. } => t.fact_key,
        PublicConfig::Twilio { auth: TwilioAuth::AuthToken, .. } => t.provider.auth_token,
        PublicConfig::Twilio { auth: TwilioAuth::ApiKey, .. } => t.provider.with_api_key,
    };
    let more = all.then(|| {
        let fingerprint = credential.fingerprint.clone();
        view! {
            <Fact term=t.fact_fingerprint><span class="masked">{fingerprint}</span></Fact>
        }
        .into_any()
    });
    view! {
        <DataList boxed=true>
            {account}
            <Fact term=key><span class="masked">{masked}</span></Fact>
            {vapi_gets}
            {more}
            <Fact term=t.fact_saved>
                {saved}
                {saved_by}
            </Fact>
            <Fact term=t.fact_checked>{checked}</Fact>
            <Fact term=t.fact_used>{used}</Fact>
            <Fact term=t.fact_used_by>{used_by}</Fact>
        </DataList>
    }
    .into_any()
}

fn account(config: &PublicConfig, w: Telling) -> AnyView {
    let t = &w.t.integrations;
    match config {
        PublicConfig::Vapi { region, .. } => {
            let region = match region {
                VapiRegion::Us => t.provider.region_us,
                VapiRegion::Eu => t.provider.region_eu,
            };
            view! { <Fact term=t.fact_region>{region}</Fact> }.into_any()
        }
        PublicConfig::Twilio { account_sid, friendly_name, .. } => {
            let end = account_sid.get(account_sid.len().saturating_sub(4)..);
            let masked = format!("AC•••• {}", end.unwrap_or_default());
            let name = friendly_name.as_ref().map(|name| format!("{name} "));
            view! {
                <Fact term=t.fact_account>{name}<span class="masked">{masked}</span></Fact>
            }
            .into_any()
        }
    }
}

/// What Vapi signs in to Twilio with.
fn vapi_gets(card: &Card, config: &PublicConfig, w: Telling) -> Option<AnyView> {
    let t = &w.t.integrations;
    let PublicConfig::Twilio { auth, vapi_key, .. } = config else { return None };
    let what = match (&vapi_key.state, auth) {
        (KeyState::Unwanted, TwilioAuth::AuthToken) => t.vapi_gets_token.into_any(),
        (KeyState::Unwanted, TwilioAuth::ApiKey) => t.vapi_gets_api_key.into_any(),
        (KeyState::Wanted, _) => t.vapi_gets_own_soon.into_any(),
        (KeyState::Refused { .. }, _) => t.vapi_key_refused.into_any(),
        (KeyState::Made { sid, at }, _) => {
            let end = sid.get(sid.len().saturating_sub(4)..).unwrap_or_default();
            let words = (t.vapi_gets_own)(&format!("SK•••• {end}"));
            let at = w.moment(*at);
            view! { {words} " " <Time at=at/> }.into_any()
        }
    };
    let by_key = *auth == TwilioAuth::ApiKey || vapi_key.sid().is_some();
    let still = (by_key && card.tokens_at_vapi > 0).then(|| {
        let text = (t.vapi_keeps_token)(card.tokens_at_vapi);
        view! { <p class="hint">{text}</p> }.into_any()
    });
    Some(view! { <Fact term=t.fact_vapi_gets>{what} {still}</Fact> }.into_any())
}

fn used_by(card: &Card, w: Telling) -> AnyView {
    let t = &w.t.integrations;
    let numbers = (card.numbers > 0).then(|| {
        let href = provider_href(Provider::Twilio);
        view! { <a href=href>{(t.numbers)(card.numbers)}</a> }.into_any()
    });
    let agents = (card.agents > 0).then(|| view! { <a href=AGENTS>{(t.agents)(card.agents)}</a> }.into_any());
    match (numbers, agents) {
        (None, None) => t.nothing.into_any(),
        (Some(numbers), Some(agents)) => view! { {numbers} ", " {agents} }.into_any(),
        (one, other) => view! { {one} {other} }.into_any(),
    }
}

fn actions(provider: Provider, status: CredentialStatus, w: Telling, check: Submission) -> Option<AnyView> {
    if !w.may(Permission::ManageIntegrations) {
        return None;
    }
    let t = &w.t.integrations;
    let works = matches!(status, CredentialStatus::Connected | CredentialStatus::Unverified);
    let key = go(provider, if works { t.replace_key } else { t.reconnect_short });
    let choose = (works && provider == Provider::Twilio)
        .then(|| view! { <ButtonLink href=CHOOSE_NUMBER label=t.choose_number/> }.into_any());
    Some(
        view! {
            {check_form(provider, status, w, check)}
            {key}
            {choose}
            {disconnect(provider, w)}
        }
        .into_any(),
    )
}

/// To the page that asks before it does.
pub(super) fn disconnect(provider: Provider, w: Telling) -> AnyView {
    let label = w.t.release.disconnect;
    let spoken = format!("{label}: {}", provider.name());
    view! {
        <ButtonLink
            href=disconnect_href(provider)
            label=label
            variant=Variant::Danger
            spoken=spoken
        />
    }
    .into_any()
}

/// What cannot be opened cannot be checked.
pub(super) fn check_form(
    provider: Provider,
    status: CredentialStatus,
    w: Telling,
    check: Submission,
) -> Option<AnyView> {
    if status == CredentialStatus::Unreadable || !w.may(Permission::ManageIntegrations) {
        return None;
    }
    let t = &w.t.integrations;
    Some(
        view! {
            <Form action=CheckProvider::PATH submission=check>
                <input type="hidden" name="provider" value=provider.code()/>
                <Button
                    label=t.check_now
                    icon=Icon::Refresh
                    pending=check.pending_with("provider", provider.code().to_owned())
                    spoken=format!("{}: {}", t.check_now, provider.name())
                />
            </Form>
        }
        .into_any(),
    )
}

/// Never the loudest button: that one stands in the readiness line.
fn go(provider: Provider, label: &'static str) -> AnyView {
    let spoken = format!("{label}: {}", provider.name());
    view! { <ButtonLink href=provider_href(provider) label=label spoken=spoken/> }.into_any()
}
