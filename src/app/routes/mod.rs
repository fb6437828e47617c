//! The pages: which there are ([`table`]), which an address leads to ([`place`]),
//! and what is drawn there ([`router`]). Every page is rendered whole before it is
//! sent, so it is complete, with its status, without JavaScript.

mod place;
mod router;
mod table;

#[cfg(feature = "ssr")]
pub use place::is_page;
pub use place::{area_of, stands_under};
pub use router::Router;
pub use table::{Entry, entries};
