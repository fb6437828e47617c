//! The door of the signed-in pages.

use leptos::prelude::*;

use super::Frame;
use crate::{
    app::{
        address::{Redirect, use_address},
        live::use_live,
        page_context::use_viewer,
    },
    domain::auth_forms::login_path,
};

/// Who is not signed in goes to the sign-in page, and comes back from there.
/// This is a courtesy: each server function asks for itself.
#[component]
pub fn SignedIn(children: Children) -> impl IntoView {
    match use_viewer() {
        Some(viewer) => {
            use_live().start();
            view! { <Frame viewer=viewer>{children()}</Frame> }.into_any()
        }
        None => {
            let here = use_address().with_untracked(ToString::to_string);
            view! { <Redirect path=login_path(&here)/> }.into_any()
        }
    }
}
