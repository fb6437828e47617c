//! The text of a token: `ava_`, 32 random bytes in base64url, and a check by which a text that was cut or
//! mistyped is told from one that was revoked.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::{
    domain::{api_token::PREFIX, secret_text::SecretText},
    server::{random::Random, vault::seal::hex},
};

/// The characters of 32 bytes in base64url.
const RANDOM: usize = 43;
/// Hexadecimal digits of the check.
const CHECK: usize = 6;
/// The characters that are kept, to find a token among a program's settings.
const SHOWN: usize = PREFIX.len() + 5;

pub(super) fn make(random: &Random) -> SecretText {
    let body = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(random.bytes::<32>()));
    let check = check(&body);
    format!("{body}{check}").into()
}

/// The hash under which the database has a token; `None` for a text that is none, which is not looked for.
pub(super) fn hash(text: &str) -> Option<String> {
    let (body, given) = text.split_at_checked(PREFIX.len() + RANDOM)?;
    let is_one = body.starts_with(PREFIX) && given == check(body);
    is_one.then(|| hex(&Sha256::digest(text)))
}

/// The first characters of a token.
pub(super) fn begins(text: &str) -> &str {
    text.get(..SHOWN).unwrap_or_default()
}

/// No secret: it follows from what is before it.
fn check(body: &str) -> String {
    let mut check = hex(&Sha256::digest(body));
    check.truncate(CHECK);
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::clock::ManualClock;

    #[test]
    fn a_token_is_known_by_its_form_alone() {
        let random = Random::seeded(1, ManualClock::at(1_795_246_560_000));
        let (one, other) = (make(&random), make(&random));
        assert_eq!(one.len(), PREFIX.len() + RANDOM + CHECK);
        assert!(one.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)));
        assert_eq!(begins(&one), &one[..9]);
        let (hashed, second) = (hash(&one).unwrap(), hash(&other).unwrap());
        assert!(hashed.len() == 64 && hashed != second && !hashed.contains(&one[4..20]));
        let cut = &one[..one.len() - 1];
        let changed = one.replacen(&one[10..11], if &one[10..11] == "A" { "B" } else { "A" }, 1);
        for none in
            ["", "ava_", "Bearer", cut, &changed, &format!("{}x", &*one), &one.replace("ava_", "avb_")]
        {
            assert_eq!(hash(none), None, "{none}");
        }
        assert_eq!(hash(&"é".repeat(40)), None);
    }
}
