//! The table of all texts, and the one that fits the page's language.

use leptos::prelude::*;

use super::{
    account::{self, AccountTexts},
    agents::{self, AgentsTexts},
    auth::{self, AuthTexts},
    common::{self, CommonTexts},
    errors::{self, ErrorTexts},
    integrations::{self, IntegrationsTexts},
    managed::{self, ManagedTexts},
    numbers::{self, NumbersTexts},
    operations::{self, OperationsTexts},
    release::{self, ReleaseTexts},
    sandbox::{self, SandboxTexts},
};
use crate::domain::locale::Locale;

pub struct Texts {
    pub common: CommonTexts,
    pub auth: AuthTexts,
    pub account: AccountTexts,
    pub errors: ErrorTexts,
    pub integrations: IntegrationsTexts,
    pub operations: OperationsTexts,
    pub release: ReleaseTexts,
    pub agents: AgentsTexts,
    pub numbers: NumbersTexts,
    pub managed: ManagedTexts,
    pub sandbox: SandboxTexts,
}

static EN: Texts = Texts {
    common: common::EN,
    auth: auth::EN,
    account: account::EN,
    errors: errors::EN,
    integrations: integrations::EN,
    operations: operations::EN,
    release: release::EN,
    agents: agents::EN,
    numbers: numbers::EN,
    managed: managed::EN,
    sandbox: sandbox::EN,
};

static FR: Texts = Texts {
    common: common::FR,
    auth: auth::FR,
    account: account::FR,
    errors: errors::FR,
    integrations: integrations::FR,
    operations: operations::FR,
    release: release::FR,
    agents: agents::FR,
    numbers: numbers::FR,
    managed: managed::FR,
    sandbox: sandbox::FR,
};

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
    match locale {
        Locale::En => &EN,
        Locale::Fr => &FR,
    }
}
