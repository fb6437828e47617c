//! The frame around the pages of a signed-in person, and the language switch that every page has.

mod acting;
mod factor_needed;
mod frame;
mod language;
mod messages;
mod navigation;
mod signed_in;
mod suspended;

pub use factor_needed::FactorNeeded;
pub use frame::Frame;
pub use language::LanguageSwitch;
pub use messages::FlashNotice;
pub use signed_in::SignedIn;
pub use suspended::Resting;
