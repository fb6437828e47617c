//! What the pages for visitors share.

use leptos::prelude::*;

use crate::app::{
    i18n::t,
    layout::{FlashNotice, LanguageSwitch},
    ui::{icon::Icon, nav::Brand, page::SkipLink, page_title::PageTitle},
};

/// What AVA is on one side, the page on the other.
#[component]
pub fn AuthFrame(title: &'static str, lead: &'static str, children: Children) -> impl IntoView {
    let texts = &t().auth;
    let icons = [Icon::Shield, Icon::Phone, Icon::Check];
    let reasons: Vec<AnyView> = icons
        .into_iter()
        .zip(texts.reasons)
        .map(|(icon, reason)| view! { <li>{icon.view()}<span>{reason}</span></li> }.into_any())
        .collect();
    view! {
        <PageTitle text=(t().common.title)(title)/>
        <SkipLink label=t().common.skip/>
        <div class="auth">
            <header class="auth-brand">
                <Brand name="AVA" href="/"/>
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
                    {children()}
                    <LanguageSwitch/>
                </div>
            </main>
        </div>
    }
    .into_any()
}
