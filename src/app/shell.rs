//! The HTML document around the application, as the server sends it.

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;

use super::{App, errors::ErrorTexts, i18n::Spoken, page_context::PageContext};

/// Reads the [`PageContext`] that the server provides. Nothing may stand before
/// `App` in the body: hydration starts there, and leaves alone what comes after.
pub fn shell() -> impl IntoView {
    let PageContext { locale, build, live, assets, .. } = use_context().unwrap_or_default();
    let nonce = use_nonce();
    let start =
        format!("import {{ start }} from {:?};\nstart({:?}, {:?});", assets.alive, assets.js, assets.wasm);
    let texts = ErrorTexts::spoken(locale);
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
                <link rel="modulepreload" href=assets.alive nonce=nonce.clone()/>
                <link rel="modulepreload" href=assets.js nonce=nonce.clone()/>
                // `crossorigin` has to match the fetch of the module, or the browser loads
                // it twice.
                <link
                    rel="preload"
                    r#as="fetch"
                    r#type="application/wasm"
                    crossorigin="anonymous"
                    href=assets.wasm
                />
                // This script comes before hydration: module scripts run in this order, and
                // the application speaks to this one.
                <script type="module" src=assets.live nonce=nonce.clone()></script>
                // Before the application's, so that it hears of a form first.
                <script type="module" src=assets.passkeys nonce=nonce.clone()></script>
                <script type="module" nonce=nonce>{start}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
                // The script shows this when the application cannot speak for itself.
                <div id="adrift" class="notice warn adrift" data-reload=texts.reload hidden>
                    <div>
                        <p data-why="failed">{texts.page_failed}</p>
                        <p data-why="changed">{texts.page_changed}</p>
                    </div>
                </div>
            </body>
        </html>
    }
}
