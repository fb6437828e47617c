//! What Vapi sent, an event after another, for whoever looks for a fault.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{CallsTexts, api::ReplayEvent};
use crate::{
    app::{
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{button::Button, card::FoldedCard, time::Time},
    },
    domain::call::CallEventView,
};

pub(super) fn event_list(events: &[CallEventView], replay: FormState, cx: PageCx) -> AnyView {
    let t = CallsTexts::spoken(cx.locale);
    let event = |event: &CallEventView| {
        let kind = if event.kind.is_empty() { t.unnamed.to_owned() } else { event.kind.clone() };
        let waits = event.done_at.is_none().then(|| view! { <p>{t.waits}</p> }.into_any());
        let (id, received, payload) =
            (event.id.to_string(), cx.moment(event.received_at), event.payload.clone());
        let pending = replay.action().pending_with("id", id.clone());
        view! {
            <FoldedCard summary=kind>
                <div class="stack">
                    <p class="hint">{t.received}" "<Time at=received/></p>
                    {waits}
                    <pre class="raw" tabindex="0">{payload}</pre>
                    <Form action=ReplayEvent::PATH form_action=replay.action()>
                        <input type="hidden" name="id" value=id/>
                        <Button label=t.replay pending=pending/>
                    </Form>
                </div>
            </FoldedCard>
        }
        .into_any()
    };
    let events: Vec<AnyView> = events.iter().map(event).collect();
    view! { <div class="stack">{events}</div> }.into_any()
}
