//! `/dashboard/numbers/:id/release`: asks before a managed number is given back
//! for good, and says who loses it.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    super::confirmation::{Confirmation, asked},
    ManagedTexts,
    api::{RELEASE_FORM, ReleaseNumber},
};
use crate::{
    app::{
        form_action::FormAction,
        form_state::FormState,
        i18n::Spoken,
        numbers::NumbersTexts,
        page_cx::{PageCx, no_page, skeleton},
        read::use_view,
        ui::{field::TextField, icon::Icon, page::Page},
    },
    domain::managed::{ReleaseForm, ReleaseView},
};

/// The view is read once, so that it does not change while somebody makes up their mind.
#[component]
pub fn ReleaseNumberPage(id: String) -> impl IntoView {
    let cx = PageCx::here();
    let release = FormAction::default();
    let state = FormState::new(RELEASE_FORM, release);
    let view = use_view::<ReleaseView>(Signal::stored(Some(id)), &[], Vec::new());
    view! {
        <Page narrow=true>
            {view.shown(skeleton(NumbersTexts::spoken(cx.locale).loading_one), no_page, move |view| {
                whole(view, release, state, cx)
            })}
        </Page>
    }
    .into_any()
}

fn whole(view: &ReleaseView, release: FormAction, state: FormState, cx: PageCx) -> AnyView {
    let t = &ManagedTexts::spoken(cx.locale).leave;
    let last_four = state.bind(ReleaseForm::last_four(), "");
    let last_four = view! {
        <TextField
            label=t.last_four
            bound=last_four
            hint=t.last_four_hint
            inputmode="numeric"
            autocomplete="off"
            required=true
        />
    };
    let confirmation = Confirmation {
        title: (t.release_title)(&view.number.e164.unbroken()),
        effects: effects(view, cx),
        action: ReleaseNumber::PATH,
        form_action: release,
        typed: Some(last_four.into_any()),
        problem: state.general(),
        label: (t.release_now)(&view.number.e164.unbroken()),
    };
    asked(&view.number, confirmation, cx)
}

/// The effects: first whom they concern, then place by place.
fn effects(view: &ReleaseView, cx: PageCx) -> Vec<(Icon, String)> {
    let (t, numbers) = (&ManagedTexts::spoken(cx.locale).leave, NumbersTexts::spoken(cx.locale));
    let mut effects: Vec<(Icon, String)> =
        view.agents.iter().map(|agent| (Icon::Person, (numbers.loses)(agent))).collect();
    if effects.is_empty() {
        effects.push((Icon::Person, numbers.nobody_loses.to_owned()));
    }
    let at_vapi = if view.at_vapi { numbers.effect_vapi } else { numbers.effect_not_at_vapi };
    let last = view.last.then_some((Icon::Shield, t.effect_last));
    let places = [(Icon::X, t.effect_here), (Icon::Plug, at_vapi), (Icon::Phone, t.effect_twilio)];
    let rest = places.into_iter().chain(last).chain([(Icon::Clock, t.effect_history)]);
    effects.extend(rest.map(|(icon, text)| (icon, text.to_owned())));
    effects
}
