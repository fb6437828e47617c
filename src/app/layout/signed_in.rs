//! The door of the signed-in pages.

use leptos::prelude::*;
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::use_url,
};

use super::Frame;
use crate::{
    app::{errors::path_and_query, live::use_live, page_context::use_viewer},
    domain::auth_forms::login_path,
};

/// Who is not signed in goes to the sign-in page, and comes back from there.
/// This is a courtesy: each server function asks for itself.
#[component]
pub fn SignedIn() -> impl IntoView {
    match use_viewer() {
        Some(viewer) => {
            use_live().start();
            view! { <Frame viewer=viewer><Outlet/></Frame> }.into_any()
        }
        None => {
            let here = use_url().with_untracked(|url| path_and_query(url.path(), url.search()));
            view! { <Redirect path=login_path(&here)/> }.into_any()
        }
    }
}
