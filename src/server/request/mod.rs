//! What is read out of the head of a request: where it comes from, its cookies, what
//! it says of https, its path.

pub mod client_address;
pub mod cookies;
pub mod known_browser;
pub mod plain;
pub mod target;
