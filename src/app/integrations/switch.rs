//! Asked where a new key is of another account: what that changes, by name, and
//! a box to agree.

use leptos::prelude::*;

use super::{disconnect_page::list, services};
use crate::{
    app::{
        form_state::{FormState, input_name},
        telling::Telling,
        ui::{choice::Checkbox, field::Bound, icon::Icon},
    },
    domain::{integrations::IntegrationsView, problem::Kind, provider::Provider},
};

/// The field of every provider's form that agrees to it.
const SWITCH: &str = "switch";

pub(super) fn choice(view: &IntegrationsView, provider: Provider, state: FormState, w: Telling) -> AnyView {
    let problem = state.problem();
    let service = services::of(provider);
    let (numbers, assistants) = service.affected(view, w);
    let choice = move || {
        let other =
            problem.try_get().flatten().is_some_and(|problem| problem.kind == Kind::OtherAccount(provider));
        other.then(|| {
            let meaning = service.texts(w.locale).switch;
            let bound = Bound::new(input_name(SWITCH), "");
            let id = format!("{}-switch", provider.code());
            view! {
                {list(w.t.release.numbers, Icon::Phone, numbers.clone())}
                {list(w.t.release.assistants, Icon::Person, assistants.clone())}
                <Checkbox label=w.t.integrations.provider.switch bound=bound id=id hint=meaning/>
            }
            .into_any()
        })
    };
    view! { {move || choice()} }.into_any()
}
