//! The pages: which there are ([`table`]), which an address leads to ([`place`]),
//! and what is drawn there ([`router`]). Every page is rendered whole before it is
//! sent, so it is complete, with its status, without JavaScript.

mod place;
mod router;
mod table;

pub use place::{area_of, stands_under};
#[cfg(feature = "ssr")]
pub use place::{is_page, paths, reads};
pub use router::Router;
pub use table::{Entry, entries};
