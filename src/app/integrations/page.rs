//! `/dashboard/integrations`: readiness, first steps, one card per service.

use leptos::prelude::*;

use super::{
    api::{CHECK_FORM, CheckProvider, PROVE_FORM, ProveNumber, read_integrations},
    card, checklist, readiness,
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        live::use_live,
        operations::timeline,
        telling::{Telling, confirm, failed},
        ui::{
            page::{Page, PageHead},
            page_title::PageTitle,
            skeleton::SkeletonCard,
        },
    },
    domain::{
        integrations::{Checked, IntegrationsView},
        operation::OperationState,
        problem::Problem,
        provider::Provider,
        topic::Topic,
    },
};

/// What can be done from a view of the integrations, apart from the forms.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub check: ServerAction<CheckProvider>,
    pub prove: ServerAction<ProveNumber>,
}

impl Acts {
    pub(super) fn new(w: Telling) -> Self {
        let acts = Self { check: ServerAction::new(), prove: ServerAction::new() };
        let t = &w.t.integrations;
        let asked = acts.check.input();
        let provider = StoredValue::new(Provider::Vapi);
        Effect::new(move |_| {
            if let Some(input) = asked.get() {
                provider.set_value(input.provider);
            }
        });
        confirm(move || {
            let checked = acts.check.value().get()?.ok()?;
            Some(found(checked, provider.get_value(), w))
        });
        confirm(move || {
            acts.prove.value().get()?.ok()?;
            Some(t.prove_started.to_owned())
        });
        acts
    }

    /// What was refused of these, in words.
    pub(super) fn refusals(self) -> AnyView {
        view! {
            <ProblemNotice problem=FormState::new(CHECK_FORM, self.check).problem()/>
            <ProblemNotice problem=FormState::new(PROVE_FORM, self.prove).problem()/>
        }
        .into_any()
    }

    pub(super) fn done(self) -> usize {
        self.check.version().get() + self.prove.version().get()
    }
}

/// What a check has found, in words.
pub(super) fn found(checked: Checked, provider: Provider, w: Telling) -> String {
    let t = &w.t.integrations;
    let words = match checked {
        Checked::Accepted => t.accepted,
        Checked::Later => t.later,
        Checked::Refused => t.refused,
    };
    words(provider.name())
}

/// The view, read again when one of `changed` moves or another tab did it.
pub(super) fn resource(
    changed: impl Fn() -> usize + Send + Sync + 'static,
) -> Resource<Result<IntegrationsView, Problem>> {
    let live = use_live();
    Resource::new(
        move || {
            let heard = Topic::ALL.map(|topic| live.version(topic).get());
            (heard, changed())
        },
        |_| read_integrations(),
    )
}

#[component]
pub fn IntegrationsPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.integrations;
    let acts = Acts::new(w);
    let view = resource(move || acts.done());
    let loading = move || {
        view! {
            <div class="services">
                <SkeletonCard label=t.loading/>
                <SkeletonCard label=t.loading/>
            </div>
        }
    };
    view! {
        <PageTitle text=(w.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead/>
            {acts.refusals()}
            <Transition fallback=loading>
                {move || Suspend::new(async move {
                    match view.await {
                        Ok(view) => whole(&view, w.at(view.now), acts),
                        Err(problem) => failed(problem),
                    }
                })}
            </Transition>
        </Page>
    }
    .into_any()
}

fn whole(view: &IntegrationsView, w: Telling, acts: Acts) -> AnyView {
    let t = &w.t.integrations;
    let import = view
        .import
        .as_ref()
        .filter(|import| import.state.is_open() || import.state == OperationState::Failed)
        .map(|import| timeline::compact(import, w));
    view! {
        {readiness::line(view, w, acts.prove)}
        {checklist::steps(view, w)}
        <section class="section">
            <div class="section-head"><h2>{t.services}</h2></div>
            <ul class="services">
                {card::service(&view.vapi, w, acts.check)}
                {card::service(&view.twilio, w, acts.check)}
            </ul>
        </section>
        {import.map(|steps| view! { <div class="section">{steps}</div> }.into_any())}
    }
    .into_any()
}
