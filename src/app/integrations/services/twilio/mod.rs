//! Twilio: its words, and the parts that only Twilio has. Its form signs in by a token or
//! by a key, and may bring a number at once; its page has the numbers of the account; and
//! the numbers may be supplied instead.

mod facts;
mod import_fields;
mod number_list;
mod number_picker;
mod page;
mod rotation;
mod sandbox_keys;
mod source;
mod texts;

pub use import_fields::agent_choice;
use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};
pub(super) use sandbox_keys::TwilioSandboxKeys;
use source::Mode;
use texts::TwilioTexts;

use super::{PageParts, Service, ServicePage, ServiceTexts, Supply, TypedForm};
use crate::{
    app::{
        form_action::FormAction,
        form_state::FormState,
        i18n::Spoken as _,
        integrations::{DisconnectTexts, IntegrationsTexts, credential_form::Fields, page::Actions},
        numbers::managed::ManagedTexts,
        page_cx::PageCx,
        paths::{CHOOSE_NUMBER, NUMBERS},
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
            OfProvider as _, PublicConfig,
            twilio::{
                ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, AUTH, AUTH_TOKEN, TwilioConfig, TwilioForm,
                VAPI_KEY,
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
        Some(TypedForm { path: SaveTwilio::PATH, blank: || TwilioForm::default().values_to_keep() })
    }

    fn account(&self, config: &PublicConfig, cx: PageCx) -> AnyView {
        facts::account(config, cx)
    }

    fn secret(&self, config: &PublicConfig, cx: PageCx) -> &'static str {
        let t = TwilioTexts::spoken(cx.locale);
        if config.is_by_token() { t.fact_token } else { t.fact_api_key }
    }

    fn facts(&self, card: &Card, config: &PublicConfig, cx: PageCx) -> Option<AnyView> {
        facts::vapi_gets(card, config, cx)
    }

    fn remark(&self, config: &PublicConfig, cx: PageCx) -> Option<&'static str> {
        TwilioConfig::of(config)?.trial.then_some(TwilioTexts::spoken(cx.locale).trial)
    }

    fn supply(&self, view: &IntegrationsView, cx: PageCx) -> Option<Supply> {
        let mode = Mode::shown_for(view)?;
        let supplied = (mode == Mode::Managed).then(|| {
            let link =
                view! { <ButtonLink href=NUMBERS label=ManagedTexts::spoken(cx.locale).your_numbers/> };
            (ManagedTexts::spoken(cx.locale).leave.not_needed, link.into_any())
        });
        Some(Supply { words: mode.words(cx), supplied })
    }

    fn action(&self, cx: PageCx) -> Option<AnyView> {
        let label = IntegrationsTexts::spoken(cx.locale).choose_number;
        Some(view! { <ButtonLink href=CHOOSE_NUMBER label=label/> }.into_any())
    }
}

impl ServicePage for Twilio {
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
    fn asks(&self, view: &IntegrationsView, state: FormState, cx: PageCx) -> Option<AnyView> {
        let t = &IntegrationsTexts::spoken(cx.locale).provider;
        view.stored::<TwilioConfig>().is_none().then(|| {
            view! {
                {import_fields::number("twilio", t.number, t.number_hint, state, cx)}
                {import_fields::rest("twilio", &view.agents, state, cx)}
            }
            .into_any()
        })
    }

    fn folded(&self, view: &IntegrationsView, cx: PageCx) -> Option<&'static str> {
        (Mode::of(view) == Mode::Managed).then_some(ManagedTexts::spoken(cx.locale).leave.own_beside)
    }

    fn affected(&self, view: &IntegrationsView, cx: PageCx) -> (Vec<String>, Vec<String>) {
        let t = DisconnectTexts::spoken(cx.locale);
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

    fn page(&self, actions: Actions, save: FormAction, cx: PageCx) -> PageParts {
        page::parts(actions, save, cx)
    }
}
