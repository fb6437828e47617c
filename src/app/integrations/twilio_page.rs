//! `/dashboard/integrations/twilio`: the account, its numbers, and the import
//! that is under way.

use leptos::prelude::*;

use super::{
    frame, number_list,
    number_picker::{self, PickerState},
    page::{Acts, use_integrations},
    source,
    twilio_form::{self, TwilioFormState},
};
use crate::{
    app::{
        address::use_address,
        operations::timeline,
        read::{nothing, silent, use_view},
        telling::{Telling, failed, skeleton},
        ui::page::Page,
    },
    domain::{
        integrations::{AccountNumbers, AccountQuery, IntegrationsView},
        problem::Problem,
        provider::Provider,
        role::Permission,
    },
};

pub(super) fn page() -> AnyView {
    let w = Telling::here();
    let t = &w.t.integrations;
    let acts = Acts::new(w);
    let form = TwilioFormState::new();
    let picker = PickerState::new();
    let address = use_address();
    let manages = w.may(Permission::ManageIntegrations);
    // Read again for another search only: each one asks Twilio.
    let query = Memo::new(move |_| address.with(AccountQuery::read).filter(|_| manages));
    let asked = Signal::derive(move || query.with(|query| query.as_ref().map(ToString::to_string)));
    let view = use_integrations(acts, &[form.save, picker.import]);
    let listed = use_view::<AccountNumbers>(asked, &[], vec![form.save.version()]);
    let asking = if query.with_untracked(Option::is_some) { t.provider.asking_twilio } else { t.loading };
    view! {
        <Page>
            {frame::head(Provider::Twilio, t.provider.twilio_lead, w)}
            <div class="split">
                <div class="stack">
                    {acts.refusals()}
                    {view.shown(skeleton(t.loading), failed, move |view| {
                        let w = w.at(view.now);
                        view! {
                            {frame::stored(view, Provider::Twilio, w, acts)}
                            {source::card(view, w)}
                            {number_list::section(view, w, acts)}
                        }
                        .into_any()
                    })}
                    {view.shown_with(listed, skeleton(asking), move |view, listed| {
                        pick(view, listed, picker, w.at(view.now))
                    })}
                    {view.shown(skeleton(t.loading), silent, move |view| {
                        twilio_form::card(view, form, w.at(view.now))
                    })}
                    {frame::answer(form.save, w)}
                    {view.shown(nothing(), silent, move |view| {
                        frame::leave(view, Provider::Twilio, w.at(view.now))
                    })}
                </div>
                <aside class="stack">
                    {view.shown(skeleton(t.loading), silent, move |view| match &view.import {
                        Some(import) => timeline::compact(import, w.at(view.now)),
                        None => nothing(),
                    })}
                    {frame::guide(t.provider.twilio_what_for, &t.provider.twilio_steps, w)}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

/// Only a connected account has numbers to choose from, for who may.
fn pick(
    view: &IntegrationsView,
    listed: Option<Result<&AccountNumbers, Problem>>,
    picker: PickerState,
    w: Telling,
) -> AnyView {
    if view.twilio.credential.is_none() || !w.may(Permission::ManageIntegrations) {
        return nothing();
    }
    match listed {
        None => number_picker::invitation(w),
        Some(Ok(listed)) => number_picker::form(listed, &view.agents, picker, w),
        Some(Err(problem)) => w.problem(&problem),
    }
}
