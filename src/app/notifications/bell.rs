//! The count of what the person has not read, which the navigation shows on every page.

use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use web_sys::UrlSearchParams;

use super::api::CountUnread;
use crate::{
    app::{in_browser::in_browser, live::use_live, wire},
    domain::{answer::Answer, topic::Topic},
};

/// Begins with the count that came with the page, and asks again when it may have changed.
pub fn use_bell(unread: u32) -> Signal<u32> {
    let (count, heard) = (RwSignal::new(unread), use_live().version(Topic::Notifications));
    in_browser(move || {
        if heard.get() == 0 {
            return;
        }
        spawn_local(async move {
            let Ok(fields) = UrlSearchParams::new() else { return };
            if let Ok(Answer::Unread(now)) = wire::post::<Answer>(CountUnread::PATH, &fields).await {
                // The page may be gone by now.
                count.try_set(now);
            }
        });
    });
    count.into()
}
