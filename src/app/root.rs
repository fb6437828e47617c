//! What every page stands on: the contexts, the site map, and what happens when
//! a page is opened or turned.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::{
    address::use_address,
    i18n::t,
    live::provide_live,
    page_context::{provide_page_context, use_flash},
    routes::SiteMap,
    ui::toast::{ToastRegion, Toasts},
};

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_page_context();
    provide_live();
    let toasts = Toasts::provide();
    mark_hydrated();
    view! {
        <PageTurn/>
        <SiteMap/>
        <ToastRegion toasts=toasts dismiss_label=t().common.dismiss/>
    }
}

/// `<body data-hydrated>`: from here on the page answers by itself.
fn mark_hydrated() {
    Effect::new(|| {
        if let Some(body) = document().body() {
            // Fails only for a name that is no attribute name.
            let _ = body.set_attribute("data-hydrated", "");
        }
    });
}

/// When another page is opened, the flash is gone and the focus goes to the new
/// page's content, as after a load.
#[component]
fn PageTurn() -> impl IntoView {
    let address = use_address();
    let flash = use_flash();
    Effect::new(move |before: Option<String>| {
        let path = address.with(|address| address.path.clone());
        if before.is_some_and(|before| before != path) {
            flash.set(None);
            request_animation_frame(|| {
                let main =
                    document().get_element_by_id("main").and_then(|main| main.dyn_into::<HtmlElement>().ok());
                if let Some(main) = main {
                    // Fails only for an element that has left the page.
                    let _ = main.focus();
                }
            });
        }
        path
    });
}
