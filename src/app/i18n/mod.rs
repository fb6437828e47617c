//! The sentences of the pages, in English and in French: a text that is missing in one
//! language does not compile. Newer features keep theirs beside their pages, in a `texts.rs`
//! such as `src/app/calls/texts.rs`. The sentences of errors stand with the problems, in
//! `src/domain/problem/texts.rs`, and those about one provider in `src/domain/provider`.

pub mod account;
pub mod agents;
pub mod answerers;
pub mod auth;
pub mod common;
pub mod drift;
pub mod error_pages;
pub mod integrations;
pub mod managed;
pub mod numbers;
pub mod operations;
pub mod release;
pub mod sandbox;
pub mod table;

use std::{marker::PhantomData, ops::Deref};

use leptos::prelude::*;

use crate::domain::locale::{Locale, pick};

/// The texts about one subject in one language. Each text is looked up where it is read, so
/// that a browser downloads no more than its pages say.
pub struct In<T> {
    locale: Locale,
    texts: PhantomData<fn() -> T>,
}

impl<T> In<T> {
    const fn new(locale: Locale) -> Self {
        Self { locale, texts: PhantomData }
    }
}

/// A table of texts that has a value for each language.
pub trait Spoken: 'static {
    fn spoken(locale: Locale) -> &'static Self;
}

impl<T: Spoken> Deref for In<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        T::spoken(self.locale)
    }
}

macro_rules! every_table {
    ($($name:ident: $texts:ident),+ $(,)?) => {
        pub struct Texts {
            $(pub $name: In<$name::$texts>),+
        }

        impl Texts {
            const fn new(locale: Locale) -> Self {
                Self { $($name: In::new(locale)),+ }
            }
        }
    };
}

every_table! {
    common: CommonTexts,
    auth: AuthTexts,
    account: AccountTexts,
    error_pages: ErrorTexts,
    integrations: IntegrationsTexts,
    operations: OperationsTexts,
    release: ReleaseTexts,
    agents: AgentsTexts,
    answerers: AnswererTexts,
    numbers: NumbersTexts,
    managed: ManagedTexts,
    drift: DriftTexts,
    sandbox: SandboxTexts,
}

static EN: Texts = Texts::new(Locale::En);
static FR: Texts = Texts::new(Locale::Fr);

/// The language of this page load. Read while a view is built, not inside an
/// event handler.
pub fn use_locale() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}

/// The texts of this page load.
pub fn t() -> &'static Texts {
    texts(use_locale())
}

pub fn texts(locale: Locale) -> &'static Texts {
    pick!(locale, &EN, &FR)
}
