//! `/sandbox`.

use leptos::prelude::*;

use super::{
    SandboxTexts, call_form, calls,
    fault_form::{self, FaultState},
    mails, outside_change, state,
};
use crate::{
    app::{
        copy::copyable,
        form_state::FormStates as _,
        i18n::{CommonTexts, Spoken},
        page_context::use_sandbox,
        page_cx::{PageCx, failed, skeleton},
        paths::{INTEGRATIONS, SANDBOX},
        read::{the_only, use_view},
        status::set_status,
        ui::{
            button::{ButtonLink, Variant},
            card::Card,
            empty_state::EmptyState,
            icon::Icon,
            page::{Page, PageHead},
            page_title::PageTitle,
        },
    },
    domain::{provider::Provider, topic::Topic, view::SandboxView},
};

#[component]
pub fn SandboxPage() -> impl IntoView {
    let cx = PageCx::here();
    let t = SandboxTexts::spoken(cx.locale);
    if !use_sandbox() {
        set_status(403);
        return view! {
            <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
            <Page>
                <PageHead title=t.title/>
                {off(cx)}
            </Page>
        }
        .into_any();
    }
    let all = Provider::all_names(cx.locale);
    let (lead, about) = ((t.lead)(&all), (t.about_text)(&all));
    let (fault, change, call) = (FaultState::new(cx), outside_change::state(cx), call_form::state(cx));
    let done = [fault.answers(), vec![change.action().version(), call.action().version()]].concat();
    let view = use_view::<SandboxView>(the_only(), &Topic::BUT_AUDIT, done);
    view! {
        <PageTitle text=(CommonTexts::spoken(cx.locale).title)(t.title)/>
        <Page>
            <PageHead title=t.title lead=lead>
                // The link bypasses the router: the simulators announce nothing, so the
                // page is loaded anew.
                <a class="button" href=SANDBOX rel="external">{t.refresh}</a>
            </PageHead>
            <div class="stack">
                {calls::keys_that_connect(cx)}
                {fault_form::form(fault, cx)}
                {view.shown(skeleton(t.loading), failed, move |view| {
                    view! {
                        {fault_form::active(&view.snapshot, fault, cx)}
                        {call_form::form(&view.snapshot, call, cx)}
                        {outside_change::form(&view.there, change, cx)}
                        {state::section(view, cx)}
                        {mails::section(&view.snapshot, cx.at(view.now))}
                        {mails::spoken(&view.snapshot, cx.at(view.now))}
                        {receiver(view, cx)}
                        {calls::section(&view.snapshot, cx.at(view.now))}
                    }
                    .into_any()
                })}
                {calls::other_keys(cx)}
                <Card title=t.about><p>{about}</p></Card>
            </div>
        </Page>
    }
    .into_any()
}

/// The program that takes webhooks, for whoever has none of their own yet.
fn receiver(view: &SandboxView, cx: PageCx) -> Option<AnyView> {
    let t = SandboxTexts::spoken(cx.locale);
    let address = view.receiver.clone()?;
    Some(
        view! {
            <Card title=t.receiver lead=t.receiver_text>
                {copyable(address)}
            </Card>
        }
        .into_any(),
    )
}

/// Stands in place of the page where the real providers answer.
fn off(cx: PageCx) -> AnyView {
    let t = SandboxTexts::spoken(cx.locale);
    view! {
        <EmptyState icon=Icon::Flask title=t.off text=(t.off_text)(&Provider::all_names(cx.locale))>
            <ButtonLink href=INTEGRATIONS label=t.to_integrations variant=Variant::Primary/>
        </EmptyState>
    }
    .into_any()
}
