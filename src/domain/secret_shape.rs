//! The shapes of pasted credentials, so that a slip is named before a provider
//! is asked.

use super::problem::Rule;

/// Longest key that any provider is known to give, with room.
const MOST: u32 = 512;

fn key(text: &str) -> Result<String, Rule> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Rule::Required);
    }
    if text.len() > MOST as usize {
        return Err(Rule::TooLong(MOST));
    }
    if text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\'') {
        Ok(text.to_owned())
    } else {
        Err(Rule::KeyCharacters)
    }
}

fn sid(text: &str, prefix: &str, rule: Rule) -> Result<String, Rule> {
    let text = key(text)?;
    let hex = text.strip_prefix(prefix).ok_or(rule)?;
    if hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) { Ok(text) } else { Err(rule) }
}

/// Opaque to us: Vapi documents no format.
pub fn vapi_key(text: &str) -> Result<String, Rule> {
    key(text)
}

/// `AC` and 32 hexadecimal digits (Twilio OpenAPI, pattern of `AccountSid`).
pub fn account_sid(text: &str) -> Result<String, Rule> {
    if text.trim_start().starts_with("SK") {
        return Err(Rule::ApiKeySidInstead);
    }
    sid(text, "AC", Rule::AccountSid)
}

/// `SK` and 32 hexadecimal digits.
pub fn api_key_sid(text: &str) -> Result<String, Rule> {
    sid(text, "SK", Rule::ApiKeySid)
}

/// `BU` and 32 hexadecimal digits.
pub fn bundle_sid(text: &str) -> Result<String, Rule> {
    sid(text, "BU", Rule::BundleSid)
}

/// 32 hexadecimal digits in practice, which Twilio does not promise.
pub fn twilio_secret(text: &str) -> Result<String, Rule> {
    key(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lesson_17_pasted_spaces_do_not_matter() {
        assert_eq!(vapi_key(" \t0a1b-2c\n"), Ok("0a1b-2c".into()));
        let sid = format!("  AC{}\r\n", "0".repeat(32));
        assert_eq!(account_sid(&sid), Ok(sid.trim().to_owned()));
    }

    #[test]
    fn names_the_slip() {
        assert_eq!(vapi_key(""), Err(Rule::Required));
        assert_eq!(vapi_key("a b"), Err(Rule::KeyCharacters));
        assert_eq!(vapi_key(&"a".repeat(513)), Err(Rule::TooLong(512)));
        assert_eq!(account_sid(&format!("SK{}", "0".repeat(32))), Err(Rule::ApiKeySidInstead));
        assert_eq!(account_sid("AC123"), Err(Rule::AccountSid));
        assert_eq!(api_key_sid(&format!("AC{}", "0".repeat(32))), Err(Rule::ApiKeySid));
    }
}
