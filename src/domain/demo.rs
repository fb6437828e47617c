//! The account that exists in stub mode, and only there.

pub const DEMO_EMAIL: &str = "demo@ava.example";
pub const DEMO_PASSWORD: &str = "sandbox telephone";
