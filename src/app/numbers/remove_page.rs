//! `/dashboard/numbers/:id/remove`: asks before a number is removed, and says
//! what that changes and for whom.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    NumbersTexts,
    api::{REMOVE_FORM, RemoveNumber},
    confirmation::{Confirmation, asked},
};
use crate::{
    app::{
        form_action::FormAction,
        form_state::FormState,
        i18n::Spoken,
        page_cx::{PageCx, no_page, skeleton},
        read::use_view,
        ui::{icon::Icon, page::Page},
    },
    domain::removal::RemoveNumberView,
};

/// The view is read once, so that it does not change while somebody makes up their mind.
#[component]
pub fn RemoveNumberPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let remove = FormAction::default();
    let state = FormState::new(REMOVE_FORM, remove);
    let view = use_view::<RemoveNumberView>(Signal::stored(Some(id)), &[], Vec::new());
    view! {
        <Page narrow=true>
            {view.shown(skeleton(NumbersTexts::spoken(cx.locale).loading_one), no_page, move |view| {
                whole(view, remove, state, cx)
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &RemoveNumberView, remove: FormAction, state: FormState, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let number = view.number.e164.unbroken();
    let confirmation = Confirmation {
        title: (t.remove_title)(&number),
        effects: effects(view, cx),
        action: RemoveNumber::PATH,
        form_action: remove,
        typed: None,
        problem: state.problem(),
        label: (t.remove_now)(&number),
    };
    asked(&view.number, confirmation, cx)
}

/// The effects: first whom they concern, then place by place.
fn effects(view: &RemoveNumberView, cx: PageCx) -> Vec<(Icon, String)> {
    let t = NumbersTexts::spoken(cx.locale);
    let agent = match &view.number.agent {
        Some((_, name)) => (t.loses)(name),
        None => t.nobody_loses.to_owned(),
    };
    let at_vapi = if view.at_vapi { t.effect_vapi } else { t.effect_not_at_vapi };
    vec![
        (Icon::Person, agent),
        (Icon::X, t.effect_here.to_owned()),
        (Icon::Plug, at_vapi.to_owned()),
        (Icon::Phone, t.effect_twilio.to_owned()),
        (Icon::Clock, t.effect_history.to_owned()),
    ]
}
