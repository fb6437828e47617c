//! The fields that say how a number is brought: typed number, agent, messages. Their names
//! are the same in every form that has some of them.

use leptos::prelude::*;

use crate::{
    app::{
        form_state::FormState,
        i18n::{CommonTexts, Spoken},
        integrations::IntegrationsTexts,
        page_cx::PageCx,
        paths::NEW_AGENT,
        ui::{
            choice::Checkbox,
            field::TextField,
            notice::{NextStep, Notice},
            pill::Tone,
            select::{Select, SelectOption},
        },
    },
    domain::integrations::{AgentChoice, ImportForm},
};

/// `form` prefixes the ids, since two of these can stand on one page.
pub(super) fn number(
    form: &'static str,
    label: &'static str,
    hint: &'static str,
    state: FormState,
    cx: PageCx,
) -> AnyView {
    view! {
        <TextField
            id=format!("{form}-number")
            label=label
            bound=state.bind(ImportForm::number(), "")
            hint=hint
            optional=CommonTexts::spoken(cx.locale).optional
            kind="tel"
            inputmode="tel"
            autocomplete="off"
        />
    }
    .into_any()
}

/// The choice of the agent that answers.
pub fn agent_choice(form: &'static str, agents: &[AgentChoice], state: FormState, cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    match agents.first() {
        None => {
            let next = NextStep { href: NEW_AGENT.to_owned(), label: t.make_agent.to_owned() };
            view! { <Notice tone=Tone::Off text=t.provider.no_agent next=next/> }.into_any()
        }
        Some(first) => {
            let options = agents
                .iter()
                .enumerate()
                .map(|(at, agent)| {
                    let label = match at {
                        0 => (t.provider.agent_default)(&agent.name),
                        _ => agent.name.clone(),
                    };
                    SelectOption::new(agent.id.to_string(), label)
                })
                .collect::<Vec<_>>();
            view! {
                <Select
                    id=format!("{form}-agent")
                    label=t.provider.agent
                    bound=state.bind(ImportForm::agent(), first.id.as_str())
                    options=options
                    hint=t.provider.agent_hint
                />
            }
            .into_any()
        }
    }
}

/// The choice of the agent, and whether messages go to Vapi too.
pub(super) fn rest(form: &'static str, agents: &[AgentChoice], state: FormState, cx: PageCx) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    view! {
        {agent_choice(form, agents, state, cx)}
        <Checkbox
            id=format!("{form}-sms")
            label=t.provider.sms
            bound=state.bind(ImportForm::sms(), "")
            hint=t.provider.sms_hint
        />
    }
    .into_any()
}
