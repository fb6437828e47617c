//! The frame that the pages for visitors share.

use leptos::prelude::*;

use super::AuthTexts;
use crate::{
    app::{
        i18n::{CommonTexts, Spoken, use_locale},
        layout::{FlashNotice, LanguageSwitch},
        page_context::use_sign_in_at,
        paths::{LOGIN, START},
        ui::{
            icon::Icon,
            nav::Brand,
            notice::{NextStep, Notice},
            page::SkipLink,
            page_title::PageTitle,
            pill::Tone,
        },
    },
    domain::provider::Provider,
};

/// A frame with a description of AVA on one side and the page on the other.
#[component]
pub fn AuthFrame(title: &'static str, lead: &'static str, children: Children) -> impl IntoView {
    let texts = AuthTexts::spoken(use_locale());
    let connects = (texts.connects)(&Provider::all_names(use_locale()));
    let reasons = texts.reasons.map(str::to_owned);
    let reasons: Vec<AnyView> = [Icon::Shield, Icon::Phone, Icon::Check]
        .into_iter()
        .zip([connects].into_iter().chain(reasons))
        .map(|(icon, reason)| view! { <li>{icon.view()}<span>{reason}</span></li> }.into_any())
        .collect();
    let elsewhere = use_sign_in_at().map(|origin| {
        let next = NextStep { href: format!("{origin}{LOGIN}"), label: origin };
        view! { <Notice tone=Tone::Bad text=texts.plain_http next=next/> }.into_any()
    });
    view! {
        <PageTitle text=(CommonTexts::spoken(use_locale()).title)(title)/>
        <SkipLink label=CommonTexts::spoken(use_locale()).skip/>
        <div class="auth">
            <header class="auth-brand">
                <Brand name="AVA" href=START/>
                <div>
                    <p class="promise">{texts.promise}</p>
                    <ul>{reasons}</ul>
                </div>
                <p>{texts.self_hosted}</p>
            </header>
            <main id="main" tabindex="-1" class="auth-main">
                <div>
                    <div>
                        <h1>{title}</h1>
                        <p class="lead">{lead}</p>
                    </div>
                    <FlashNotice/>
                    {elsewhere}
                    {children()}
                    <LanguageSwitch/>
                </div>
            </main>
        </div>
    }
    .into_any()
}
