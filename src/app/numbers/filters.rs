//! The form that narrows the list of numbers; its values stand in the URL.

use leptos::prelude::*;

use super::{NumbersTexts, list_page::list};
use crate::{
    app::{
        i18n::Spoken,
        operations::OperationsTexts,
        page_cx::PageCx,
        ui::{
            field::{Bound, TextField},
            select::{Select, SelectOption},
        },
    },
    domain::{
        list::InQuery,
        number::{NumberFilter, NumbersPage, NumbersQuery},
    },
};

pub(super) fn form(page: &NumbersPage, query: &NumbersQuery, cx: PageCx) -> AnyView {
    let t = NumbersTexts::spoken(cx.locale);
    let show = NumberFilter::ALL
        .map(|filter| SelectOption::new(filter.written().to_owned(), (t.filter)(filter)))
        .to_vec();
    let agents = page.agents.iter().map(|agent| SelectOption::new(agent.id.to_string(), &agent.name));
    let agents = SelectOption::or_none(t.any_agent, agents.collect());
    let search = Bound::new(NumbersQuery::search(), &query.search);
    let shown = Bound::new(NumbersQuery::show(), query.show.written());
    let agent = Bound::new(NumbersQuery::agent(), query.agent.written());
    let fields = view! {
        <TextField
            label=t.search
            bound=search
            placeholder=t.search_example
            kind="search"
            inputmode="numeric"
            autocomplete="off"
        />
        <Select label=t.show bound=shown options=show/>
        <Select label=OperationsTexts::spoken(cx.locale).agent bound=agent options=agents/>
    };
    list(cx).filters("numbers-filter", "filters", fields.into_any())
}
