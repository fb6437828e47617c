//! The guard of the signed-in pages.

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

/// Sends a visitor to the sign-in page, which leads back here. This is a courtesy: each
/// server function checks for itself.
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
