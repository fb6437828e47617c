//! `/sandbox`.

use leptos::prelude::*;

use super::{
    api::read_sandbox,
    calls,
    fault_form::{self, FaultState},
    state,
};
use crate::{
    app::{
        agents::api::read_agents,
        integrations::api::read_integrations,
        live::use_live,
        page_context::use_sandbox,
        status::set_status,
        telling::{INTEGRATIONS, Telling, failed},
        ui::{
            button::{ButtonLink, Variant},
            card::Card,
            empty_state::EmptyState,
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
            skeleton::SkeletonCard,
        },
    },
    domain::{problem::Problem, topic::Topic},
};

#[component]
pub fn SandboxPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.sandbox;
    if !use_sandbox() {
        set_status(403);
        return view! {
            <PageTitle text=(w.t.common.title)(t.title)/>
            <Page>
                <PageHead title=t.title/>
                {off(w)}
            </Page>
        }
        .into_any();
    }
    let live = use_live();
    let fault = FaultState::new(w);
    let changed = move || {
        let heard = Topic::ALL.map(|topic| live.version(topic).get());
        (heard, fault.done())
    };
    let snapshot = Resource::new(changed, |_| read_sandbox());
    let ours = Resource::new(changed, |_| async {
        Ok::<_, Problem>((read_integrations().await?, read_agents().await?))
    });
    view! {
        <PageTitle text=(w.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead>
                // Past the router: the simulators announce nothing, so look again.
                <a class="button" href="/sandbox" rel="external">{t.refresh}</a>
            </PageHead>
            <div class="stack">
                <Card title=t.about><p>{t.about_text}</p></Card>
                <Transition fallback=move || view! { <SkeletonCard label=t.loading/> }>
                    {move || Suspend::new(async move {
                        match (snapshot.await, ours.await) {
                            (Ok(snapshot), Ok((view, agents))) => view! {
                                {fault_form::active(&snapshot, fault, w)}
                                {state::section(&snapshot, &view, &agents, w)}
                                {calls::section(&snapshot, w.at(view.now))}
                            }
                            .into_any(),
                            (Err(problem), _) | (_, Err(problem)) => failed(problem),
                        }
                    })}
                </Transition>
                {fault_form::form(fault, w)}
                {calls::keys(w)}
            </div>
        </Page>
    }
    .into_any()
}

/// Where the real providers answer there is nothing to show.
fn off(w: Telling) -> AnyView {
    let t = &w.t.sandbox;
    view! {
        <EmptyState icon=Icon::Flask title=t.off text=t.off_text>
            <ButtonLink href=INTEGRATIONS label=t.to_integrations variant=Variant::Primary/>
        </EmptyState>
    }
    .into_any()
}
