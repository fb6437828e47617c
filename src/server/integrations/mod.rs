//! The services that an org connects: their credentials, checks and the page.
//!
//! [`service`], [`disconnect`] and [`verify`] serve every provider; code for one provider alone is
//! in its folder of [`connectors`].

pub mod candidate;
pub mod connectors;
pub mod disconnect;
pub mod history;
pub mod operations;
pub mod overview;
pub mod service;
pub mod switch;
pub mod test_mail;
pub mod verify;
