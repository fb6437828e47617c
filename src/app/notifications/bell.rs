//! The bell above every page of somebody who is signed in, with the count of what they have not read.

use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use web_sys::UrlSearchParams;

use super::api::CountUnread;
use crate::{
    app::{
        address::use_address,
        i18n::{Spoken, table::texts, use_locale},
        in_browser::in_browser,
        live::use_live,
        page_context::use_viewer,
        paths::NOTIFICATIONS,
        routes::stands_under,
        ui::icon::Icon,
        wire,
    },
    domain::{answer::Answer, team::ORG_INPUT, topic::Topic},
};

texts! {
    /// The words of the bell, which each page has: those of the list are not downloaded with them.
    pub struct BellTexts {
        /// The name of the bell.
        unread(count: u32) -> String => match count {
            0 => "No unread notification".into(), "Aucune notification non lue".into();
            1 => "1 unread notification".into(), "1 notification non lue".into();
            _ => format!("{count} unread notifications"), format!("{count} notifications non lues");
        };
    }
}

/// The most that the bell writes out; its name says how many there are.
const MAX_COUNT: u32 = 99;

/// Begins with the count that came with the page, and asks again when it may have changed.
#[component]
pub fn Bell(unread: u32) -> impl IntoView {
    let t = BellTexts::spoken(use_locale());
    let (count, heard) = (RwSignal::new(unread), use_live().version(Topic::Notifications));
    let org = use_viewer().map(|viewer| viewer.org);
    in_browser(move || {
        if heard.get() == 0 {
            return;
        }
        let Ok(fields) = UrlSearchParams::new() else { return };
        if let Some(org) = &org {
            fields.append(ORG_INPUT, org.as_str());
        }
        spawn_local(async move {
            if let Ok(Answer::Unread(now)) = wire::post::<Answer>(CountUnread::PATH, &fields).await {
                // The page may be gone by now.
                count.try_set(now);
            }
        });
    });
    let address = use_address();
    let is_here =
        move || address.with(|address| stands_under(&address.path, NOTIFICATIONS)).then_some("page");
    let shown = move || {
        let count = count.try_get().filter(|count| *count > 0)?;
        let text = if count > MAX_COUNT { format!("{MAX_COUNT}+") } else { count.to_string() };
        Some(view! { <span class="badge" aria-hidden="true">{text}</span> }.into_any())
    };
    view! {
        <header class="top">
            <a
                class="bell"
                href=NOTIFICATIONS
                aria-label=move || (t.unread)(count.try_get().unwrap_or_default())
                aria-current=is_here
            >
                {Icon::Bell.view()}
                {shown}
            </a>
        </header>
    }
    .into_any()
}
