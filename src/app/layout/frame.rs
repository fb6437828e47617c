//! The frame of a page: navigation on one side, the page on the other.

use leptos::prelude::*;

use super::{
    acting::ActingBar,
    messages::{ElsewhereNotice, FlashNotice, MissedNotice, OvertakenNotice},
    navigation::{Bar, Side, on_the_platform},
};
use crate::{
    app::{
        i18n::{CommonTexts, Spoken, use_locale},
        notifications::Bell,
        page_context::use_sandbox,
        paths::{ACCOUNT, SANDBOX},
        ui::{notice::NextStep, page::SkipLink, ribbon::Ribbon},
    },
    domain::{account::Viewer, provider::Provider},
};

/// The page brings its own `main`.
#[component]
pub fn Frame(viewer: Viewer, children: Children) -> impl IntoView {
    let texts = CommonTexts::spoken(use_locale());
    let ribbon = use_sandbox().then(|| {
        let next = NextStep { href: SANDBOX.to_owned(), label: texts.ribbon_next.to_owned() };
        view! {
            <Ribbon
                label=texts.ribbon_label
                text=(texts.ribbon)(&Provider::all_names(use_locale()))
                more=texts.ribbon_more
                next=next
            />
        }
        .into_any()
    });
    let acting = viewer.visit.clone().map(|visit| view! { <ActingBar visit=visit viewer=viewer.clone()/> });
    let in_utc = viewer.zone.is_none().then(|| {
        view! {
            <footer class="footnote in-utc no-js">
                {texts.in_utc}
                " "
                <a href=ACCOUNT>{texts.choose_zone}</a>
            </footer>
        }
        .into_any()
    });
    view! {
        <SkipLink label=texts.skip/>
        <div class=if on_the_platform() { "shell platform" } else { "shell" }>
            <Side viewer=viewer.clone()/>
            <div>
                {acting}
                {ribbon}
                <Bell unread=viewer.unread/>
                <div class="messages">
                    <ElsewhereNotice/>
                    <OvertakenNotice/>
                    <MissedNotice/>
                    <FlashNotice/>
                </div>
                {children()}
                {in_utc}
            </div>
            <Bar viewer=viewer/>
        </div>
    }
    .into_any()
}
