//! The signed-in person: who they are, their language and zone, how they sign in, their devices.

pub mod api;
mod devices;
mod email;
mod factor_texts;
mod factors;
mod identity;
mod methods;
mod name;
mod page;
mod passkeys;
mod password;
#[cfg(feature = "ssr")]
mod proof_document;
mod texts;
mod zone;

pub use factors::FactorsPage;
pub use page::AccountPage;
#[cfg(feature = "ssr")]
pub use proof_document::{CARRIED, PASSKEY, PROOF, Proof, proof_document};
pub use texts::AccountTexts;
pub use zone::zones_by_area;
