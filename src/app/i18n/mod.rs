//! How a sentence is said in English and in French: a text that is missing in one language does
//! not compile. Each feature keeps its texts beside its pages, in a `texts.rs` such as
//! `src/app/calls/texts.rs`; those that every page shares are here. The sentences of errors stand
//! with the problems, in `src/domain/problem/texts.rs`, and those about one provider in
//! `src/domain/provider`.

mod common;
pub mod table;

pub use common::CommonTexts;
use leptos::prelude::*;

use crate::domain::locale::Locale;

/// A table of texts that has a value for each language. Each text is looked up where it is read,
/// so that a browser downloads no more than its pages say.
pub trait Spoken: 'static {
    fn spoken(locale: Locale) -> &'static Self;
}

/// The language of this page load. Read while a view is built, not inside an
/// event handler.
pub fn use_locale() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}
