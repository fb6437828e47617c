//! `/dashboard/integrations/twilio`: the account, its numbers, and the import
//! that is under way.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::list_account_numbers,
    frame, number_list,
    number_picker::{self, PickerState},
    page::{Acts, resource},
    twilio_form::{self, TwilioFormState},
};
use crate::{
    app::{
        operations::timeline,
        telling::{Telling, failed},
        ui::{page::Page, skeleton::SkeletonCard},
    },
    domain::{
        integrations::{AccountNumbers, IntegrationsView},
        problem::Problem,
        provider::Provider,
    },
};

type Viewed = Resource<Result<IntegrationsView, Problem>>;
type Listed = Resource<Option<Result<AccountNumbers, Problem>>>;

pub(super) fn page() -> AnyView {
    let w = Telling::here();
    let t = &w.t.integrations;
    let acts = Acts::new(w);
    let form = TwilioFormState::new();
    let picker = PickerState::new();
    let query = use_query_map();
    let choosing = Memo::new(move |_| query.with(|query| query.get("choose").is_some()));
    let view = resource(move || acts.done() + form.save.version().get() + picker.import.version().get());
    let listed = Resource::new(
        move || (choosing.get(), form.save.version().get()),
        |(choosing, _)| async move { if choosing { Some(list_account_numbers().await) } else { None } },
    );
    let skeleton = move || view! { <SkeletonCard label=t.loading/> };
    view! {
        <Page>
            {frame::head(Provider::Twilio, t.provider.twilio_lead, w)}
            <div class="split">
                <div class="stack">
                    {acts.refusals()}
                    <Transition fallback=skeleton>{account(view, w, acts)}</Transition>
                    {pick(view, listed, choosing, picker, w)}
                    <Transition fallback=skeleton>
                        {move || Suspend::new(async move {
                            let view = view.await.ok()?;
                            Some(twilio_form::card(&view, form, w.at(view.now)))
                        })}
                    </Transition>
                    {frame::answer(form.save.value().into(), Provider::Twilio, w)}
                </div>
                <aside class="stack">
                    <Transition fallback=skeleton>
                        {move || Suspend::new(async move {
                            let view = view.await.ok()?;
                            let w = w.at(view.now);
                            Some(timeline::compact(view.import.as_ref()?, w))
                        })}
                    </Transition>
                    {frame::guide(t.provider.twilio_what_for, &t.provider.twilio_steps, w)}
                </aside>
            </div>
        </Page>
    }
    .into_any()
}

/// What is stored of the account, and the numbers that came from it.
fn account(view: Viewed, w: Telling, acts: Acts) -> impl IntoView {
    move || {
        Suspend::new(async move {
            match view.await {
                Ok(view) => {
                    let w = w.at(view.now);
                    view! {
                        {frame::stored(&view, Provider::Twilio, w, acts)}
                        {number_list::section(&view.numbers, w, acts)}
                    }
                    .into_any()
                }
                Err(problem) => failed(problem),
            }
        })
    }
}

/// Only a connected account has numbers to choose from.
fn pick(view: Viewed, listed: Listed, choosing: Memo<bool>, picker: PickerState, w: Telling) -> AnyView {
    let t = &w.t.integrations;
    let label = move || if choosing.get() { t.provider.asking_twilio } else { t.loading };
    view! {
        <Transition fallback=move || view! { <SkeletonCard label=label()/> }>
            {move || Suspend::new(async move {
                let listed = listed.await;
                let view = view.await.ok().filter(|view| view.twilio.credential.is_some())?;
                Some(match listed {
                    None => number_picker::invitation(w),
                    Some(Ok(listed)) => {
                        number_picker::form(&listed, &view.agents, picker, w.at(view.now))
                    }
                    Some(Err(problem)) => w.problem(&problem),
                })
            })}
        </Transition>
    }
    .into_any()
}
