//! The question that is asked if a new key is of another account: what that changes, by
//! name, and a box to agree.

use leptos::prelude::*;

use super::{DisconnectTexts, IntegrationsTexts, disconnect_page::list, services};
use crate::{
    app::{
        form_state::{FormState, input_name},
        i18n::Spoken,
        page_cx::PageCx,
        ui::{choice::Checkbox, field::Bound, icon::Icon},
    },
    domain::{integrations::IntegrationsView, problem::ProblemKind, provider::Provider},
};

/// The field of every provider's form that agrees to the switch.
const SWITCH: &str = "switch";

pub(super) fn choice(view: &IntegrationsView, provider: Provider, state: FormState, cx: PageCx) -> AnyView {
    let problem = state.problem();
    let service = services::page_of(provider);
    let (numbers, assistants) = service.affected(view, cx);
    let choice = move || {
        let other = problem
            .try_get()
            .flatten()
            .is_some_and(|problem| problem.kind == ProblemKind::OtherAccount(provider));
        other.then(|| {
            let meaning = service.texts(cx.locale).switch;
            let bound = Bound::new(input_name(SWITCH), "");
            let id = format!("{}-switch", provider.code());
            view! {
                {list(DisconnectTexts::spoken(cx.locale).numbers, Icon::Phone, numbers.clone())}
                {list(DisconnectTexts::spoken(cx.locale).assistants, Icon::Person, assistants.clone())}
                <Checkbox label=IntegrationsTexts::spoken(cx.locale).provider.switch bound=bound id=id hint=meaning/>
            }
            .into_any()
        })
    };
    view! { {move || choice()} }.into_any()
}
