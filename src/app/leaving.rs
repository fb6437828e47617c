//! The document that moves on to another site by itself; see `server::http::google` for why no
//! redirect does that.

use leptos::prelude::*;

use super::static_document::static_document;
use crate::domain::locale::{Locale, say};

/// The texts and the address of the document that leads to another site.
pub struct Leaving<'a> {
    pub title: String,
    pub text: String,
    /// The link by which people go on whose browser does not by itself.
    pub go: String,
    /// Where the browser goes on to.
    pub address: &'a str,
    /// The path of the page that they come from.
    pub from: String,
    pub locale: Locale,
    pub stylesheet: String,
}

impl Leaving<'_> {
    pub fn document(self) -> String {
        let Self { title, text, go, address, from, locale, stylesheet } = self;
        let stay = say!(locale, "Cancel", "Annuler");
        let said = view! {
            <h1>{title.clone()}</h1>
            <p>{text}</p>
            <div class="actions">
                <a class="button primary" href=address.to_owned()>
                    {go}
                </a>
                <a class="button" href=from>
                    {stay}
                </a>
            </div>
        };
        static_document(&title, locale, stylesheet, Some(address), said.into_any())
    }
}
