//! Messages above a page: what was just done, that AVA was updated or the person is in another
//! organisation, and that the page could not be read again.

use leptos::prelude::*;

use crate::{
    app::{
        address::use_address,
        errors::ProblemNotice,
        i18n::{t, use_locale},
        live::{Overtaken, use_live},
        page_context::use_flash,
        ui::{button::Button, notice::Notice, pill::Tone},
    },
    domain::flash,
};

/// A notice of what the server committed before it sent the browser here. Stays until
/// another page is opened.
#[component]
pub fn FlashNotice() -> impl IntoView {
    let flash = use_flash();
    let words = t().common.notice;
    move || {
        let (notice, problem) = flash.with(|flash| match flash {
            Some(flash) => {
                (flash.notice, flash.problem.clone().filter(|problem| flash.is_above_the_page(problem)))
            }
            None => (None, None),
        });
        let problem = problem.map(|problem| view! { <ProblemNotice problem=problem/> });
        let notice = notice.map(|notice| {
            let tone = if notice == flash::Notice::CheckedLater { Tone::Busy } else { Tone::Ok };
            view! { <Notice tone=tone text=words(notice)/> }
        });
        (notice, problem).into_any()
    }
}

/// Asks for a reload instead of doing it: somebody may be typing.
#[component]
pub fn OvertakenNotice() -> impl IntoView {
    let overtaken = use_live().overtaken();
    let texts = &t().common;
    let address = use_address();
    move || {
        overtaken.get().map(|overtaken| {
            let here = address.with(ToString::to_string);
            let (tone, text) = match overtaken {
                Overtaken::ByBuild => (Tone::Busy, texts.outdated),
                Overtaken::ByOrg => (Tone::Warn, texts.other_org),
            };
            view! {
                <Notice tone=tone text=text/>
                // The link bypasses the router, so that the whole page is loaded anew.
                <a class="button" href=here rel="external">{texts.reload}</a>
            }
            .into_any()
        })
    }
}

/// A notice beside a page that could not be read again, until it has been.
#[component]
pub fn MissedNotice() -> impl IntoView {
    let live = use_live();
    let missed = live.missed();
    let (texts, locale) = (&t().common, use_locale());
    let again = Callback::new(move |()| live.ask_again());
    move || {
        missed.get().map(|problem| {
            let text = format!("{} {}", problem.cause(locale), texts.missed);
            view! {
                <Notice tone=Tone::Warn text=text>
                    <Button label=texts.try_again on_press=again/>
                </Notice>
            }
            .into_any()
        })
    }
}
