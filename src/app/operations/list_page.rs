//! `/dashboard/operations`: all operations, newest first.

use leptos::prelude::*;

use super::{OperationsTexts, timeline};
use crate::{
    app::{
        address::use_address,
        i18n::{CommonTexts, Spoken},
        list::List,
        page_cx::{PageCx, failed, skeleton},
        paths::{INTEGRATIONS, OPERATIONS, operation_href},
        read::use_view,
        ui::{
            button::{ButtonLink, Variant},
            empty_state::EmptyState,
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            time::Time,
        },
    },
    domain::{
        operation::{OperationList, OperationState, OperationView, OperationsQuery},
        provider::Provider,
        topic::Topic,
    },
};

#[component]
pub fn OperationsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = OperationsTexts::spoken(cx.locale);
    let address = use_address();
    let asked = Signal::derive(move || Some(address.with(OperationsQuery::read).to_string()));
    let lead = (t.lead)(&Provider::all_names(cx.locale));
    let list = use_view::<OperationList>(asked, &[Topic::Operations], Vec::new());
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=lead/>
            {list.shown(skeleton(t.loading), failed, move |list| {
                whole(list, &address.with_untracked(OperationsQuery::read), cx.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(list: &OperationList, query: &OperationsQuery, cx: PageCx) -> AnyView {
    let t = OperationsTexts::spoken(cx.locale);
    if list.operations.is_empty() && query.before.is_none() {
        return view! {
            <EmptyState icon=Icon::List title=t.empty text=t.empty_text>
                <ButtonLink
                    href=INTEGRATIONS
                    label=t.to_integrations
                    variant=Variant::Primary
                />
            </EmptyState>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = list.operations.iter().map(|operation| row(operation, cx)).collect();
    let pages = List { path: OPERATIONS, title: t.title, first: t.newest, next: t.older };
    let first = query.before.is_some().then(|| query.from(None).to_string());
    let next = list.next.as_ref().map(|next| query.from(Some(next)).to_string());
    view! {
        <ul class="card rows">{rows}</ul>
        {pages.pages(first, next)}
    }
    .into_any()
}

fn row(operation: &OperationView, cx: PageCx) -> AnyView {
    view! {
        <li>
            <b><a href=operation_href(&operation.id)>{timeline::title(operation, cx)}</a></b>
            <p>{latest(operation, cx)}</p>
            <Time at=cx.moment(operation.created_at)/>
            {timeline::pill(operation.state, cx)}
        </li>
    }
    .into_any()
}

/// The latest about an operation: what it waits for, where it failed, how it ended, or its step.
fn latest(operation: &OperationView, cx: PageCx) -> String {
    let t = OperationsTexts::spoken(cx.locale);
    if let Some(wait) = timeline::wait(operation, cx) {
        return wait.text;
    }
    if let Some(thing) = operation.waiting_for {
        return (t.waits)(thing);
    }
    if operation.state == OperationState::Stopped {
        return if operation.cancelled { t.cancelled_text } else { t.stopped_text }.to_owned();
    }
    let Some(step) = operation.left().next() else { return timeline::ended(operation, cx).to_owned() };
    match &step.problem {
        Some(problem) => timeline::problem_text(problem, step.state, cx),
        None => timeline::step_title(step, cx),
    }
}
