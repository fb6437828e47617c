//! Whose a pasted key is, by its shape: people who keep many keys paste one into the field of
//! another.

use super::codes::codes;

codes! {
    /// A vendor whose keys have a shape of their own.
    pub enum KeyVendor {
        OpenAi = "openai",
        Anthropic = "anthropic",
        OpenRouter = "openrouter",
        Vapi = "vapi",
        Twilio = "twilio",
        Google = "google",
        ElevenLabs = "elevenlabs",
        Groq = "groq",
        Xai = "xai",
        Perplexity = "perplexity",
        HuggingFace = "hugging_face",
        GitHub = "github",
        Stripe = "stripe",
    }
}

impl KeyVendor {
    pub const fn name(self) -> &'static str {
        match self {
            KeyVendor::OpenAi => "OpenAI",
            KeyVendor::Anthropic => "Anthropic",
            KeyVendor::OpenRouter => "OpenRouter",
            KeyVendor::Vapi => "Vapi",
            KeyVendor::Twilio => "Twilio",
            KeyVendor::Google => "Google",
            KeyVendor::ElevenLabs => "ElevenLabs",
            KeyVendor::Groq => "Groq",
            KeyVendor::Xai => "xAI",
            KeyVendor::Perplexity => "Perplexity",
            KeyVendor::HuggingFace => "Hugging Face",
            KeyVendor::GitHub => "GitHub",
            KeyVendor::Stripe => "Stripe",
        }
    }

    /// A vendor other than OpenAI; `None` for a shape that none of them has alone.
    pub fn of(key: &str) -> Option<Self> {
        const STARTS: [(&str, KeyVendor); 16] = [
            ("sk-ant-", KeyVendor::Anthropic),
            ("sk-or-", KeyVendor::OpenRouter),
            ("sk_live_", KeyVendor::Stripe),
            ("sk_test_", KeyVendor::Stripe),
            ("rk_live_", KeyVendor::Stripe),
            ("rk_test_", KeyVendor::Stripe),
            ("sk_", KeyVendor::ElevenLabs),
            ("AIza", KeyVendor::Google),
            ("ya29.", KeyVendor::Google),
            ("GOCSPX-", KeyVendor::Google),
            ("gsk_", KeyVendor::Groq),
            ("xai-", KeyVendor::Xai),
            ("pplx-", KeyVendor::Perplexity),
            ("hf_", KeyVendor::HuggingFace),
            ("ghp_", KeyVendor::GitHub),
            ("github_pat_", KeyVendor::GitHub),
        ];
        let starts = STARTS.into_iter().find(|(start, _)| key.starts_with(start));
        starts
            .map(|(_, vendor)| vendor)
            .or_else(|| is_uuid(key).then_some(KeyVendor::Vapi))
            .or_else(|| is_twilios(key).then_some(KeyVendor::Twilio))
    }

    /// The vendor where its keys alone have the shape. 32 hexadecimal digits are of many, and `sk_`
    /// begins what several call a secret key.
    pub fn certain(key: &str) -> Option<Self> {
        match Self::of(key) {
            None => key.starts_with("sk-").then_some(Self::OpenAi),
            vendor => vendor.filter(|_| !is_hex(key, 32) && !key.starts_with("sk_")),
        }
    }
}

/// Vapi's keys are seen to be UUIDs.
fn is_uuid(key: &str) -> bool {
    let groups: Vec<&str> = key.split('-').collect();
    let lengths = [8, 4, 4, 4, 12];
    groups.len() == lengths.len() && groups.iter().zip(lengths).all(|(group, length)| is_hex(group, length))
}

/// A SID of an account or of a key; its Auth Tokens are seen to be 32 hexadecimal digits.
fn is_twilios(key: &str) -> bool {
    let digits = ["AC", "SK"].into_iter().find_map(|start| key.strip_prefix(start)).unwrap_or(key);
    is_hex(digits, 32)
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_whose_it_is() {
        let (hex, sid) = ("0a1b2c3d".repeat(4), "0a1b2c3d".repeat(4));
        for (key, vendor) in [
            ("sk-ant-api03-abc", KeyVendor::Anthropic),
            ("sk-or-v1-abc", KeyVendor::OpenRouter),
            ("7b1f0c2e-7a54-4d0e-9c3d-1f2e3d4c0001", KeyVendor::Vapi),
            (&hex, KeyVendor::Twilio),
            (&format!("AC{sid}"), KeyVendor::Twilio),
            (&format!("SK{sid}"), KeyVendor::Twilio),
            ("AIzaSyA-abc", KeyVendor::Google),
            ("sk_0a1b", KeyVendor::ElevenLabs),
            ("sk_live_0a1b", KeyVendor::Stripe),
            ("gsk_0a1b", KeyVendor::Groq),
        ] {
            assert_eq!(KeyVendor::of(key), Some(vendor), "{key}");
        }
        for key in ["sk-proj-abc", "sk-abc", "sk-svcacct-abc"] {
            assert_eq!(
                (KeyVendor::of(key), KeyVendor::certain(key)),
                (None, Some(KeyVendor::OpenAi)),
                "{key}"
            );
        }
        for key in ["abc", ""] {
            assert_eq!((KeyVendor::of(key), KeyVendor::certain(key)), (None, None), "{key}");
        }
        for key in [&*hex, "sk_0a1b", "sk_live_0a1b"] {
            assert_eq!(KeyVendor::certain(key), None, "{key}");
        }
        assert_eq!(KeyVendor::certain(&format!("AC{sid}")), Some(KeyVendor::Twilio));
    }
}
