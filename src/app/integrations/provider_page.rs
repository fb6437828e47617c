//! `/dashboard/integrations/:provider`: the page of one service.

use leptos::prelude::*;

use super::{
    form::CredentialFormState,
    frame,
    page::{Acts, use_integrations},
    services::{self, PageParts},
};
use crate::{
    app::{
        errors::NotFound,
        read::{nothing, silent},
        telling::{Telling, failed, skeleton},
        ui::page::Page,
    },
    domain::provider::Provider,
};

#[component]
pub fn ProviderPage(code: String) -> impl IntoView {
    match Provider::from_code(&code) {
        Some(provider) => page(provider),
        None => view! { <Page><NotFound/></Page> }.into_any(),
    }
}

fn page(provider: Provider) -> AnyView {
    let w = Telling::here();
    let t = &w.t.integrations;
    let service = services::of(provider);
    let texts = service.texts(w.locale);
    let acts = Acts::new(w);
    let form = CredentialFormState::new(provider);
    let PageParts { mut forms, stored, section, aside } = service.page(acts, form.save, w);
    forms.insert(0, form.save);
    let view = use_integrations(acts, &forms);
    let guide = frame::guide(texts.what_for, texts.steps, w);
    let aside = match aside {
        Some(aside) => view! { <aside class="stack">{aside(view)} {guide}</aside> }.into_any(),
        None => view! { <aside>{guide}</aside> }.into_any(),
    };
    view! {
        <Page>
            {frame::head(provider, texts.lead, w)}
            <div class="split">
                <div class="stack">
                    {acts.refusals()}
                    {view.shown(skeleton(t.loading), failed, move |view| {
                        let w = w.at(view.now);
                        view! {
                            {frame::stored(view, provider, w, acts)}
                            {stored.as_ref().map(|stored| stored(view, w))}
                        }
                        .into_any()
                    })}
                    {section.map(|section| section(view))}
                    {view.shown(skeleton(t.loading), silent, move |view| {
                        service.connect(view, form, w.at(view.now))
                    })}
                    {frame::answer(form.save, w)}
                    {view.shown(nothing(), silent, move |view| {
                        frame::leave(view, provider, w.at(view.now))
                    })}
                </div>
                {aside}
            </div>
        </Page>
    }
    .into_any()
}
