//! The card of a service: its purpose, its state, what depends on it, and the one action that fits.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    DisconnectTexts, IntegrationsTexts,
    api::CheckProvider,
    cleanups,
    services::{self, Supply},
};
use crate::{
    app::{
        form_action::{Form, FormAction},
        health,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        paths::{AGENTS, TWILIO, disconnect_href, provider_href},
        ui::{
            button::{Button, ButtonLink, Variant},
            data_list::{DataList, Fact},
            icon::Icon,
            notice::{Notice, NoticeProps},
            pill::{Pill, Tone},
            time::Time,
        },
    },
    domain::{
        credential::{CredentialStatus, CredentialView},
        health::Severity,
        integrations::{Card, IntegrationsView, Readiness},
        problem::{Problem, ProblemKind},
        provider::Provider,
        role::Permission,
    },
};

/// Draws the card. The [`Service`](super::services::Service) tells where the org gets it
/// other than from an account of its own.
pub(super) fn service(view: &IntegrationsView, provider: Provider, cx: PageCx, check: FormAction) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let (card, service) = (view.card(provider), services::of(provider));
    let texts = service.texts(cx.locale);
    let off = cx.is_off(provider);
    let (from, supplied) = match service.supply(view, cx) {
        Some(Supply { words, supplied }) => (Some(words), supplied),
        None => (None, None),
    };
    let not_needed = supplied.as_ref().map(|(label, _)| *label);
    let (body, actions) = match (&card.credential, supplied) {
        (None, Some((_, link))) => (().into_any(), Some(link)),
        (None, None) => {
            let off = service.off(view, cx);
            let may = off.is_none() && cx.may(Permission::ManageKeys);
            let connect = may.then(|| go(provider, t.connect_short, cx));
            // The words about the supply already say what there is besides an own account.
            let why = off.or_else(|| from.is_none().then(|| texts.why.to_owned()));
            let why = why.map(|why| view! { <p class="hint">{why}</p> }.into_any());
            (why.into_any(), connect)
        }
        (Some(credential), _) if off => {
            let facts = facts(card, credential, cx, false);
            let disconnect = cx.may(Permission::ManageKeys).then(|| disconnect(provider, cx));
            (view! { {cx.turned_off(provider)} {facts} }.into_any(), disconnect)
        }
        (Some(credential), _) => (
            view! {
                {problem(view, credential, provider, cx)}
                {cleanups::carried(view, provider, cx)}
                {facts(card, credential, cx, false)}
            }
            .into_any(),
            actions(provider, credential.status, cx, check),
        ),
    };
    let pill = match not_needed {
        Some(label) => view! { <Pill tone=Tone::Off label=label/> }.into_any(),
        None if off => {
            view! { <Pill tone=Tone::Off label=IntegrationsTexts::spoken(cx.locale).off/> }.into_any()
        }
        None => pill(card.credential.as_ref(), cx),
    };
    let from = from.map(|words| view! { <p class="hint">{words}</p> }.into_any());
    let tone = match card.severity() {
        Some(Severity::Down) => "card service bad",
        Some(Severity::Degraded) => "card service warn",
        Some(Severity::Up) | None => "card service",
    };
    let actions = actions.map(|actions| view! { <footer>{actions}</footer> }.into_any());
    view! {
        <li class=tone>
            <header>
                {service.mark()}
                <div>
                    <h2><a href=provider_href(provider)>{provider.name()}</a></h2>
                    <p>{texts.purpose}</p>
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

pub(super) fn pill(credential: Option<&CredentialView>, cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let (tone, label) = match credential.map(|held| held.status) {
        None => (Tone::Off, t.not_connected),
        Some(CredentialStatus::Connected) => (Tone::Ok, t.connected),
        Some(CredentialStatus::Unverified) => (Tone::Busy, t.checking),
        Some(CredentialStatus::Degraded) => (Tone::Warn, t.not_answering),
        Some(CredentialStatus::Refused | CredentialStatus::Unreadable) => (Tone::Bad, t.attention),
    };
    view! { <Pill tone=tone label=label/> }.into_any()
}

/// The problem of a stored key, or what is still open about it, beyond what the readiness
/// line says.
pub(super) fn problem(
    view: &IntegrationsView,
    credential: &CredentialView,
    provider: Provider,
    cx: PageCx,
) -> Option<AnyView> {
    let t = IntegrationsTexts::spoken(cx.locale);
    let only_refused = match &credential.problem {
        Some(problem) => problem.kind == ProblemKind::KeyRefused(provider),
        None => credential.status == CredentialStatus::Refused,
    };
    if only_refused && view.readiness == (Readiness::Broken { provider }) {
        return None;
    }
    let said = credential.problem.as_ref().filter(|_| credential.status != CredentialStatus::Unverified);
    let quote = said.and_then(|problem| problem.reply(cx.locale));
    let (tone, text) = match (&credential.problem, credential.status) {
        (_, CredentialStatus::Unverified) => {
            (Tone::Busy, (t.unverified)(provider.spec().held, provider.name()))
        }
        (Some(problem), CredentialStatus::Degraded) => (Tone::Warn, problem.cause(cx.locale)),
        (Some(problem), _) => (Tone::Bad, problem.of_stored_key(cx.locale)),
        (None, CredentialStatus::Refused) => {
            (Tone::Bad, Problem::from(ProblemKind::KeyRefused(provider)).of_stored_key(cx.locale))
        }
        (None, CredentialStatus::Unreadable) => {
            (Tone::Bad, Problem::from(ProblemKind::Unreadable(provider)).sentence(cx.locale))
        }
        (None, CredentialStatus::Degraded) => return None,
        (None, CredentialStatus::Connected) => {
            let remark = services::of(provider).remark(&credential.config, cx)?;
            (Tone::Off, remark.to_owned())
        }
    };
    let notice =
        Notice(NoticeProps { tone, text, title: None, quote, next: None, reference: None, children: None });
    Some(notice.into_any())
}

pub(super) fn facts(card: &Card, credential: &CredentialView, cx: PageCx, all: bool) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let masked = format!("•••• {}", credential.last4);
    let time = |at: Option<i64>| match at {
        Some(at) => view! { <Time at=cx.moment(at)/> }.into_any(),
        None => t.never.into_any(),
    };
    let saved = time(Some(credential.saved_at));
    let saved_by = format!(" {} {}", t.by, credential.saved_by);
    let cause = credential.problem.as_ref().and_then(|problem| problem.kind.cause());
    let checked = health::checked(&credential.checks, cause, cx);
    let strip = health::strip(card.provider, &credential.checks.strip, cx, all);
    let used = time(credential.last_used_at);
    let used_by = used_by(card, cx);
    let service = services::of(card.provider);
    let account = service.account(&credential.config, cx);
    let key = service.secret(&credential.config, cx);
    let further = service.facts(card, &credential.config, cx);
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
            {further}
            {more}
            <Fact term=t.fact_saved>
                {saved}
                {saved_by}
            </Fact>
            <Fact term=t.fact_checked>{checked}</Fact>
            <Fact term=t.fact_used>{used}</Fact>
            <Fact term=t.fact_used_by>{used_by}</Fact>
        </DataList>
        {strip}
    }
    .into_any()
}

fn used_by(card: &Card, cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let numbers =
        (card.numbers > 0).then(|| view! { <a href=TWILIO>{(t.numbers)(card.numbers)}</a> }.into_any());
    let agents = (card.agents > 0).then(|| view! { <a href=AGENTS>{(t.agents)(card.agents)}</a> }.into_any());
    match (numbers, agents) {
        (None, None) => t.nothing.into_any(),
        (Some(numbers), Some(agents)) => view! { {numbers} ", " {agents} }.into_any(),
        (one, other) => view! { {one} {other} }.into_any(),
    }
}

fn actions(provider: Provider, status: CredentialStatus, cx: PageCx, check: FormAction) -> Option<AnyView> {
    if !cx.may(Permission::ManageIntegrations) {
        return None;
    }
    let t = IntegrationsTexts::spoken(cx.locale);
    let works = status.severity() != Some(Severity::Down);
    let keys = cx.may(Permission::ManageKeys);
    let replace = services::of(provider).texts(cx.locale).replace;
    let renew = || go(provider, if works { replace } else { t.reconnect_short }, cx);
    let action = works.then(|| services::of(provider).action(cx)).flatten();
    Some(
        view! {
            {check_form(provider, status, cx, check)}
            {keys.then(renew)}
            {action}
            {keys.then(|| disconnect(provider, cx))}
        }
        .into_any(),
    )
}

/// A link to the page that asks before it disconnects.
pub(super) fn disconnect(provider: Provider, cx: PageCx) -> AnyView {
    let label = DisconnectTexts::spoken(cx.locale).disconnect;
    let spoken = (CommonTexts::spoken(cx.locale).labelled)(label, provider.name());
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

/// The form that checks a stored key; `None` if the key cannot be opened.
pub(super) fn check_form(
    provider: Provider,
    status: CredentialStatus,
    cx: PageCx,
    check: FormAction,
) -> Option<AnyView> {
    if status == CredentialStatus::Unreadable || !cx.may(Permission::ManageIntegrations) {
        return None;
    }
    let t = IntegrationsTexts::spoken(cx.locale);
    Some(
        view! {
            <Form action=CheckProvider::PATH form_action=check>
                <input type="hidden" name="provider" value=provider.code()/>
                <Button
                    label=t.check_now
                    icon=Icon::Refresh
                    pending=check.pending_with("provider", provider.code().to_owned())
                    spoken=(CommonTexts::spoken(cx.locale).labelled)(t.check_now, provider.name())
                />
            </Form>
        }
        .into_any(),
    )
}

/// A link that is never the loudest button: that one stands in the readiness line.
fn go(provider: Provider, label: &'static str, cx: PageCx) -> AnyView {
    let spoken = (CommonTexts::spoken(cx.locale).labelled)(label, provider.name());
    view! { <ButtonLink href=provider_href(provider) label=label spoken=spoken/> }.into_any()
}
