//! `/dashboard/integrations`: readiness, first steps, one card per service.

use leptos::prelude::*;

use super::{IntegrationsTexts, api::CHECK_FORM, card, checklist, cleanups, readiness};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::FormAction,
        form_state::{FormStates as _, form_states},
        i18n::{CommonTexts, Spoken},
        numbers::api::PROVE_FORM,
        operations::timeline,
        page_cx::{PageCx, confirm, failed, skeleton},
        read::{Viewed, the_only, use_view},
        ui::{
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{
        answer::Answer,
        health::Severity,
        integrations::{Checked, IntegrationsView},
        operation::OperationState,
        problem::Problem,
        provider::Provider,
        topic::Topic,
    },
};

form_states! {
    /// The actions on a view of the integrations, apart from the forms.
    pub struct Actions {
        check: CHECK_FORM,
        prove: PROVE_FORM => |cx| IntegrationsTexts::spoken(cx.locale).prove_started,
    }
}

impl Actions {
    /// Those of a page that draws cards: a check is confirmed by what it found.
    pub(super) fn of_cards(cx: PageCx) -> Self {
        let actions = Self::new(cx);
        confirm(move || found(actions.check().accepted()?, cx));
        actions
    }

    pub fn check(self) -> FormAction {
        self.check.action()
    }

    pub fn prove(self) -> FormAction {
        self.prove.action()
    }

    /// The refusals of these actions, in words, unless the card says them.
    pub(super) fn refused(self) -> AnyView {
        let check = self.check.problem();
        let check = Signal::derive(move || check.try_get().flatten().filter(|problem| !on_the_card(problem)));
        view! {
            <div class="stack refusals">
                <ProblemNotice problem=check/>
                <ProblemNotice problem=self.prove.problem()/>
            </div>
        }
        .into_any()
    }
}

/// Whether a check found the problem, which the card says from then on.
fn on_the_card(problem: &Problem) -> bool {
    problem.kind.cause_in_check().is_some_and(|cause| cause.severity() == Severity::Down)
}

/// The result of a check, in words.
pub(super) fn found(answer: Answer, cx: PageCx) -> Option<String> {
    let t = IntegrationsTexts::spoken(cx.locale);
    let Answer::Checked(provider, checked) = answer else { return None };
    let words = match checked {
        Checked::Accepted => t.accepted,
        Checked::Later => t.later,
    };
    Some(words(provider.spec().held, provider.name()))
}

/// Reads the integrations, and reads them again after `actions` and after `forms`.
pub(super) fn use_integrations(actions: Actions, forms: &[FormAction]) -> Viewed<IntegrationsView> {
    let after = forms.iter().map(|sent| sent.version()).chain(actions.answers()).collect();
    use_view(the_only(), &Topic::BUT_AUDIT, after)
}

#[component]
pub fn IntegrationsPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = IntegrationsTexts::spoken(cx.locale);
    let actions = Actions::of_cards(cx);
    let view = use_integrations(actions, &[]);
    let loading = view! {
        <div class="services">
            {skeleton(t.loading)}
            {skeleton(t.loading)}
        </div>
    }
    .into_any();
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=t.lead/>
            {actions.refused()}
            {view.shown(loading, failed, move |view| whole(view, cx.at(view.now), actions))}
        </Page>
    }
    .into_any()
}

fn whole(view: &IntegrationsView, cx: PageCx, actions: Actions) -> AnyView {
    let t = IntegrationsTexts::spoken(cx.locale);
    let import = view
        .import
        .as_ref()
        .filter(|import| import.state.is_open() || import.state == OperationState::Failed)
        .map(|import| timeline::compact(import, cx));
    // Of what is turned off, a card tells only what is still stored.
    let services: Vec<AnyView> = Provider::ALL
        .into_iter()
        .filter(|provider| !cx.is_off(*provider) || view.card(*provider).credential.is_some())
        .map(|provider| card::service(view, provider, cx, actions.check()))
        .collect();
    view! {
        {(!checklist::is_off(view, cx)).then(|| readiness::line(view, None, cx, actions.prove()))}
        {cleanups::lines(view, cx)}
        {checklist::steps(view, cx)}
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
