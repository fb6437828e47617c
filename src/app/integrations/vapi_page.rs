//! `/dashboard/integrations/vapi`.

use leptos::prelude::*;

use super::{
    frame,
    page::{Acts, resource},
    vapi_form::{self, VapiFormState},
};
use crate::{
    app::{
        telling::{Telling, failed},
        ui::{page::Page, skeleton::SkeletonCard},
    },
    domain::provider::Provider,
};

pub(super) fn page() -> AnyView {
    let w = Telling::here();
    let t = &w.t.integrations;
    let acts = Acts::new(w);
    let form = VapiFormState::new();
    let view = resource(move || acts.done() + form.save.version().get());
    view! {
        <Page>
            {frame::head(Provider::Vapi, t.provider.vapi_lead, w)}
            <div class="split">
                <div class="stack">
                    {acts.refusals()}
                    <Transition fallback=move || view! { <SkeletonCard label=t.loading/> }>
                        {move || Suspend::new(async move {
                            match view.await {
                                Ok(view) => {
                                    let w = w.at(view.now);
                                    view! {
                                        {frame::stored(&view, Provider::Vapi, w, acts)}
                                        {vapi_form::card(&view.vapi, form, w)}
                                    }
                                    .into_any()
                                }
                                Err(problem) => failed(problem),
                            }
                        })}
                    </Transition>
                    {frame::answer(form.save.value().into(), Provider::Vapi, w)}
                </div>
                <aside>{frame::guide(t.provider.vapi_what_for, &t.provider.vapi_steps, w)}</aside>
            </div>
        </Page>
    }
    .into_any()
}
