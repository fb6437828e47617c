//! Signatures as Standard Webhooks have them: <https://github.com/standard-webhooks/standard-webhooks>.
//!
//! What is signed is `{id}.{timestamp}.{body}`, by HMAC-SHA256 under what stands in base64 after `whsec_`.
//! While there are two secrets, the header has both signatures, with a space between them.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::server::{random::Random, vault::secret::Secret};

/// The beginning of each secret.
const PREFIX: &str = "whsec_";
/// Random bytes of a secret.
const BYTES: usize = 32;

pub const ID: &str = "webhook-id";
pub const TIMESTAMP: &str = "webhook-timestamp";
pub const SIGNATURE: &str = "webhook-signature";

/// A fresh secret: `whsec_…`.
pub fn make(random: &Random) -> Secret {
    Secret::new(format!("{PREFIX}{}", STANDARD.encode(random.bytes::<BYTES>())))
}

/// The value of the header, with a signature by each secret; `None` where one is no secret of ours.
pub fn header(secrets: &[Secret], id: &str, timestamp: i64, body: &str) -> Option<String> {
    let signed: Option<Vec<String>> =
        secrets.iter().map(|secret| signature(secret, id, timestamp, body)).collect();
    signed.filter(|signed| !signed.is_empty()).map(|signed| signed.join(" "))
}

fn signature(secret: &Secret, id: &str, timestamp: i64, body: &str) -> Option<String> {
    let key = STANDARD.decode(secret.expose().strip_prefix(PREFIX)?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;

    /// The example of the specification's own libraries.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let secret = Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let header =
            header(&[secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(header.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    #[test]
    fn two_secrets_sign_both_and_each_is_of_its_own() {
        let random = Random::seeded(7, ManualClock::at(0));
        let (one, other) = (make(&random), make(&random));
        assert!(!one.same(&other));
        let alone = [&one, &other].map(|secret| signature(secret, "id", 1, "{}").unwrap());
        let both = header(&[one, other], "id", 1, "{}").unwrap();
        assert_eq!(both, alone.join(" "));
        assert_eq!(header(&[], "id", 1, "{}"), None);
        assert_eq!(header(&[Secret::new("whsec_?")], "id", 1, "{}"), None);
    }
}
