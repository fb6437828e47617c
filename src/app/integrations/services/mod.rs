//! The presentation of each provider, one implementation for each.
//!
//! The card, the page, the form and the page that asks before disconnecting are the same
//! for all, and are drawn from the provider's row and its words. Anything more that a
//! provider shows is a named part of its [`Service`], which the others leave out.

pub mod google_calendar;
mod openai;
mod smtp;
mod texts;
pub mod twilio;
mod vapi;

use leptos::prelude::*;
pub use texts::{ChoiceTexts, FieldTexts, SandboxKey, SandboxKeys, ServiceTexts};

use super::{
    IntegrationsTexts,
    credential_form::{self, CredentialFormState, Fields},
    page::Actions,
};
use crate::{
    app::{form_action::FormAction, form_state::FormState, i18n::Spoken as _, page_cx::PageCx, read::Viewed},
    domain::{
        form::Kept,
        integrations::{Card, IntegrationsView},
        locale::Locale,
        provider::{Provider, PublicConfig},
    },
};

/// One line for each provider: its module, its implementation there, and the sandbox's
/// credentials of it.
macro_rules! services {
    ($($module:ident: $provider:ident, $sandbox_keys:ident;)+) => {
        pub fn of(provider: Provider) -> &'static dyn Service {
            match provider { $(Provider::$provider => &$module::$provider),+ }
        }

        pub fn page_of(provider: Provider) -> &'static dyn ServicePage {
            match provider { $(Provider::$provider => &$module::$provider),+ }
        }

        /// The sandbox's credentials of a provider. No method of [`Service`]: the area of the
        /// integrations would download them, which only the sandbox shows.
        pub fn sandbox_keys(provider: Provider, locale: Locale) -> &'static SandboxKeys {
            match provider { $(Provider::$provider => &$module::$sandbox_keys::spoken(locale).sandbox_keys),+ }
        }
    };
}

services! {
    vapi: Vapi, VapiSandboxKeys;
    twilio: Twilio, TwilioSandboxKeys;
    openai: Openai, OpenaiSandboxKeys;
    smtp: Smtp, SmtpSandboxKeys;
    google_calendar: GoogleCalendar, GoogleSandboxKeys;
}

/// The typed form that connects a provider.
pub struct TypedForm {
    /// The server function that takes it.
    pub path: &'static str,
    /// The fields that a refused form keeps, at their values before anything is typed.
    pub blank: fn() -> Kept,
}

/// The source from which an org gets a service other than an account of its own.
pub struct Supply {
    pub words: &'static str,
    /// Set if the org needs no account of its own: the label, and the link to what it has.
    pub supplied: Option<(&'static str, AnyView)>,
}

/// Draws a part of a page from what was read.
pub type Draw = Box<dyn Fn(&IntegrationsView, PageCx) -> AnyView + Send + Sync>;
/// A part of a page that decides itself when to read and draw the view.
pub type Section = Box<dyn FnOnce(Viewed<IntegrationsView>) -> AnyView + Send>;

/// The parts of a provider's page beside those that all of them have.
#[derive(Default)]
pub struct PageParts {
    /// Forms after whose answers the page is read again.
    pub forms: Vec<FormAction>,
    /// The part below what is stored.
    pub stored: Option<Draw>,
    /// The section above the form.
    pub section: Option<Section>,
    /// The section above the guide.
    pub aside: Option<Section>,
}

/// Draws the provider’s own parts of its card, and has its words for all pages.
pub trait Service: Send + Sync {
    /// The letter on its tile, and the tile's colour.
    fn mark(&self) -> AnyView;

    fn texts(&self, locale: Locale) -> &'static ServiceTexts;

    /// `None`: nothing is typed, and [`connect`](ServicePage::connect) leads to where a
    /// person signs in.
    fn form(&self) -> Option<TypedForm>;

    /// The stored account, as a fact.
    fn account(&self, config: &PublicConfig, cx: PageCx) -> AnyView;

    /// The name of the stored secret.
    fn secret(&self, _config: &PublicConfig, cx: PageCx) -> &'static str {
        IntegrationsTexts::spoken(cx.locale).fact_key
    }

    /// The reason why nobody can connect it on this installation, if there is one.
    fn off(&self, _view: &IntegrationsView, _w: PageCx) -> Option<String> {
        None
    }

    /// Further facts about what is stored.
    fn facts(&self, _card: &Card, _config: &PublicConfig, _w: PageCx) -> Option<AnyView> {
        None
    }

    /// A remark about an account whose key works.
    fn remark(&self, _config: &PublicConfig, _w: PageCx) -> Option<&'static str> {
        None
    }

    fn supply(&self, _view: &IntegrationsView, _w: PageCx) -> Option<Supply> {
        None
    }

    /// The action that the card of a working key offers.
    fn action(&self, _w: PageCx) -> Option<AnyView> {
        None
    }
}

/// Draws the provider’s own parts of its page: a trait beside [`Service`], so that the area of the
/// cards downloads none of them.
pub trait ServicePage: Service {
    /// The way to connect: by default the typed form.
    fn connect(&self, view: &IntegrationsView, form: CredentialFormState, cx: PageCx) -> AnyView {
        credential_form::card(view, form, cx)
    }

    /// Arranges the fields of the form: by default one below the other.
    fn arrange(&self, fields: &Fields<'_>) -> AnyView {
        fields.all()
    }

    /// Whether the page’s address asks for the form, which is then open.
    fn is_asked_for(&self) -> bool {
        false
    }

    /// Whether a choice is offered under this code.
    fn offers(&self, _code: &str) -> bool {
        true
    }

    /// Further questions of the form, beside its own fields.
    fn asks(&self, _view: &IntegrationsView, _state: FormState, _w: PageCx) -> Option<AnyView> {
        None
    }

    /// A short reason why the form stays folded although nothing is stored.
    fn folded(&self, _view: &IntegrationsView, _w: PageCx) -> Option<&'static str> {
        None
    }

    /// The numbers and the assistants that a switch to another account takes along,
    /// in words.
    fn affected(&self, view: &IntegrationsView, cx: PageCx) -> (Vec<String>, Vec<String>);

    /// `save` is the submission of its form.
    fn page(&self, _acts: Actions, _save: FormAction, _w: PageCx) -> PageParts {
        PageParts::default()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::domain::provider::FieldKind;

    #[test]
    fn every_field_of_every_provider_has_words_in_both_languages() {
        for provider in Provider::ALL {
            let fields = provider.spec().fields;
            for locale in Locale::ALL {
                let texts = of(provider).texts(locale);
                let named: Vec<_> = texts.fields.iter().map(|texts| texts.name).collect();
                let names: Vec<_> = fields.iter().map(|field| field.name).collect();
                assert_eq!(named, names, "{provider:?} in {locale:?}");
                for (texts, field) in texts.fields.iter().zip(fields) {
                    let codes: &[&str] = if let FieldKind::Choice(codes) = field.kind { codes } else { &[] };
                    let choices: Vec<_> = texts.choices.iter().map(|choice| choice.code).collect();
                    assert_eq!(choices, codes, "{provider:?}: {} in {locale:?}", field.name);
                }
            }
            let [en, fr] = [Locale::En, Locale::Fr].map(|locale| of(provider).texts(locale));
            assert_ne!((en.purpose, en.lead), (fr.purpose, fr.lead), "{provider:?}");
        }
    }

    #[test]
    fn every_effect_is_said_in_french() {
        for provider in Provider::ALL {
            let [en, fr] = [Locale::En, Locale::Fr].map(|locale| sandbox_keys(provider, locale));
            assert_eq!((en.works, en.keys.len()), (fr.works, fr.keys.len()), "{provider:?}");
            for (en, fr) in en.keys.iter().zip(fr.keys) {
                assert_ne!(fr.effect, en.effect);
            }
        }
    }

    #[test]
    fn what_works_in_the_sandbox_is_typed_into_the_form() {
        for provider in Provider::ALL {
            let (works, fields) = (sandbox_keys(provider, Locale::En).works, provider.spec().fields);
            assert_eq!(works.is_empty(), fields.is_empty(), "{provider:?}");
            for (name, value) in works {
                let field = fields.iter().find(|field| field.name == *name).expect(name);
                assert!(field.kind.read(value).is_ok(), "{provider:?}: {name}");
            }
        }
    }

    #[test]
    fn a_refused_form_keeps_every_field_but_the_secrets() {
        for provider in Provider::ALL {
            let Some(form) = of(provider).form() else {
                assert!(provider.spec().fields.is_empty(), "{provider:?}");
                continue;
            };
            assert_eq!(form.path, format!("/rpc/integrations/save-{}", provider.code()));
            let kept: Vec<_> = (form.blank)().into_iter().map(|(name, _)| name).collect();
            for field in provider.spec().fields {
                assert_eq!(kept.contains(&field.name), !field.kind.is_secret(), "{}", field.name);
            }
        }
    }
}
