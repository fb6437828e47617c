//! Messages above a page: what was just done, and that AVA was updated.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use crate::app::{
    errors::path_and_query,
    i18n::t,
    live::use_live,
    page_context::use_flash,
    ui::{notice::Notice, pill::Tone},
};

/// What the server committed before it sent the browser here. Stays until
/// another page is opened.
#[component]
pub fn FlashNotice() -> impl IntoView {
    let flash = use_flash();
    let words = t().common.notice;
    move || {
        flash
            .with(|flash| flash.as_ref()?.notice)
            .map(|notice| view! { <Notice tone=Tone::Ok text=words(notice)/> }.into_any())
    }
}

/// Asks for a reload instead of doing it: somebody may be typing.
#[component]
pub fn OutdatedNotice() -> impl IntoView {
    let outdated = use_live().outdated();
    let texts = &t().common;
    let url = use_url();
    move || {
        outdated.get().then(|| {
            let here = url.with(|url| path_and_query(url.path(), url.search()));
            view! {
                <Notice tone=Tone::Busy text=texts.outdated/>
                // Past the router: the whole page is loaded anew.
                <a class="button" href=here rel="external">{texts.reload}</a>
            }
            .into_any()
        })
    }
}
