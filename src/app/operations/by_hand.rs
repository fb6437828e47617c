//! A clean-up that does not get on: whom it waits for, or what a person does in
//! its place.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    OperationsTexts,
    api::CloseByHand,
    cleanup_texts::CleanupTexts,
    decision::{self, Actions},
};
use crate::{
    app::{
        form_action::Form,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            card::{Card, FoldedCard},
            effects::effects,
            icon::Icon,
            notice::Notice,
            pill::Tone,
        },
    },
    domain::{
        operation::{OperationPage, OperationView},
        role::Permission,
    },
};

/// The notice of a clean-up that waits, and goes on by itself.
pub(super) fn waiting(page: &OperationPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = &OperationsTexts::spoken(cx.locale).cleanup;
    let operation = &page.operation;
    let manages = cx.may(Permission::ManageIntegrations);
    let stuck_at = operation.stuck().and_then(|problem| problem.provider());
    let notice = operation.next_attempt_at.map(|at| cx.due(at)).map(|at| {
        let waits = match stuck_at {
            Some(provider) => (t.waits_for)(provider.name(), &at),
            None => (t.tries_again)(&at),
        };
        let text = format!("{waits} {}", final_here(operation, t));
        let retry = (operation.can_retry && manages)
            .then(|| decision::retry(operation, t.retry_now, Variant::Plain, actions));
        view! { <Notice tone=Tone::Busy text=text>{retry}</Notice> }.into_any()
    });
    let instead = (operation.can_close && manages).then(|| {
        let refused = actions.close().problem().get_untracked().is_some();
        let (left, close) = (left(page, cx), close(page, actions, cx));
        view! {
            <FoldedCard summary=t.by_hand_instead open=refused>
                <div class="stack">
                    {left}
                    {close}
                </div>
            </FoldedCard>
        }
        .into_any()
    });
    view! {
        {notice}
        {instead}
    }
    .into_any()
}

/// Empty for an operation that is no clean-up, which neither waits nor asks for help as one.
fn final_here(operation: &OperationView, t: &CleanupTexts) -> &'static str {
    operation.kind.final_here().map(t.final_here).unwrap_or_default()
}

/// The notice of a clean-up that does not go on without somebody.
pub(super) fn attention(page: &OperationPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = &OperationsTexts::spoken(cx.locale).cleanup;
    let operation = &page.operation;
    let why = operation.stuck().map(|problem| {
        let text = problem.of_stored_key(cx.locale);
        match cx.way_out(problem) {
            Some(next) => view! { <Notice tone=Tone::Warn text=text next=next/> }.into_any(),
            None => view! { <Notice tone=Tone::Warn text=text/> }.into_any(),
        }
    });
    let manages = cx.may(Permission::ManageIntegrations);
    let retry = (operation.can_retry && manages).then(|| {
        decision::retry(operation, OperationsTexts::spoken(cx.locale).retry, Variant::Primary, actions)
    });
    let close = (operation.can_close && manages).then(|| close(page, actions, cx));
    let others = (!manages).then(|| cx.look_only());
    let left = left(page, cx);
    let rest = if operation.can_close { t.attention_text } else { t.attention_operators };
    let lead = format!("{} {rest}", final_here(operation, t));
    view! {
        <Card tone=Tone::Warn title=t.attention lead=lead>
            <div class="stack">
                {why}
                {left}
                {retry}
                {close}
                {others}
            </div>
        </Card>
    }
    .into_any()
}

/// The steps that are left, as things to do at the providers.
fn left(page: &OperationPage, cx: PageCx) -> Option<AnyView> {
    let words = OperationsTexts::spoken(cx.locale).cleanup.by_hand;
    let steps: Vec<(Icon, String)> =
        page.by_hand.iter().map(|what| (Icon::ArrowRight, words(what))).collect();
    (!steps.is_empty()).then(|| effects(steps))
}

fn close(page: &OperationPage, actions: Actions, cx: PageCx) -> AnyView {
    let t = &OperationsTexts::spoken(cx.locale).cleanup;
    let id = page.operation.id.to_string();
    view! {
        <Form action=CloseByHand::PATH form_action=actions.close().action() class="stack">
            <input type="hidden" name="id" value=id/>
            <p class="hint">{t.closing}</p>
            <div class="actions">
                <Button label=t.close icon=Icon::Check pending=actions.close().pending()/>
            </div>
        </Form>
    }
    .into_any()
}
