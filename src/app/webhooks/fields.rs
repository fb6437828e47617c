//! The fields of a webhook: its address, and what is sent to it.

use leptos::prelude::*;

use super::WebhooksTexts;
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        page_context::use_sandbox,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            choice::{Checkbox, TickGroup},
            field::TextField,
        },
    },
    domain::{
        problem::Field,
        webhook::{EventKind, WebhookForm},
    },
};

/// The fields, filled with `webhook` where nothing was typed, and the button that sends them.
pub(super) fn fields(webhook: &WebhookForm, state: FormState, send: &'static str, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let url = state.bind(WebhookForm::url(), &webhook.url);
    let url_hint = if use_sandbox() { t.url_hint_in_the_sandbox } else { t.url_hint };
    let description = state.bind(WebhookForm::description(), &webhook.description);
    let chosen = webhook.events();
    let boxes: Vec<AnyView> = EventKind::CHOICES
        .into_iter()
        .filter_map(|kind| {
            let bound = state.bind_silently(kind.input()?, &chosen.contains(&kind).to_string());
            Some(view! { <Checkbox label=(t.event)(kind) bound=bound hint=(t.event_hint)(kind)/> }.into_any())
        })
        .collect();
    let error = state.error_on(Field::Events);
    view! {
        <ProblemNotice problem=state.general()/>
        <TextField
            label=t.url
            bound=url
            hint=url_hint
            kind="url"
            autocomplete="off"
            placeholder="https://example.com/ava"
            required=true
            mono=true
        />
        <TextField
            label=t.description
            bound=description
            hint=t.description_hint
            optional=CommonTexts::spoken(cx.locale).optional
            autocomplete="off"
        />
        <TickGroup legend=t.events id="events" hint=t.events_hint error=error>{boxes}</TickGroup>
        <div class="actions">
            <Button label=send variant=Variant::Primary pending=state.pending()/>
        </div>
    }
    .into_any()
}
