//! The HTML document around the application, as the server sends it.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use super::{App, page_context::PageContext};

/// Reads the [`PageContext`] that the server provides. Nothing may stand before
/// `App` in the body: hydration starts there.
pub fn shell() -> impl IntoView {
    let PageContext { locale, build, live, assets, .. } = use_context().unwrap_or_default();
    let nonce = use_nonce();
    let start = format!(
        "import init, {{ hydrate }} from {:?};\n\
         init({{ module_or_path: {:?} }}).then(() => hydrate());",
        assets.js, assets.wasm
    );
    view! {
        <!DOCTYPE html>
        <html lang=locale.code() data-build=build data-live=live>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="theme-color" content="#1e1b4b"/>
                <meta name="color-scheme" content="light"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=assets.css/>
                <link rel="modulepreload" href=assets.js nonce=nonce.clone()/>
                // `crossorigin` as the fetch of the module asks for it, or the
                // browser loads it twice.
                <link
                    rel="preload"
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                    href=assets.wasm
                />
                // Before hydration: module scripts run in this order, and the
                // application speaks to this one.
                <script type="module" src=assets.live nonce=nonce.clone()></script>
                <script type="module" nonce=nonce>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
