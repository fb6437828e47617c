//! Signing up, signing in, signing out.

pub mod api;
mod frame;
mod login;
mod sign_up;

pub use frame::AuthFrame;
pub use login::LoginPage;
pub use sign_up::SignUpPage;
