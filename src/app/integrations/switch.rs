//! Asked where a new key is of another account: what that changes, by name, and
//! a box to agree.

use leptos::prelude::*;

use super::disconnect_page::list;
use crate::{
    app::{
        form_state::{FormState, input_name},
        telling::Telling,
        ui::{choice::Checkbox, icon::Icon},
    },
    domain::{
        integrations::IntegrationsView,
        number::{NumberSource, NumberState, NumberView},
        problem::Kind,
        provider::Provider,
    },
};

pub(super) fn choice(view: &IntegrationsView, provider: Provider, state: FormState, w: Telling) -> AnyView {
    let problem = state.problem();
    let (numbers, assistants) = affected(view, provider, w);
    let choice = move || {
        let other =
            problem.try_get().flatten().is_some_and(|problem| problem.kind == Kind::OtherAccount(provider));
        other.then(|| {
            let t = &w.t.integrations.provider;
            let meaning = match provider {
                Provider::Vapi => t.switch_vapi,
                Provider::Twilio => t.switch_twilio,
            };
            let name = input_name("switch");
            let id = format!("{}-switch", provider.code());
            view! {
                {list(w.t.release.numbers, Icon::Phone, numbers.clone())}
                {list(w.t.release.assistants, Icon::Person, assistants.clone())}
                <Checkbox label=t.switch name=name id=id hint=meaning/>
            }
            .into_any()
        })
    };
    view! { {move || choice()} }.into_any()
}

/// The numbers and the assistants that leave the former account.
fn affected(view: &IntegrationsView, provider: Provider, w: Telling) -> (Vec<String>, Vec<String>) {
    let (t, leaves) = (&w.t.integrations.provider, &w.t.release);
    let moves = |number: &NumberView| {
        let pretty = number.e164.pretty();
        match &number.agent {
            Some((_, agent)) => (t.switch_brings)(&pretty, agent),
            None if number.state == NumberState::Unassigned => (t.switch_keeps)(&pretty),
            None => (t.switch_brings_any)(&pretty),
        }
    };
    let goes = |number: &NumberView| {
        let pretty = number.e164.pretty();
        match &number.agent {
            Some((_, agent)) => (leaves.loses)(&pretty, agent),
            None => (leaves.nobody_loses)(&pretty),
        }
    };
    match provider {
        Provider::Vapi => (
            view.numbers.iter().map(moves).collect(),
            view.agents.iter().map(|agent| agent.name.clone()).collect(),
        ),
        Provider::Twilio => {
            let own = view.numbers.iter().filter(|number| number.source == NumberSource::Byo);
            (own.map(goes).collect(), Vec::new())
        }
    }
}
