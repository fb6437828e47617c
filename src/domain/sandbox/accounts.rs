//! Accounts of the sandbox that more than one place names.

/// The Twilio account of the demo organisation, and its token.
pub const DEMO_TWILIO_SID: &str = "AC11111111111111111111111111111111";
pub const DEMO_TWILIO_TOKEN: &str = "11111111111111111111111111111111";
/// An account with more numbers than one page of a list.
pub const BIG_TWILIO_SID: &str = "AC22222222222222222222222222222222";
pub const BIG_TWILIO_TOKEN: &str = "22222222222222222222222222222222";
/// The operator's account, which managed numbers are bought with.
pub const PLATFORM_TWILIO_SID: &str = "AC33333333333333333333333333333333";
pub const PLATFORM_TWILIO_TOKEN: &str = "33333333333333333333333333333333";
/// The client of the installation at the simulated Google.
pub const GOOGLE_CLIENT_ID: &str = "ava-sandbox.apps.googleusercontent.com";
pub const GOOGLE_CLIENT_SECRET: &str = "GOCSPX-ava-sandbox-client-secret";
