//! A number that is for sale, in words.

use leptos::prelude::*;

use super::ManagedTexts;
use crate::{
    app::{
        i18n::Spoken,
        numbers::NumbersTexts,
        page_cx::PageCx,
        paths::{CHOOSE_NUMBER, NUMBERS},
        ui::{
            button::{ButtonLink, Variant},
            empty_state::EmptyState,
            icon::Icon,
            select::SelectOption,
        },
    },
    domain::{
        managed::{AvailableNumber, COUNTRIES, ManagedState},
        provider::twilio,
    },
};

/// The name of a country; its code if it has no name here.
pub(super) fn country(code: &str, cx: PageCx) -> String {
    let named =
        COUNTRIES.iter().zip(ManagedTexts::spoken(cx.locale).countries).find(|(known, _)| **known == code);
    named.map_or(code, |(_, name)| name).to_owned()
}

pub(super) fn countries(cx: PageCx) -> Vec<SelectOption> {
    COUNTRIES
        .iter()
        .zip(ManagedTexts::spoken(cx.locale).countries)
        .map(|(code, name)| SelectOption::new(*code, name))
        .collect()
}

/// The place of a number, from the town to the country, as far as Twilio tells.
pub(super) fn place(number: &AvailableNumber, cx: PageCx) -> String {
    let country = country(&number.country, cx);
    let parts = [number.locality.as_deref(), number.region.as_deref(), Some(country.as_str())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(super) fn ability(number: &AvailableNumber, cx: PageCx) -> String {
    let t = ManagedTexts::spoken(cx.locale);
    let parts = [number.voice.then_some(t.calls), number.sms.then_some(t.messages)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The notice in place of a form if this org can buy nothing now; `None` if it can.
pub(super) fn closed(state: ManagedState, cx: PageCx) -> Option<AnyView> {
    let t = ManagedTexts::spoken(cx.locale);
    let (title, text, href, label) = match state {
        ManagedState::Off => {
            (t.off, t.off_text.to_owned(), CHOOSE_NUMBER, NumbersTexts::spoken(cx.locale).bring)
        }
        ManagedState::NotAllowed => (
            t.not_allowed,
            t.not_allowed_text.to_owned(),
            CHOOSE_NUMBER,
            NumbersTexts::spoken(cx.locale).bring,
        ),
        ManagedState::On { limit, .. } if state.is_full() => {
            (t.full, (t.full_text)(limit), NUMBERS, t.your_numbers)
        }
        ManagedState::On { .. } => return None,
    };
    Some(
        view! {
            <EmptyState icon=Icon::Phone title=title text=text>
                {(href != CHOOSE_NUMBER || !cx.is_off(twilio::PROVIDER))
                    .then(|| view! { <ButtonLink href=href label=label variant=Variant::Primary/> })}
            </EmptyState>
        }
        .into_any(),
    )
}
