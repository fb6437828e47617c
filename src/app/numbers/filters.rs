//! What the list of numbers is narrowed by: a form whose values stand in the
//! URL.

use leptos::prelude::*;

use crate::{
    app::{
        address::QueryForm,
        telling::{NUMBERS, Telling},
        ui::{
            button::Button,
            field::TextField,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::number::{NumberFilter, NumbersPage, NumbersQuery},
};

pub(super) fn form(page: &NumbersPage, query: &NumbersQuery, w: Telling) -> AnyView {
    let t = &w.t.numbers;
    let show =
        NumberFilter::ALL.map(|filter| SelectOption::new(show_value(filter), (t.filter)(filter))).to_vec();
    let any = SelectOption::new("", t.any_agent);
    let agents: Vec<SelectOption> = std::iter::once(any)
        .chain(page.agents.iter().map(|agent| SelectOption::new(agent.id.to_string(), &agent.name)))
        .collect();
    let (search, shown) = (query.search.clone(), show_value(query.show));
    let agent = query.agent.as_ref().map_or_else(String::new, ToString::to_string);
    view! {
        <QueryForm id="numbers-filter" path=NUMBERS class="filters">
            <TextField
                label=t.search
                name="search"
                value=search
                placeholder=t.search_example
                kind="search"
                inputmode="numeric"
                autocomplete="off"
            />
            <Select label=t.show name="show" options=show selected=shown/>
            <Select label=w.t.operations.agent name="agent" options=agents selected=agent/>
            <Button label=t.find icon=Icon::Search/>
        </QueryForm>
    }
    .into_any()
}

/// Nothing for what is shown unless it is asked for otherwise.
fn show_value(filter: NumberFilter) -> &'static str {
    if filter == NumberFilter::default() { "" } else { filter.code() }
}
