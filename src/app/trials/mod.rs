//! Trying an agent: a conversation in writing, and a call to one’s own phone.

pub mod api;
mod call_me;
mod page;
mod texts;

pub use page::TrialPage;
pub use texts::TrialTexts;

use crate::app::{form_state::form_states, i18n::Spoken as _};

form_states! {
    struct Actions {
        say: api::SAY_FORM,
        anew: api::ANEW_FORM => |cx| TrialTexts::spoken(cx.locale).ended,
        phone: api::PHONE_FORM,
        code: api::CODE_FORM => |cx| TrialTexts::spoken(cx.locale).confirmed,
        forget: api::FORGET_FORM => |cx| TrialTexts::spoken(cx.locale).forgotten,
        ring: api::RING_FORM,
    }
}
