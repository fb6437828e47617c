//! Signing up, signing in, signing out, and one-time links.

pub mod api;
mod forgot;
mod frame;
mod invitation;
mod invited_texts;
#[cfg(feature = "ssr")]
mod leaving;
mod link;
mod login;
mod oidc;
mod passkey;
mod second_step;
mod sign_up;
mod texts;

pub use forgot::ForgotPage;
pub use frame::AuthFrame;
#[cfg(feature = "ssr")]
pub use leaving::leaving_for;
pub use link::LinkPage;
pub use login::LoginPage;
pub use second_step::SecondStepPage;
pub use sign_up::SignUpPage;
pub use texts::AuthTexts;
