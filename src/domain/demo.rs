//! The account that exists in stub mode, and only there.

pub const DEMO_EMAIL: &str = "demo@ava.example";
pub const DEMO_PASSWORD: &str = "sandbox telephone";

/// Whether this is its e-mail. By that it is known where it is not to be signed in with, and its
/// password is published: so it keeps both.
pub fn is_demo(email: &str) -> bool {
    email == DEMO_EMAIL
}
