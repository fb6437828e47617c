//! The parts that the pages of the services share: heading, stored state, guide.

use leptos::prelude::*;

use super::{
    IntegrationsTexts, card, cleanups,
    page::{Actions, found},
    readiness, services,
};
use crate::{
    app::{
        form_action::FormAction,
        i18n::{CommonTexts, Spoken},
        page_cx::PageCx,
        paths::INTEGRATIONS,
        read::nothing,
        ui::{
            card::{Card, FoldedCard},
            notice::{NextStep, Notice},
            page::PageHead,
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::{
        answer::Answer,
        credential::CredentialView,
        integrations::{Card as CardView, Checked, IntegrationsView},
        provider::Provider,
        role::Permission,
    },
};

pub(super) fn head(provider: Provider, lead: &'static str, cx: PageCx) -> AnyView {
    let crumb = NextStep {
        href: INTEGRATIONS.to_owned(),
        label: IntegrationsTexts::spoken(cx.locale).title.to_owned(),
    };
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(provider.name())/>
        <PageHead title=provider.name() lead=lead crumb=crumb mark=services::of(provider).mark()/>
    }
    .into_any()
}

/// The next step and the stored state, once there is one.
pub(super) fn stored(
    view: &IntegrationsView,
    provider: Provider,
    cx: PageCx,
    actions: Actions,
) -> Option<AnyView> {
    let t = IntegrationsTexts::spoken(cx.locale);
    let card = view.card(provider);
    let credential = card.credential.as_ref()?;
    let pill = card::pill(Some(credential), cx);
    let problem = card::problem(view, credential, provider, cx);
    let carried = cleanups::carried(view, provider, cx);
    let facts = card::facts(card, credential, cx, true);
    let check = card::check_form(provider, credential.status, cx, actions.check())
        .map(|check| view! { <div class="actions">{check}</div> }.into_any());
    Some(
        view! {
            {readiness::line(view, Some(provider), cx, actions.prove())}
            <Card>
                <header class="card-head">
                    <h2>{t.provider.stored}</h2>
                    {pill}
                </header>
                <div class="stack">
                    {problem}
                    {carried}
                    {facts}
                    {check}
                </div>
            </Card>
        }
        .into_any(),
    )
}

/// The facts about what is stored of a service that is turned off, and the link to disconnect it.
pub(super) fn left(view: &IntegrationsView, provider: Provider, cx: PageCx) -> AnyView {
    let card = view.card(provider);
    let Some(credential) = card.credential.as_ref() else { return nothing() };
    let (facts, disconnect) = (card::facts(card, credential, cx, true), disconnect_link(view, provider, cx));
    view! {
        <Card title=IntegrationsTexts::spoken(cx.locale).provider.stored>{facts}</Card>
        {disconnect}
    }
    .into_any()
}

/// The link to disconnect, at the end of the page of a connected service.
pub(super) fn disconnect_link(view: &IntegrationsView, provider: Provider, cx: PageCx) -> AnyView {
    if view.card(provider).credential.is_none() || !cx.may(Permission::ManageKeys) {
        return nothing();
    }
    view! { <div class="actions">{card::disconnect(provider, cx)}</div> }.into_any()
}

/// Folds a form that replaces what is stored, unless it is to be `open` or leads to a key that
/// works again.
pub(super) fn folded(summary: &'static str, card: &CardView, open: bool, form: AnyView) -> AnyView {
    match card.credential {
        Some(_) => {
            let open = open || card.broken();
            view! { <FoldedCard summary=summary open=open>{form}</FoldedCard> }.into_any()
        }
        None => view! { <Card>{form}</Card> }.into_any(),
    }
}

/// The answer to *Save and check*, beside the button, where it stays.
pub(super) fn answer(save: FormAction, cx: PageCx) -> AnyView {
    let said = move || {
        let answer = save.accepted()?;
        let tone = match answer {
            Answer::Checked(_, Checked::Accepted)
            | Answer::Done
            | Answer::Unread(_)
            | Answer::MailTaken(_) => Tone::Ok,
            Answer::Checked(_, Checked::Later) => Tone::Busy,
        };
        let text = found(answer, cx)?;
        Some(view! { <Notice tone=tone text=text/> }.into_any())
    };
    view! { <div aria-live="polite">{move || said()}</div> }.into_any()
}

/// The placeholder in an empty field of a stored secret.
pub(super) fn masked(stored: Option<&CredentialView>) -> String {
    stored.map_or_else(String::new, |held| format!("•••• {}", held.last4))
}

/// Says what the key is for, and where to find it.
pub(super) fn guide(what_for: &'static str, steps: &'static [&'static str], cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let steps: Vec<AnyView> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| view! { <li>{format!("{}. ", at + 1)} {*step}</li> }.into_any())
        .collect();
    view! {
        <Card>
            <div class="stack">
                <h2>{t.provider.what_for}</h2>
                <p>{what_for}</p>
                <h2>{t.provider.where_to_find}</h2>
                <ol class="stack">{steps}</ol>
            </div>
        </Card>
    }
    .into_any()
}
