//! Shows the state of a webhook in words, with the next step where it takes one.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{WebhooksTexts, api::ResumeWebhook};
use crate::{
    app::{
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::{Button, Variant},
            notice::Notice,
            pill::{Pill, Tone},
        },
    },
    domain::webhook::{Paused, PausedBy, WebhookView},
};

/// The state of a webhook, as colours and words show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WebhookState {
    /// A person paused it.
    Paused,
    /// AVA has stopped sending.
    Stopped,
    Failing,
    /// Nothing was sent to it so far.
    Unused,
    Works,
}

impl WebhookState {
    pub(super) fn of(webhook: &WebhookView) -> Self {
        match (webhook.paused, webhook.failing_since, webhook.last_delivered_at) {
            (Some(Paused { by: PausedBy::Hand, .. }), ..) => Self::Paused,
            (Some(_), ..) => Self::Stopped,
            (None, Some(_), _) => Self::Failing,
            (None, None, None) => Self::Unused,
            (None, None, Some(_)) => Self::Works,
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Paused | Self::Unused => Tone::Off,
            Self::Stopped => Tone::Bad,
            Self::Failing => Tone::Warn,
            Self::Works => Tone::Ok,
        }
    }
}

pub(super) fn pill(webhook: &WebhookView, cx: PageCx) -> AnyView {
    let standing = WebhookState::of(webhook);
    let label = (WebhooksTexts::spoken(cx.locale).standing)(standing);
    view! { <Pill tone=standing.tone() label=label/> }.into_any()
}

/// The notices that stand above everything else of the page; `resume` is the form that goes on with the webhook.
pub(super) fn notices(webhook: &WebhookView, resume: FormState, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let standing = webhook
        .paused
        .map(|paused| stopped(webhook, paused, resume, cx))
        .or_else(|| webhook.failing_since.map(|since| failing(webhook, since, cx)));
    let dropped = (webhook.dropped > 0).then(|| {
        let text = (t.dropped)(webhook.dropped);
        view! { <Notice tone=Tone::Warn text=text/> }.into_any()
    });
    let overlap = webhook.former_secret_until.filter(|until| *until > cx.now).map(|until| {
        let text = (t.both_sign)(&cx.exact(until).relative);
        view! { <Notice tone=Tone::Off text=text/> }.into_any()
    });
    view! {
        {standing}
        {dropped}
        {overlap}
    }
    .into_any()
}

/// Says why the last attempt failed; `None` where it did not.
fn last_fault(webhook: &WebhookView, cx: PageCx) -> Option<String> {
    webhook.last_fault.map(|(fault, status)| fault.sentence(status, cx.locale))
}

fn failing(webhook: &WebhookView, since: i64, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let text = (t.failing)(&cx.relative(since), &(t.waiting)(webhook.waiting));
    let why = last_fault(webhook, cx).map(|why| view! { <p>{why}</p> }.into_any());
    view! { <Notice tone=Tone::Warn title=t.failing_title text=text>{why}</Notice> }.into_any()
}

fn stopped(webhook: &WebhookView, paused: Paused, resume: FormState, cx: PageCx) -> AnyView {
    let t = WebhooksTexts::spoken(cx.locale);
    let id = webhook.id.to_string();
    let (ago, waits) = (cx.relative(paused.at), (t.waiting)(webhook.waiting));
    let (tone, title, text, why) = match paused.by {
        PausedBy::Hand => (Tone::Off, t.paused_title, (t.paused)(&ago, &waits), None),
        PausedBy::Failing => (Tone::Bad, t.stopped_title, (t.gave_up)(&ago, &waits), last_fault(webhook, cx)),
        PausedBy::Gone => (Tone::Bad, t.stopped_title, (t.gone)(&ago, &waits), None),
    };
    let why = why.map(|why| view! { <p>{why}</p> }.into_any());
    view! {
        <Notice tone=tone title=title text=text>
            {why}
            <Form action=ResumeWebhook::PATH form_action=resume.action()>
                <input type="hidden" name="id" value=id/>
                <Button label=t.resume variant=Variant::Primary pending=resume.pending()/>
            </Form>
        </Notice>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook() -> WebhookView {
        WebhookView {
            id: "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(),
            url: "https://crm.example/ava".to_owned(),
            description: String::new(),
            events: Vec::new(),
            version: 1,
            created_at: 0,
            paused: None,
            failing_since: None,
            last_fault: None,
            last_delivered_at: None,
            former_secret_until: None,
            waiting: 0,
            dropped: 0,
        }
    }

    #[test]
    fn what_stops_it_counts_before_what_went_wrong() {
        let paused = |by| Some(Paused { by, at: 0 });
        let of = |paused, failing_since, last_delivered_at| {
            WebhookState::of(&WebhookView { paused, failing_since, last_delivered_at, ..webhook() })
        };
        assert_eq!(of(None, None, None), WebhookState::Unused);
        assert_eq!(of(None, None, Some(1)), WebhookState::Works);
        assert_eq!(of(None, Some(1), Some(1)), WebhookState::Failing);
        assert_eq!(of(paused(PausedBy::Hand), Some(1), Some(1)), WebhookState::Paused);
        assert_eq!(of(paused(PausedBy::Failing), Some(1), None), WebhookState::Stopped);
        assert_eq!(of(paused(PausedBy::Gone), None, Some(1)), WebhookState::Stopped);
    }
}
