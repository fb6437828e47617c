//! `/dashboard/integrations/vapi`.

use leptos::prelude::*;

use super::{
    frame,
    page::{Acts, use_integrations},
    vapi_form::{self, VapiFormState},
};
use crate::{
    app::{
        read::{nothing, silent},
        telling::{Telling, failed, skeleton},
        ui::page::Page,
    },
    domain::provider::Provider,
};

pub(super) fn page() -> AnyView {
    let w = Telling::here();
    let t = &w.t.integrations;
    let acts = Acts::new(w);
    let form = VapiFormState::new();
    let view = use_integrations(acts, &[form.save]);
    view! {
        <Page>
            {frame::head(Provider::Vapi, t.provider.vapi_lead, w)}
            <div class="split">
                <div class="stack">
                    {acts.refusals()}
                    {view.shown(skeleton(t.loading), failed, move |view| {
                        let w = w.at(view.now);
                        view! {
                            {frame::stored(view, Provider::Vapi, w, acts)}
                            {vapi_form::card(view, form, w)}
                        }
                        .into_any()
                    })}
                    {frame::answer(form.save, w)}
                    {view.shown(nothing(), silent, move |view| {
                        frame::leave(view, Provider::Vapi, w.at(view.now))
                    })}
                </div>
                <aside>{frame::guide(t.provider.vapi_what_for, &t.provider.vapi_steps, w)}</aside>
            </div>
        </Page>
    }
    .into_any()
}
