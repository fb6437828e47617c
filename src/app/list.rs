//! The parts that every list has around its rows: the text in place of no rows, the search,
//! and the links to its other pages.

use leptos::prelude::*;

use super::{
    address::QueryForm,
    i18n::{CommonTexts, Spoken, use_locale},
    paths::listed_href,
    ui::{
        button::{Button, ButtonLink},
        empty_state::EmptyState,
        icon::Icon,
        notice::NextStep,
        pager::pager,
    },
};

/// The path and the words of a list.
#[derive(Clone, Copy)]
pub struct List<'a> {
    pub path: &'a str,
    pub title: &'static str,
    /// The label of the link to the first page.
    pub first: &'static str,
    /// The label of the link to the next page.
    pub next: &'static str,
}

impl List<'_> {
    /// Stands in place of the rows if the search or a later page has none; `clear` labels
    /// the link to the whole list.
    pub fn no_match(self, (title, text): (&'static str, &'static str), clear: &'static str) -> AnyView {
        let path = self.path.to_owned();
        view! {
            <EmptyState icon=Icon::Search title=title text=text>
                <ButtonLink href=path label=clear/>
            </EmptyState>
        }
        .into_any()
    }

    /// The form that narrows the list: its values stand in the URL. `id` is unique on the page.
    pub fn filters(self, id: &'static str, class: &'static str, fields: AnyView) -> AnyView {
        view! {
            <QueryForm id=id path=self.path class=class>
                {fields}
                <Button label=CommonTexts::spoken(use_locale()).find icon=Icon::Search/>
            </QueryForm>
        }
        .into_any()
    }

    /// The links to the first page and to the next one, by the queries that ask for them;
    /// `None` gives no link.
    pub fn pages(self, first: Option<String>, next: Option<String>) -> Option<AnyView> {
        let step = |label: &'static str| {
            move |query: String| NextStep { href: listed_href(self.path, &query), label: label.to_owned() }
        };
        pager(self.title, first.map(step(self.first)), next.map(step(self.next)))
    }
}
