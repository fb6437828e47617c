//! `/dashboard/integrations`: readiness, first steps, one card per service.

use leptos::prelude::*;

use super::{api::CHECK_FORM, card, checklist, clean_ups, readiness};
use crate::{
    app::{
        errors::ProblemNotice,
        form_state::FormState,
        numbers::api::PROVE_FORM,
        operations::timeline,
        read::{Viewed, the_only, use_view},
        submission::Submission,
        telling::{Telling, confirm, failed, skeleton},
        ui::{
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        answer::Answer,
        integrations::{Checked, IntegrationsView},
        operation::OperationState,
        problem::{Kind, Problem},
        provider::Provider,
        topic::Topic,
    },
};

/// What can be done from a view of the integrations, apart from the forms.
#[derive(Clone, Copy)]
pub struct Acts {
    pub check: Submission,
    pub prove: Submission,
}

impl Acts {
    pub(super) fn new(w: Telling) -> Self {
        let (check, prove) = (Submission::default(), Submission::default());
        confirm(move || found(check.accepted()?, w));
        confirm(move || prove.accepted().map(|_| w.t.integrations.prove_started.to_owned()));
        Self { check, prove }
    }

    /// What was refused of these, in words, unless the card says it.
    pub(super) fn refusals(self) -> AnyView {
        let check = FormState::new(CHECK_FORM, self.check).problem();
        let check = Signal::derive(move || check.try_get().flatten().filter(|problem| !on_the_card(problem)));
        let prove = FormState::new(PROVE_FORM, self.prove).problem();
        view! {
            <div class="stack refusals">
                <ProblemNotice problem=check/>
                <ProblemNotice problem=prove/>
            </div>
        }
        .into_any()
    }
}

/// Whether a check has found it, which is then kept with the key.
fn on_the_card(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        Kind::KeyRefused(_)
            | Kind::PublicKey
            | Kind::LacksRight(_)
            | Kind::MissingRight(_)
            | Kind::TestCredentials
            | Kind::AccountSuspended
            | Kind::VapiKeyGone
            | Kind::QuotaExhausted(_)
            | Kind::Rejected(_)
            | Kind::Unreadable(_)
    )
}

/// What a check has found, in words.
pub(super) fn found(answer: Answer, w: Telling) -> Option<String> {
    let t = &w.t.integrations;
    let Answer::Checked(provider, checked) = answer else { return None };
    let words = match checked {
        Checked::Accepted => t.accepted,
        Checked::Later => t.later,
    };
    Some(words(provider.name()))
}

/// Everything there is to say about the integrations, read again after `acts`
/// and after `forms`.
pub(super) fn use_integrations(acts: Acts, forms: &[Submission]) -> Viewed<IntegrationsView> {
    let after = [acts.check, acts.prove].iter().chain(forms).map(|sent| sent.version()).collect();
    use_view(the_only(), &Topic::ALL, after)
}

#[component]
pub fn IntegrationsPage() -> impl IntoView {
    let w = Telling::here();
    let t = &w.t.integrations;
    let acts = Acts::new(w);
    let view = use_integrations(acts, &[]);
    let loading = view! {
        <div class="services">
            {skeleton(t.loading)}
            {skeleton(t.loading)}
        </div>
    }
    .into_any();
    view! {
        <PageTitle text=(w.t.common.title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead/>
            {acts.refusals()}
            {view.shown(loading, failed, move |view| whole(view, w.at(view.now), acts))}
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
    let services: Vec<AnyView> =
        Provider::ALL.into_iter().map(|provider| card::service(view, provider, w, acts.check)).collect();
    view! {
        {readiness::line(view, None, w, acts.prove)}
        {clean_ups::lines(view, w)}
        {checklist::steps(view, w)}
        <section class="section">
            <div class="section-head"><h2>{t.services}</h2></div>
            <ul class="services">
                {services}
            </ul>
        </section>
        {import.map(|steps| view! { <div class="section">{steps}</div> }.into_any())}
    }
    .into_any()
}
