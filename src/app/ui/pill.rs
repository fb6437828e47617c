//! Status: always a colour, an icon and a word together.

use super::icon::Icon;
use leptos::prelude::*;

/// The meaning of a status for the person who reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It works, and was checked.
    Ok,
    /// Someone must do something.
    Warn,
    /// Broken, or about to be destroyed.
    Bad,
    /// Being worked on; wait.
    Busy,
    /// It is not there yet, and nothing is wrong.
    Off,
}

impl Tone {
    pub fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Busy => "busy",
            Self::Off => "off",
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            Self::Ok => Icon::Check,
            Self::Warn => Icon::Alert,
            Self::Bad => Icon::Error,
            Self::Busy => Icon::Spinner,
            Self::Off => Icon::Dot,
        }
    }
}

/// A status in one or two words.
#[component]
pub fn Pill(tone: Tone, #[prop(into)] label: String) -> impl IntoView {
    view! {
        <span class=format!("pill {}", tone.class())>
            {tone.icon().view()}
            {label}
        </span>
    }
    .into_any()
}
