//! The readiness line, which the page starts with: a call is answered, or what is missing.

use leptos::prelude::*;

use super::IntegrationsTexts;
use crate::{
    app::{
        form_action::FormAction,
        i18n::Spoken,
        numbers::{DriftTexts, managed::ManagedTexts, prove_form, state},
        operations::timeline,
        page_cx::PageCx,
        paths::{BUY_NUMBER, CHOOSE_NUMBER, NEW_AGENT, number_href, operation_href, provider_href},
        readiness::{ReadinessTexts, call_path},
        ui::{
            button::{ButtonLink, Variant},
            icon::Icon,
        },
    },
    domain::{
        integrations::{IntegrationsView, Link, Readiness},
        number::{NumberState, NumberView},
        operation::OperationState,
        phone::E164,
        provider::{Provider, twilio},
        readiness::{Break, CallPath},
        role::Permission,
    },
};

/// On the page of the service `on`, no button leads to that page.
pub(super) fn line(view: &IntegrationsView, on: Option<Provider>, cx: PageCx, prove: FormAction) -> AnyView {
    let links =
        view.call_path.as_ref().filter(|_| on.is_none()).map(|call_path| call_path::links(call_path, cx));
    let line = stands(view, on, cx, prove);
    let also_cut = view.also_cut.as_ref().filter(|_| on.is_none());
    let also_cut =
        also_cut.and_then(|call_path| Some(cut(&call_path.e164, call_path.broken()?, Some(call_path), cx)));
    view! {
        {line}
        {links}
        {also_cut}
    }
    .into_any()
}

fn cut(number: &E164, broken: Break, call_path: Option<&CallPath>, cx: PageCx) -> AnyView {
    let words = ReadinessTexts::spoken(cx.locale);
    let next = call_path.and_then(|call_path| call_path::remedy(call_path, broken, cx));
    let act = next.map(|next| loud(next.href, next.label));
    said("warn", Icon::Alert, call_path::cut_at(broken, &number.unbroken(), cx), (words.says)(broken), act)
}

fn stands(view: &IntegrationsView, on: Option<Provider>, cx: PageCx, prove: FormAction) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    match &view.readiness {
        Readiness::Ready { number, agent, proved_at } => {
            let heading = view! {
                <span class="num">{number.pretty()}</span>
                {format!(" {} ", t.can_answer_with)}
                <em>{agent.clone()}</em>
            };
            frame(
                "ok",
                Icon::Phone,
                heading.into_any(),
                (t.proved)(&cx.relative(*proved_at)),
                number_row(view, number).and_then(|number| prove_form(number, cx, prove)),
            )
        }
        Readiness::Working { number, operation, state } => {
            let pretty = number.unbroken();
            let Some(wait) = view.import.as_ref().and_then(|import| timeline::wait(import, cx)) else {
                let text = if *state == OperationState::Retrying { t.retrying_text } else { t.working_text };
                let link = quiet(operation_href(operation), t.see_steps);
                return said("todo", Icon::Pulse, (t.working)(&pretty), text, Some(link));
            };
            let title = (t.waiting)(&pretty).into_any();
            let act = cx.may(wait.by).then(|| loud(wait.href, wait.label));
            frame("warn", Icon::Clock, title, wait.text, act)
        }
        Readiness::Drifted { number, id, kind } => {
            let title = (DriftTexts::spoken(cx.locale).not_as_proved)(&number.unbroken());
            let look = loud(number_href(id), DriftTexts::spoken(cx.locale).look.to_owned());
            frame(
                "warn",
                Icon::Alert,
                title.into_any(),
                (DriftTexts::spoken(cx.locale).says)(*kind, None),
                Some(look),
            )
        }
        Readiness::Cut { number, broken } => cut(number, *broken, view.call_path.as_ref(), cx),
        Readiness::Broken { provider } => said(
            "warn",
            Icon::Alert,
            (t.broken)(provider.spec().held, provider.name()),
            t.broken_text,
            (on != Some(*provider) && cx.offers(Permission::ManageKeys, *provider))
                .then(|| loud(provider_href(*provider), (t.reconnect)(provider.name()))),
        ),
        Readiness::Unreached { provider } => {
            let text = (t.unreached_text)(provider.spec().held);
            said("todo", Icon::Clock, (t.unreached)(provider.name()), text, None)
        }
        Readiness::Missing(link) => {
            let (icon, title, text) = match link {
                Link::ConnectVapi => (Icon::Plug, t.start_vapi, t.start_vapi_text),
                Link::MakeAgent => (Icon::Person, t.next_agent, t.next_agent_text),
                Link::ConnectTwilio if cx.is_off(twilio::PROVIDER) => {
                    (Icon::Phone, t.next_number, t.next_number_text)
                }
                Link::ConnectTwilio => (Icon::Plug, t.next_twilio, t.next_twilio_text),
                Link::NumberReady => (Icon::Phone, t.next_number, t.next_number_text),
            };
            let (href, label) = missing(*link, cx);
            let act = cx.may(needed(*link)).then(|| loud(href, label));
            if *link == Link::ConnectTwilio && view.managed.is_on() && !cx.is_off(twilio::PROVIDER) {
                let buy =
                    act.is_some().then(|| quiet(BUY_NUMBER.to_owned(), ManagedTexts::spoken(cx.locale).buy));
                let actions = view! { <div class="actions">{act}{buy}</div> }.into_any();
                return said(
                    "todo",
                    icon,
                    title.to_owned(),
                    ManagedTexts::spoken(cx.locale).leave.next_twilio_text,
                    Some(actions),
                );
            }
            said("todo", icon, title.to_owned(), text, act)
        }
        Readiness::Failed { number, operation } => {
            let pretty = number.unbroken();
            match number_row(view, number).filter(|number| number.left) {
                Some(number) => {
                    let linked = view.import.as_ref().and_then(|import| import.linked_to.as_ref());
                    let text = state::left_with(linked, cx);
                    let ask = prove_form(number, cx, prove);
                    frame("todo", Icon::Phone, (t.left)(&pretty).into_any(), text, ask)
                }
                None => {
                    let steps = loud(operation_href(operation), t.see_steps.to_owned());
                    said("warn", Icon::Alert, (t.failed)(&pretty), t.failed_text, Some(steps))
                }
            }
        }
    }
}

/// The page where a missing link is made, and the words of its button.
pub(super) fn missing(link: Link, cx: PageCx) -> (String, String) {
    let t = IntegrationsTexts::spoken(cx.locale);
    match (link, link.provider()) {
        // A supplied number takes the place of an own account.
        (Link::ConnectTwilio, _) if cx.is_off(twilio::PROVIDER) => {
            (BUY_NUMBER.to_owned(), ManagedTexts::spoken(cx.locale).buy.to_owned())
        }
        (_, Some(provider)) => (provider_href(provider), (t.connect)(provider.name())),
        (Link::MakeAgent, _) => (NEW_AGENT.to_owned(), t.make_agent.to_owned()),
        (_, None) => (CHOOSE_NUMBER.to_owned(), t.choose_number.to_owned()),
    }
}

fn needed(link: Link) -> Permission {
    match link {
        Link::MakeAgent => Permission::ManageAgents,
        Link::ConnectVapi | Link::ConnectTwilio => Permission::ManageKeys,
        Link::NumberReady => Permission::ManageIntegrations,
    }
}

fn number_row<'a>(view: &'a IntegrationsView, number: &E164) -> Option<&'a NumberView> {
    view.numbers.iter().find(|known| known.e164 == *number && known.state != NumberState::Released)
}

fn loud(href: String, label: String) -> AnyView {
    view! { <ButtonLink href=href label=label variant=Variant::Primary/> }.into_any()
}

fn quiet(href: String, label: &'static str) -> AnyView {
    view! { <ButtonLink href=href label=label/> }.into_any()
}

fn said(tone: &'static str, icon: Icon, title: String, text: &'static str, act: Option<AnyView>) -> AnyView {
    frame(tone, icon, title.into_any(), text.to_owned(), act)
}

fn frame(tone: &'static str, icon: Icon, title: AnyView, text: String, act: Option<AnyView>) -> AnyView {
    view! {
        <section class=format!("card ready {tone}")>
            <span class="disc">{icon.view()}</span>
            <div>
                <h2>{title}</h2>
                <p>{text}</p>
            </div>
            {act}
        </section>
    }
    .into_any()
}
