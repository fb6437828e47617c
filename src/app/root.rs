//! The base of every page: the contexts, the router, and what happens when a page is opened
//! or turned.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::{
    address::use_address,
    i18n::{CommonTexts, Spoken, use_locale},
    in_browser::in_browser,
    live::provide_live,
    page_context::{provide_page_context, use_flash},
    routes::Router,
    ui::toast::{ToastRegion, Toasts},
};

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_page_context();
    provide_live();
    let toasts = Toasts::provide();
    view! {
        <PageTurn/>
        <Router/>
        <ToastRegion toasts=toasts dismiss_label=CommonTexts::spoken(use_locale()).dismiss/>
    }
}

/// When another page is opened, the flash is gone and the focus goes to the new
/// page's content, as after a load.
#[component]
fn PageTurn() -> impl IntoView {
    let address = use_address();
    let flash = use_flash();
    let shown = StoredValue::new(None);
    in_browser(move || {
        let path = Some(address.with(|address| address.path.clone()));
        let before = shown.get_value();
        shown.set_value(path.clone());
        if before.is_some() && before != path {
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
    });
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use futures::StreamExt;

    use super::*;
    use crate::{
        app::page_context::PageContext,
        domain::{
            account::Viewer,
            address::Address,
            feature::Off,
            ids::{OrgId, UserId},
            role::Role,
        },
    };

    const ID: &str = "0190a5e2-7c1b-7def-8123-0123456789ab";

    fn somebody() -> Option<Viewer> {
        Some(Viewer {
            user: ID.parse::<UserId>().ok()?,
            org: ID.parse::<OrgId>().ok()?,
            name: "Ana Morel".to_owned(),
            email: "ana@clinic.example".to_owned(),
            org_name: "Lakeside Clinic".to_owned(),
            role: Role::Owner,
            platform_admin: false,
            locale: None,
            zone: None,
            off: Off::default(),
            unread: 0,
            rest: None,
            lacks_factor: false,
            visit: None,
        })
    }

    /// The page as the server writes it, without data to read.
    async fn page(path: &str, viewer: Option<Viewer>) -> String {
        // Fails only in the second test that calls it.
        let _ = any_spawner::Executor::init_tokio();
        let owner = Owner::new();
        let html = owner.with(|| {
            provide_context(PageContext { address: Address::read(path), viewer, ..PageContext::default() });
            view! { <App/> }.into_any().to_html_stream_in_order()
        });
        html.collect().await
    }

    #[tokio::test]
    async fn each_address_has_its_page() {
        assert!(page("/login?next=/dashboard", None).await.contains("action=\"/rpc/log_in\""));
        assert!(page("/no/such/page", None).await.contains("There is nothing here"));
        let page = page("/dashboard/agents/new", somebody()).await;
        assert!(page.contains("Lakeside Clinic") && page.contains("action=\"/rpc/agents/create\""), "{page}");
    }

    #[tokio::test]
    async fn a_page_that_cannot_be_read_says_so_inside_its_frame() {
        let page = page("/dashboard/agents", somebody()).await;
        assert!(page.contains("Lakeside Clinic") && page.contains("role=\"alert\""), "{page}");
    }
}
