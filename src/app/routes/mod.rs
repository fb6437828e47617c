//! The pages: the table of them ([`table`]), the one that an address leads to
//! ([`route_match`]), the part of them that is here ([`loaded`]), and what is drawn there ([`router`]). Every page is rendered whole
//! before it is sent, so it is complete, with its status, without JavaScript.

mod loaded;
mod route_match;
mod router;
mod table;

#[cfg(feature = "hydrate")]
pub use loaded::LoadedArea;
pub use route_match::{ViewerKind, area_of, stands_under};
#[cfg(feature = "ssr")]
pub use route_match::{is_page, paths, reads};
pub use router::Router;
pub use table::{Entry, entries};
