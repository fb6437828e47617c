//! `/dashboard/integrations/:provider`: the page of one service.

use leptos::prelude::*;

use super::{
    IntegrationsTexts,
    credential_form::CredentialFormState,
    frame,
    page::{Actions, use_integrations},
    services::{self, PageParts},
};
use crate::{
    app::{
        errors::NotFound,
        i18n::Spoken,
        page_cx::{PageCx, failed, skeleton},
        read::{nothing, silent},
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
    let cx = PageCx::here();
    if cx.is_off(provider) {
        return turned_off(provider, cx);
    }
    let t = IntegrationsTexts::spoken(cx.locale);
    let service = services::page_of(provider);
    let texts = service.texts(cx.locale);
    let actions = Actions::of_cards(cx);
    let form = CredentialFormState::new(provider);
    let PageParts { mut forms, stored, section, aside } = service.page(actions, form.save, cx);
    forms.insert(0, form.save);
    let view = use_integrations(actions, &forms);
    let guide = frame::guide(texts.what_for, texts.steps, cx);
    let aside = match aside {
        Some(aside) => view! { <aside class="stack">{aside(view)} {guide}</aside> }.into_any(),
        None => view! { <aside>{guide}</aside> }.into_any(),
    };
    view! {
        <Page>
            {frame::head(provider, texts.lead, cx)}
            <div class="split">
                <div class="stack">
                    {actions.refused()}
                    {view.shown(skeleton(t.loading), failed, move |view| {
                        let cx = cx.at(view.now);
                        view! {
                            {frame::stored(view, provider, cx, actions)}
                            {stored.as_ref().map(|stored| stored(view, cx))}
                        }
                        .into_any()
                    })}
                    {section.map(|section| section(view))}
                    {view.shown(skeleton(t.loading), silent, move |view| {
                        service.connect(view, form, cx.at(view.now))
                    })}
                    {frame::answer(form.save, cx)}
                    {view.shown(nothing(), silent, move |view| {
                        frame::disconnect_link(view, provider, cx.at(view.now))
                    })}
                </div>
                {aside}
            </div>
        </Page>
    }
    .into_any()
}

/// The page of a service that is turned off: what is still stored, and the way to disconnect it.
fn turned_off(provider: Provider, cx: PageCx) -> AnyView {
    let texts = services::of(provider).texts(cx.locale);
    let view = use_integrations(Actions::of_cards(cx), &[]);
    view! {
        <Page>
            {frame::head(provider, texts.lead, cx)}
            <div class="stack">
                {cx.turned_off(provider)}
                {view.shown(skeleton(IntegrationsTexts::spoken(cx.locale).loading), failed, move |view| {
                    frame::left(view, provider, cx.at(view.now))
                })}
            </div>
        </Page>
    }
    .into_any()
}
