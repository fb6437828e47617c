//! A document of its own, for what no page answers: it loads only the style and runs nothing.

use leptos::prelude::*;

use super::i18n::{CommonTexts, Spoken};
use crate::domain::{escape::escape_html, locale::Locale};

/// Draws the document; `moves_to` is the address to which it moves on by itself.
pub fn static_document(
    title: &str,
    locale: Locale,
    stylesheet: String,
    moves_to: Option<&str>,
    said: AnyView,
) -> String {
    let refresh = moves_to.map(|address| {
        view! { <meta http-equiv="refresh" content=format!("0;url={address}")/> }
    });
    view! {
        <!DOCTYPE html>
        <html lang=locale.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                {refresh}
                <title>{escape_html(&(CommonTexts::spoken(locale).title)(title))}</title>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                <link rel="stylesheet" href=stylesheet/>
            </head>
            <body>
                <main id="main" class="page">
                    <div class="lost">{said}</div>
                </main>
            </body>
        </html>
    }
    .to_html()
}
