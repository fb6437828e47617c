//! Facts about a stored Twilio account.

use leptos::prelude::*;

use super::texts::TwilioTexts;
use crate::{
    app::{
        i18n::Spoken as _,
        page_cx::PageCx,
        ui::{data_list::Fact, time::Time},
    },
    domain::{
        integrations::Card,
        provider::{
            OfProvider as _, PublicConfig,
            twilio::{TwilioAuth, TwilioConfig},
        },
        vapi_key::KeyState,
    },
};

pub(super) fn account(config: &PublicConfig, cx: PageCx) -> AnyView {
    let name = TwilioConfig::of(config).and_then(|config| config.friendly_name.as_ref());
    let name = name.map(|name| format!("{name} "));
    let masked = config.masked("");
    view! {
        <Fact term=TwilioTexts::spoken(cx.locale).fact_account>{name}<span class="masked">{masked}</span></Fact>
    }
    .into_any()
}

/// Says with which credential Vapi signs in to Twilio.
pub(super) fn vapi_gets(card: &Card, config: &PublicConfig, cx: PageCx) -> Option<AnyView> {
    let t = TwilioTexts::spoken(cx.locale);
    let TwilioConfig { auth, vapi_key, .. } = TwilioConfig::of(config)?;
    let what = match (&vapi_key.state, auth) {
        (KeyState::Unwanted, TwilioAuth::AuthToken) => t.vapi_gets_token.into_any(),
        (KeyState::Unwanted, TwilioAuth::ApiKey) => t.vapi_gets_api_key.into_any(),
        (KeyState::Wanted, _) => t.vapi_gets_own_soon.into_any(),
        (KeyState::Refused { .. }, _) => t.vapi_key_refused.into_any(),
        (KeyState::Made { sid, at }, _) => {
            let end = sid.get(sid.len().saturating_sub(4)..).unwrap_or_default();
            let words = (t.vapi_gets_own)(&format!("SK•••• {end}"));
            let at = cx.moment(*at);
            view! { {words} " " <Time at=at/> }.into_any()
        }
    };
    let by_key = *auth == TwilioAuth::ApiKey || vapi_key.sid().is_some();
    let still = (by_key && card.tokens_at_vapi > 0).then(|| {
        let text = (t.vapi_keeps_token)(card.tokens_at_vapi);
        view! { <p class="hint">{text}</p> }.into_any()
    });
    Some(view! { <Fact term=t.fact_vapi_gets>{what} {still}</Fact> }.into_any())
}
