//! The Twilio API key of its own that AVA makes for Vapi: made before a number goes there, revoked
//! once nothing there uses it.
//!
//! All keys of one credential carry one name, which no other has. A listing therefore shows a key
//! whose creation was not answered, so that it can be deleted. Only one operation at a time makes a
//! key: two would each take the other's for such a key.

mod given;
mod make;
mod refusal;
mod revoke;

pub use given::{TwilioGrant, auth_for_vapi};
pub use make::{MakeFor, make_key};
pub use revoke::REVOKE_KEY;

use crate::{
    domain::{ids::CredentialId, vapi_key::VapiKey},
    server::{
        cx::Services,
        providers::{CallCx, twilio::TwilioAuth},
    },
};

/// The name of a credential's keys, within Twilio's 64 characters. It tells them from those of
/// another credential, of another installation, and of a person.
pub fn name(credential: &CredentialId) -> String {
    format!("ava-{credential}")
}

/// Whether somebody deleted the key that AVA made for Vapi. Where Twilio does
/// not say, it counts as there.
pub async fn is_gone(services: &Services, call: &CallCx, auth: &TwilioAuth, vapi_key: &VapiKey) -> bool {
    let Some(sid) = vapi_key.sid() else { return false };
    matches!(services.providers.twilio.has_key(call, auth, sid).await, Ok(false))
}
