//! The kinds of things that a file describes.

use std::fmt;

use crate::cli::nouns::{self, Noun};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Service,
    Hours,
    Agent,
    Offer,
    Number,
    Webhook,
}

impl Kind {
    pub fn noun(self) -> &'static Noun {
        match self {
            Kind::Service => &nouns::SERVICES,
            Kind::Hours => &nouns::HOURS,
            Kind::Agent => &nouns::AGENTS,
            Kind::Offer => &nouns::OFFERS,
            Kind::Number => &nouns::NUMBERS,
            Kind::Webhook => &nouns::WEBHOOKS,
        }
    }

    /// Describes a valid key, in a refusal.
    pub const fn key(self) -> &'static str {
        match self {
            Kind::Number => "a number with `+` and the code of its country",
            Kind::Webhook => "a URL",
            Kind::Service | Kind::Hours | Kind::Agent | Kind::Offer => "a name",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.noun().one)
    }
}
