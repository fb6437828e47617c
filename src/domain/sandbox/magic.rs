//! The sandbox's credentials, and what each does. A table for people; the
//! simulators know the same rules by themselves.

/// The Twilio account of the demo organisation, and its token.
pub const DEMO_TWILIO_SID: &str = "AC11111111111111111111111111111111";
pub const DEMO_TWILIO_TOKEN: &str = "11111111111111111111111111111111";
/// An account with more numbers than one page of a list.
pub const BIG_TWILIO_SID: &str = "AC22222222222222222222222222222222";
pub const BIG_TWILIO_TOKEN: &str = "22222222222222222222222222222222";
/// The operator's account, which managed numbers are bought with.
pub const PLATFORM_TWILIO_SID: &str = "AC33333333333333333333333333333333";
pub const PLATFORM_TWILIO_TOKEN: &str = "33333333333333333333333333333333";

/// Credentials and what they do: provider, value, effect. A Twilio sid goes
/// with a token that is its own 32 hex digits; only its last three decide.
pub const MAGIC_KEYS: &[(&str, &str, &str)] = &[
    (
        "vapi",
        "any UUID",
        "a private key of its own organisation; keys that differ only in the last four digits share one",
    ),
    ("vapi", "00000000-0000-4000-8000-000000000401", "401, the key is refused"),
    ("vapi", "00000000-0000-4000-8000-000000000403", "403, the key lacks a right"),
    ("vapi", "00000000-0000-4000-8000-000000000a01", "a key that may read, and change nothing"),
    ("vapi", "00000000-0000-4000-8000-000000000a02", "a key that may change assistants, and no numbers"),
    ("vapi", "00000000-0000-4000-8000-000000000a03", "a key that may not list numbers"),
    ("vapi", "00000000-0000-4000-8000-000000000429", "429, too many requests"),
    ("vapi", "00000000-0000-4000-8000-000000000500", "500, server error"),
    ("vapi", "00000000-0000-4000-8000-000000000503", "503, unavailable"),
    ("vapi", "00000000-0000-4000-8000-000000000504", "no answer"),
    ("vapi", "00000000-0000-4000-8000-000000000502", "the connection is dropped"),
    ("vapi", "00000000-0000-4000-8000-000000000200", "200 with a body that is not JSON"),
    (
        "twilio",
        "any AC + 32 hex digits",
        "an active account with three numbers; its token is the 32 digits, its API key SK + the digits with the digits as secret",
    ),
    ("twilio", DEMO_TWILIO_SID, "the demo account: +14155550142, +33184880012, +14155550199 (SMS only)"),
    ("twilio", BIG_TWILIO_SID, "an account with 60 numbers"),
    ("twilio", PLATFORM_TWILIO_SID, "the operator’s account, in which managed numbers are bought"),
    ("twilio", "AC00000000000000000000000000000401", "401, the token is refused"),
    ("twilio", "AC00000000000000000000000000000403", "403, a right is missing"),
    ("twilio", "AC00000000000000000000000000000429", "429, too many requests"),
    ("twilio", "AC00000000000000000000000000000500", "500, server error"),
    ("twilio", "AC00000000000000000000000000000503", "503, unavailable"),
    ("twilio", "AC00000000000000000000000000000504", "no answer"),
    ("twilio", "AC00000000000000000000000000000502", "the connection is dropped"),
    ("twilio", "AC00000000000000000000000000000200", "200 with a body that is not JSON"),
    ("twilio", "AC00000000000000000000000000000ff1", "a trial account"),
    ("twilio", "AC00000000000000000000000000000ff2", "a suspended account"),
    ("twilio", "AC00000000000000000000000000000ff3", "test credentials"),
    ("twilio", "AC00000000000000000000000000000ff4", "an account without numbers"),
    ("twilio", "AC00000000000000000000000000000ff5", "its first number belongs to another Vapi organisation"),
    ("twilio", "AC00000000000000000000000000000ff6", "its first number is routed to a SIP trunk"),
    ("twilio", "AC00000000000000000000000000000ff7", "an account in which no other one may be opened"),
    ("twilio", "AC00000000000000000000000000000ff8", "it makes no API keys"),
    ("twilio", "AC00000000000000000000000000000fa1", "its API key may not change numbers: 70051 with 401"),
    ("twilio", "AC00000000000000000000000000000fa2", "its API key may not change numbers: 70051 with 403"),
    ("twilio", "AC00000000000000000000000000000fa3", "its API key may list numbers, and nothing else"),
    ("twilio", "AC00000000000000000000000000000fa4", "its API key may do nothing: 70051 with 401"),
];
