//! The numbers that AVA knows, each with who answers it.

use leptos::prelude::*;

use crate::{
    app::{
        i18n::Spoken,
        integrations::{IntegrationsTexts, page::Actions},
        numbers::{NumbersTexts, managed::ManagedTexts, prove_form, state},
        page_cx::PageCx,
        paths::{agent_href, number_href, operation_href},
        ui::button::ButtonLink,
    },
    domain::{
        integrations::IntegrationsView,
        number::{NumberSource, NumberState, NumberView},
        operation::OperationState,
    },
};

pub(super) fn section(view: &IntegrationsView, cx: PageCx, actions: Actions) -> Option<AnyView> {
    if view.numbers.is_empty() {
        return None;
    }
    let standing = |number: &NumberView| {
        let import = view.import.as_ref().filter(|import| number.operation.as_ref() == Some(&import.id));
        import.map(|import| import.state)
    };
    let row = |number: &NumberView| row(number, standing(number), cx, actions);
    let rows: Vec<AnyView> = view.numbers.iter().map(row).collect();
    Some(
        view! {
            <section class="section">
                <div class="section-head"><h2>{IntegrationsTexts::spoken(cx.locale).provider.your_numbers}</h2></div>
                <ul class="card rows">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn row(number: &NumberView, standing: Option<OperationState>, cx: PageCx, actions: Actions) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let agent = match &number.agent {
        Some((id, name)) => view! { <a href=agent_href(id)>{name.clone()}</a> }.into_any(),
        None => NumbersTexts::spoken(cx.locale).no_agent.into_any(),
    };
    let act = match (&number.operation, number.state) {
        (_, NumberState::Ready) => prove_form(number, cx, actions.prove()),
        (_, NumberState::Failed) if number.left => prove_form(number, cx, actions.prove()),
        (Some(operation), _) => {
            let href = operation_href(operation);
            Some(view! { <ButtonLink href=href label=t.see_steps/> }.into_any())
        }
        (None, _) => None,
    };
    let pill = state::pill(number, standing, cx);
    let supplied = (number.source == NumberSource::Managed)
        .then(|| view! { <p>{(ManagedTexts::spoken(cx.locale).from)(number.source)}</p> }.into_any());
    view! {
        <li>
            <div>
                <b class="phone"><a href=number_href(&number.id)>{number.e164.pretty()}</a></b>
                {supplied}
            </div>
            <span>{agent}</span>
            {pill}
            <div>{act}</div>
        </li>
    }
    .into_any()
}
