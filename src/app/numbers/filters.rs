//! What the list of numbers is narrowed by: a form whose values stand in the
//! URL.

use leptos::prelude::*;

use super::list_page::list;
use crate::{
    app::{
        telling::Telling,
        ui::{
            field::TextField,
            select::{Select, SelectOption},
        },
    },
    domain::{
        list::InQuery,
        number::{NumberFilter, NumbersPage, NumbersQuery},
    },
};

pub(super) fn form(page: &NumbersPage, query: &NumbersQuery, w: Telling) -> AnyView {
    let t = &w.t.numbers;
    let show = NumberFilter::ALL
        .map(|filter| SelectOption::new(filter.written().to_owned(), (t.filter)(filter)))
        .to_vec();
    let any = SelectOption::new("", t.any_agent);
    let agents: Vec<SelectOption> = std::iter::once(any)
        .chain(page.agents.iter().map(|agent| SelectOption::new(agent.id.to_string(), &agent.name)))
        .collect();
    let (search, shown) = (query.search.clone(), query.show.written().to_owned());
    let agent = query.agent.as_ref().map_or_else(String::new, ToString::to_string);
    let fields = view! {
        <TextField
            label=t.search
            name=NumbersQuery::search()
            value=search
            placeholder=t.search_example
            kind="search"
            inputmode="numeric"
            autocomplete="off"
        />
        <Select label=t.show name=NumbersQuery::show() options=show selected=shown/>
        <Select label=w.t.operations.agent name=NumbersQuery::agent() options=agents selected=agent/>
    };
    list(w).filters("numbers-filter", "filters", fields.into_any())
}
