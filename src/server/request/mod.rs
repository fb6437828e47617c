//! Values read out of the head of a request: the address it comes from, its cookies, its
//! token, its word on https, its path.

pub mod bearer;
pub mod client_address;
pub mod cookies;
pub mod known_browser;
pub mod plain_http;
pub mod target;
