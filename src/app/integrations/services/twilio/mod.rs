//! Twilio: its words, and what only it has. Its form signs in by a token or by a key,
//! and may bring a number at once; its page has the numbers of the account; and the
//! numbers may be supplied instead.

mod facts;
mod import_fields;
mod number_list;
mod number_picker;
mod page;
mod source;
mod texts;

pub use import_fields::agent_choice;
use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};
use source::Mode;
use texts::TwilioTexts;

use super::{PageParts, Service, ServiceTexts, Standing, TypedForm};
use crate::{
    app::{
        form_state::FormState,
        i18n::Spoken as _,
        integrations::{form::Fields, page::Acts},
        paths::{CHOOSE_NUMBER, NUMBERS},
        submission::Submission,
        telling::Telling,
        ui::{
            button::ButtonLink,
            mark::{Mark, Tint},
        },
    },
    domain::{
        answer::Answer,
        form::Fields as _,
        integrations::{Card, IntegrationsView},
        locale::Locale,
        number::{NumberSource, NumberView},
        problem::Problem,
        provider::{
            PublicConfig,
            twilio::{
                ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, AUTH, AUTH_TOKEN, PROVIDER, TwilioConfig,
                TwilioForm, VAPI_KEY,
            },
        },
    },
};

#[server(prefix = "/rpc", endpoint = "integrations/save-twilio", output = Postcard)]
pub async fn save_twilio(form: TwilioForm) -> Result<Answer, Problem> {
    crate::app::integrations::api::save(form).await
}

pub(super) struct Twilio;

impl Service for Twilio {
    fn mark(&self) -> AnyView {
        view! { <Mark letter="T" tint=Tint::Rose/> }.into_any()
    }

    fn texts(&self, locale: Locale) -> &'static ServiceTexts {
        &TwilioTexts::spoken(locale).service
    }

    fn form(&self) -> Option<TypedForm> {
        Some(TypedForm { path: SaveTwilio::PATH, blank: || TwilioForm::default().kept() })
    }

    /// Each kind of key shows its own fields.
    fn arrange(&self, fields: &Fields<'_>) -> AnyView {
        view! {
            {fields.draw(&AUTH)}
            {fields.draw(&ACCOUNT_SID)}
            <div class="when-2">
                {fields.draw(&API_KEY_SID)}
                {fields.draw_unmasked(&API_KEY_SECRET)}
            </div>
            {fields.draw(&AUTH_TOKEN)}
            <div class="when-1">{fields.draw(&VAPI_KEY)}</div>
        }
        .into_any()
    }

    /// A connected account brings its numbers by a form of their own.
    fn asks(&self, view: &IntegrationsView, state: FormState, w: Telling) -> Option<AnyView> {
        let t = &w.t.integrations.provider;
        (!view.has(PROVIDER)).then(|| {
            view! {
                {import_fields::number("twilio", t.number, t.number_hint, state, w)}
                {import_fields::rest("twilio", &view.agents, state, w)}
            }
            .into_any()
        })
    }

    fn folded(&self, view: &IntegrationsView, w: Telling) -> Option<&'static str> {
        (Mode::of(view) == Mode::Managed).then_some(w.t.managed.leave.own_beside)
    }

    fn account(&self, config: &PublicConfig, w: Telling) -> AnyView {
        facts::account(config, w)
    }

    fn secret(&self, config: &PublicConfig, w: Telling) -> &'static str {
        let t = TwilioTexts::spoken(w.locale);
        if config.is_by_token() { t.fact_token } else { t.fact_api_key }
    }

    fn facts(&self, card: &Card, config: &PublicConfig, w: Telling) -> Option<AnyView> {
        facts::vapi_gets(card, config, w)
    }

    fn remark(&self, config: &PublicConfig, w: Telling) -> Option<&'static str> {
        TwilioConfig::of(config)?.trial.then_some(TwilioTexts::spoken(w.locale).trial)
    }

    fn standing(&self, view: &IntegrationsView, w: Telling) -> Option<Standing> {
        let mode = Mode::told(view)?;
        let supplied = (mode == Mode::Managed).then(|| {
            let link = view! { <ButtonLink href=NUMBERS label=w.t.managed.your_numbers/> };
            (w.t.managed.leave.not_needed, link.into_any())
        });
        Some(Standing { words: mode.words(w), supplied })
    }

    fn action(&self, w: Telling) -> Option<AnyView> {
        let label = w.t.integrations.choose_number;
        Some(view! { <ButtonLink href=CHOOSE_NUMBER label=label/> }.into_any())
    }

    fn affected(&self, view: &IntegrationsView, w: Telling) -> (Vec<String>, Vec<String>) {
        let t = &w.t.release;
        let goes = |number: &NumberView| {
            let pretty = number.e164.pretty();
            match &number.agent {
                Some((_, agent)) => (t.loses)(&pretty, agent),
                None => (t.nobody_loses)(&pretty),
            }
        };
        let own = view.numbers.iter().filter(|number| number.source == NumberSource::Byo);
        (own.map(goes).collect(), Vec::new())
    }

    fn page(&self, acts: Acts, save: Submission, w: Telling) -> PageParts {
        page::parts(acts, save, w)
    }
}
