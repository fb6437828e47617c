//! The signed-in person: who they are, their language and zone, how they sign in, their devices.

pub mod api;
mod devices;
mod email;
mod factor_texts;
mod factors;
mod methods;
mod page;
mod password;
mod zone;

pub use factors::FactorsPage;
pub use page::AccountPage;
pub use zone::zones_by_area;
