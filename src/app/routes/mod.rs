//! The site map. Every page is rendered whole before it is sent, so it is
//! complete, with its status, without JavaScript.

mod agents;
mod map;
mod start;

pub use map::SiteMap;
#[cfg(feature = "ssr")]
pub use map::is_page;
