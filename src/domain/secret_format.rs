//! The shapes of pasted credentials, so that a mistake is named before a provider
//! is asked.

use super::{
    key_vendor::KeyVendor,
    problem::Rule,
    text::{self, Odd},
};

/// Longest key that any provider is known to give, with room.
const MAX: u32 = 512;

/// A key, a token or a password for machines. No provider documents a format: 32
/// hexadecimal digits of Twilio's, for one, are no promise.
pub fn key(text: &str) -> Result<String, Rule> {
    Ok(text::key(text, MAX)?.into_iter().map(|(_, c)| c).collect())
}

/// A key of Vapi's.
pub fn vapi_key(text: &str) -> Result<String, Rule> {
    key_of(KeyVendor::Vapi, text)
}

/// An Auth Token, or the secret of an API key, of Twilio's.
pub fn twilio_secret(text: &str) -> Result<String, Rule> {
    key_of(KeyVendor::Twilio, text)
}

/// A key that is plainly another vendor's is told before it is sent to this one.
fn key_of(vendor: KeyVendor, text: &str) -> Result<String, Rule> {
    let key = key(text)?;
    match KeyVendor::certain(&key) {
        Some(other) if other != vendor => Err(Rule::KeyOf(other)),
        _ => Ok(key),
    }
}

/// `sk-` and letters, digits, `-` and `_`, of any length (OpenAI documents none, and several are
/// seen). An admin key manages an organisation, and has no model answer.
pub fn openai_key(text: &str) -> Result<String, Rule> {
    let placed = text::key(text, MAX)?;
    let key: String = placed.iter().map(|(_, c)| *c).collect();
    if let Some(vendor) = KeyVendor::of(&key) {
        return Err(Rule::KeyOf(vendor));
    }
    if !key.starts_with("sk-") {
        return Err(Rule::OpenaiKey);
    }
    if key.starts_with("sk-admin-") {
        return Err(Rule::OpenaiAdminKey);
    }
    match placed.into_iter().find(|(_, c)| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')) {
        Some((at, char)) => Err(Rule::KeyCharacter(Odd { char, at })),
        None => Ok(key),
    }
}

fn sid(text: &str, prefix: &str, rule: Rule) -> Result<String, Rule> {
    let placed = text::key(text, MAX)?;
    let sid: String = placed.iter().map(|(_, c)| *c).collect();
    if sid.len() != prefix.len() + 32 || !sid.starts_with(prefix) {
        return Err(rule);
    }
    // The text is as long as a SID: a letter O that should be a zero is easily overlooked.
    match placed.into_iter().skip(prefix.len()).find(|(_, c)| !c.is_ascii_hexdigit()) {
        Some((at, char)) => Err(Rule::SidCharacter(Odd { char, at })),
        None => Ok(sid),
    }
}

/// `AC` and 32 hexadecimal digits (Twilio OpenAPI, pattern of `AccountSid`).
pub fn account_sid(text: &str) -> Result<String, Rule> {
    if key(text)?.starts_with("SK") {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lesson_17_pasted_spaces_do_not_matter() {
        assert_eq!(key(" \t0a1b-2c\n"), Ok("0a1b-2c".into()));
        let sid = format!("  AC{}\r\n", "0".repeat(32));
        assert_eq!(account_sid(&sid), Ok(sid.trim().to_owned()));
    }

    #[test]
    fn lesson_84_what_is_pasted_with_a_key_goes() {
        for pasted in [
            "\u{200b}0a1b-2c\u{200b}",
            "\u{feff}0a1b-2c",
            "0a1b-2c\r\n",
            "0a1b-2c\u{2028}",
            "“0a1b-2c”",
            "«\u{a0}0a1b-2c\u{a0}»",
            "‘0a1b-2c’",
            "\"0a1b-2c\"",
            "`0a1b-2c`",
            "0a1b\u{200b}-2c",
            "0a1b\u{2011}2c",
            "0a1b–2c",
            "\u{202a}0a1b-2c\u{202c}",
            "０ａ１ｂ－２ｃ",
            "0a1b-2c,",
            "<0a1b-2c>",
            "[0a1b-2c];",
            "Bearer 0a1b-2c",
            "Authorization: Bearer 0a1b-2c",
            "VAPI_API_KEY=0a1b-2c",
            "export VAPI_KEY=\"0a1b-2c\"",
            "\"token\": \"0a1b-2c\",",
            "{\"secret\":\"0a1b-2c\"}",
            "API key: token: 0a1b-2c",
            "0a1b-2c\u{fffc}",
            "Clé API : 0a1b-2c",
            "JETON\u{a0}: «\u{a0}0a1b-2c\u{a0}»",
            "apiKey := `0a1b-2c`;",
            "'auth_token' => '0a1b-2c',",
            "API key：0a1b-2c",
            "-H \"Authorization: Bearer 0a1b-2c\"",
        ] {
            assert_eq!(key(pasted).as_deref(), Ok("0a1b-2c"), "{pasted:?}");
        }
        let sid = format!("AC{}", "0f".repeat(16));
        for pasted in [format!("“{sid}”"), format!("\u{feff}{sid}\n"), format!("AC\u{200b}{}", &sid[2..])]
        {
            assert_eq!(account_sid(&pasted).as_ref(), Ok(&sid), "{pasted:?}");
        }
        assert_eq!(account_sid(&format!("\u{200b}SK{}", "0".repeat(32))), Err(Rule::ApiKeySidInstead));
        assert_eq!(key("\u{200b}“”\n"), Err(Rule::Required));
    }

    #[test]
    fn a_key_that_has_a_sign_in_it_is_whole() {
        for whole in ["a1:b2", "a1=b2", "monkey==", "bearer", "bearer1", "sk-key-1", "a.b~c"] {
            assert_eq!(key(whole).as_deref(), Ok(whole));
        }
    }

    #[test]
    fn lesson_84_a_character_that_no_key_has_is_named_with_its_place() {
        let odd = |char, at| Err(Rule::KeyCharacter(Odd { char, at }));
        assert_eq!(key(" a b"), odd(' ', 3));
        assert_eq!(key("a\nb"), odd('\n', 2));
        assert_eq!(key("a\"b"), odd('"', 2));
        assert_eq!(key("sk—1"), odd('—', 3));
        assert_eq!(account_sid(&format!("А{}", "C".repeat(33))), odd('А', 1), "a Cyrillic letter");
        let mistake = format!("AC{}O", "0".repeat(31));
        assert_eq!(account_sid(&mistake), Err(Rule::SidCharacter(Odd { char: 'O', at: 34 })));
    }

    #[test]
    fn names_the_slip() {
        assert_eq!(key(""), Err(Rule::Required));
        assert_eq!(key(&"a".repeat(513)), Err(Rule::TooLong(512)));
        assert_eq!(account_sid(&format!("SK{}", "0".repeat(32))), Err(Rule::ApiKeySidInstead));
        assert_eq!(account_sid("AC123"), Err(Rule::AccountSid));
        assert_eq!(api_key_sid(&format!("AC{}", "0".repeat(32))), Err(Rule::ApiKeySid));
    }

    #[test]
    fn another_vendors_key_is_named_before_openai_is_asked() {
        for (pasted, vendor) in [
            ("sk-ant-api03-0a1b", KeyVendor::Anthropic),
            ("“sk-or-v1-0a1b”", KeyVendor::OpenRouter),
            ("VAPI_KEY=7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001", KeyVendor::Vapi),
            ("AC0a1b2c3d0a1b2c3d0a1b2c3d0a1b2c3d", KeyVendor::Twilio),
        ] {
            assert_eq!(openai_key(pasted), Err(Rule::KeyOf(vendor)), "{pasted}");
        }
        assert_eq!(openai_key("sk-admin-0a1b"), Err(Rule::OpenaiAdminKey));
        assert_eq!(openai_key("hunter22"), Err(Rule::OpenaiKey));
        assert_eq!(openai_key(" "), Err(Rule::Required));
        let odd = Odd { char: '.', at: 6 };
        assert_eq!(openai_key("sk-ab.c"), Err(Rule::KeyCharacter(odd)));
    }

    #[test]
    fn lesson_85_a_key_of_another_vendor_is_told_before_it_is_sent() {
        let (uuid, sid) = ("7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001", format!("AC{}", "0a1b2c3d".repeat(4)));
        for (pasted, vendor) in [
            ("sk-proj-0A_b-9", KeyVendor::OpenAi),
            ("OPENAI_API_KEY=\"sk-0a1b2c\"", KeyVendor::OpenAi),
            ("sk-ant-api03-0a1b", KeyVendor::Anthropic),
            ("GOCSPX-0a1b", KeyVendor::Google),
            ("ghp_0a1b", KeyVendor::GitHub),
        ] {
            assert_eq!(vapi_key(pasted), Err(Rule::KeyOf(vendor)), "{pasted}");
            assert_eq!(twilio_secret(pasted), Err(Rule::KeyOf(vendor)), "{pasted}");
        }
        assert_eq!(vapi_key(uuid).as_deref(), Ok(uuid));
        assert_eq!(twilio_secret(uuid), Err(Rule::KeyOf(KeyVendor::Vapi)));
        assert_eq!(vapi_key(&sid), Err(Rule::KeyOf(KeyVendor::Twilio)));
        for any in ["0a1b2c3d".repeat(4), "sk_live_0a1b".to_owned(), "pk_live_0a1b".to_owned()] {
            assert_eq!((vapi_key(&any), twilio_secret(&any)), (Ok(any.clone()), Ok(any.clone())), "{any}");
        }
    }

    #[test]
    fn lesson_17_a_pasted_openai_key_is_read_whole() {
        for key in ["sk-proj-0A_b-9", "sk-svcacct-0a", "sk-0a1b2c", "sk-None-0a"] {
            for pasted in [key.to_owned(), format!(" {key}\n"), format!("OPENAI_API_KEY=\"{key}\"")] {
                assert_eq!(openai_key(&pasted).as_deref(), Ok(key), "{pasted}");
            }
        }
    }

    proptest! {
        #[test]
        fn lesson_84_no_key_panics_and_reading_twice_changes_nothing(text in any::<String>()) {
            if let Ok(read) = key(&text) {
                prop_assert!(read.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert_eq!(key(&read), Ok(read.clone()));
            }
            let _ = (openai_key(&text), account_sid(&text), api_key_sid(&text), bundle_sid(&text));
        }
    }
}
