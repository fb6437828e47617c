//! `/dashboard/operations`: all of them, newest first.

use leptos::prelude::*;

use super::timeline;
use crate::{
    app::{
        address::use_query,
        list::List,
        paths::{INTEGRATIONS, OPERATIONS, operation_href},
        read::use_view,
        telling::{Telling, failed, skeleton},
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
        operation::{OperationList, OperationState, OperationView},
        topic::Topic,
    },
};

#[component]
pub fn OperationsPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.operations;
    let query = use_query("before");
    let before = Signal::derive(move || Some(query.get().unwrap_or_default()));
    let list = use_view::<OperationList>(before, &[Topic::Operations], Vec::new());
    view! {
        <PageTitle text=(w.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead/>
            {list.shown(skeleton(t.loading), failed, move |list| {
                let older = before.get_untracked().is_some_and(|before| !before.is_empty());
                whole(list, older, w.at(list.now))
            })}
        </Page>
    }
    .into_any()
}

fn whole(list: &OperationList, older: bool, w: Telling) -> AnyView {
    let t = &w.t.operations;
    if list.operations.is_empty() && !older {
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
    let rows: Vec<AnyView> = list.operations.iter().map(|operation| row(operation, w)).collect();
    let pages = List { path: OPERATIONS, title: t.title, first: t.newest, next: t.older };
    // The cursor is made of characters that a URL takes as they are.
    let next = list.next.as_ref().map(|cursor| format!("before={cursor}"));
    view! {
        <ul class="card rows">{rows}</ul>
        {pages.pages(older.then(String::new), next)}
    }
    .into_any()
}

fn row(operation: &OperationView, w: Telling) -> AnyView {
    view! {
        <li>
            <b><a href=operation_href(&operation.id)>{timeline::title(operation, w)}</a></b>
            <p>{latest(operation, w)}</p>
            <Time at=w.moment(operation.created_at)/>
            {timeline::pill(operation.state, w)}
        </li>
    }
    .into_any()
}

/// What it waits for, where it failed, how it ended, or the step it is at.
fn latest(operation: &OperationView, w: Telling) -> String {
    let t = &w.t.operations;
    if let Some(wait) = timeline::wait(operation, w) {
        return wait.text;
    }
    if let Some(thing) = operation.waiting_for {
        return (t.waits)(thing);
    }
    if operation.state == OperationState::Stopped {
        return if operation.taken_back { t.taken_back_text } else { t.stopped_text }.to_owned();
    }
    let Some(step) = operation.left().next() else { return timeline::ended(operation, w).to_owned() };
    match &step.problem {
        Some(problem) => timeline::told(problem, step.state, w),
        None => timeline::step_title(step, w),
    }
}
