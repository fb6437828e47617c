//! `/dashboard/operations/:id`: the timeline of one operation.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::read_operation,
    decision::{self, Acts},
    timeline,
};
use crate::{
    app::{
        errors::ProblemView,
        live::use_live,
        telling::{OPERATIONS, Telling, agent_href, operation_href},
        ui::{
            button::ButtonLink,
            card::Card,
            data_list::{DataList, Fact},
            icon::Icon,
            notice::{NextStep, Notice},
            page::{Page, PageHead},
            page_title::PageTitle,
            pill::Tone,
            skeleton::SkeletonCard,
            time::Time,
        },
    },
    domain::{
        ids::OperationId,
        operation::{OperationState, OperationView, StepState, Subject, WaitingFor},
        problem::{Kind, Problem},
        topic::Topic,
    },
};

#[component]
pub fn OperationPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.operations;
    let live = use_live();
    let acts = Acts::new(w);
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let page = Resource::new(
        move || {
            (
                id.get(),
                live.version(Topic::Operations).get(),
                acts.retry.version().get() + acts.decide.version().get(),
            )
        },
        |(id, ..)| async move {
            match id.parse::<OperationId>() {
                Ok(id) => read_operation(id).await,
                Err(_) => Err(Problem::new(Kind::NotFound)),
            }
        },
    );
    view! {
        <Page>
            <Transition fallback=move || view! { <SkeletonCard label=t.loading/> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => whole(&page.operation, acts, w.at(page.now)),
                        Err(problem) => view! { <ProblemView problem=problem/> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
    .into_any()
}

fn whole(operation: &OperationView, acts: Acts, w: Telling) -> AnyView {
    let t = &w.t.operations;
    let title = timeline::title(operation, w);
    let crumb = NextStep { href: OPERATIONS.to_owned(), label: t.title.to_owned() };
    // Without JavaScript nothing moves by itself.
    let refresh = operation.state.is_open().then(|| {
        let href = operation_href(&operation.id);
        view! {
            <span class="no-js"><ButtonLink href=href label=t.refresh icon=Icon::Refresh/></span>
        }
        .into_any()
    });
    let pill = timeline::pill(operation.state, w);
    let steps = timeline::steps(operation, w);
    let goes_on =
        operation.state.is_open().then(|| view! { <p class="footnote">{t.keeps_going}</p> }.into_any());
    view! {
        <PageTitle text=(w.t.common.title)(&title)/>
        <PageHead title=title crumb=crumb>
            {pill}
            {refresh}
        </PageHead>
        <div class="split">
            <div class="stack">
                {how_it_stands(operation, acts, w)}
                <Card>
                    {steps}
                    {goes_on}
                </Card>
            </div>
            <aside>{facts(operation, w)}</aside>
        </div>
    }
    .into_any()
}

/// The outcome, the decision to take, or what failed with the way out.
fn how_it_stands(operation: &OperationView, acts: Acts, w: Telling) -> Option<AnyView> {
    let t = &w.t.operations;
    let problem = || {
        operation
            .steps
            .iter()
            .rev()
            .find(|step| step.state == StepState::Failed)
            .and_then(|step| step.problem.as_ref())
    };
    match operation.state {
        OperationState::Waiting if operation.waiting_for == Some(WaitingFor::Takeover) => {
            Some(decision::takeover(operation, acts, w))
        }
        OperationState::Done => {
            let text = operation.outcome.map_or(t.done_text, t.outcome);
            Some(view! { <Notice tone=Tone::Ok text=text/> }.into_any())
        }
        OperationState::Failed | OperationState::Stopped => Some(
            view! {
                {problem().map(|problem| w.problem(problem))}
                {operation.can_retry.then(|| decision::retry(operation, acts, w))}
            }
            .into_any(),
        ),
        _ => None,
    }
}

fn facts(operation: &OperationView, w: Telling) -> AnyView {
    let t = &w.t.operations;
    let agent = match &operation.subject {
        Subject::Agent(id, name) => Some(view! { <a href=agent_href(id)>{name.clone()}</a> }.into_any()),
        _ => operation.agent.clone().map(IntoAny::into_any),
    };
    let agent = agent.map(|agent| view! { <Fact term=t.agent>{agent}</Fact> }.into_any());
    let started = w.moment(operation.created_at);
    let finished = operation.finished_at.map(|at| {
        let at = w.moment(at);
        view! { <Fact term=t.finished><Time at=at/></Fact> }.into_any()
    });
    let reference = operation.correlation_id.clone();
    view! {
        <Card>
            <DataList>
                {agent}
                <Fact term=t.started><Time at=started/></Fact>
                {finished}
                <Fact term=t.reference><span class="masked">{reference}</span></Fact>
            </DataList>
        </Card>
    }
    .into_any()
}
