//! The rules that a typed value can break.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Required,
    /// At most so many characters.
    TooLong(u32),
    /// At least so many characters.
    TooShort(u32),
    Email,
    /// Too easy to guess: one word, one character, or the e-mail itself.
    GuessablePassword,
    /// `+`, country code, number.
    Phone,
    /// Has the right shape, but no such number can exist.
    ImpossiblePhone,
    /// `AC` and 32 hexadecimal digits.
    AccountSid,
    /// An API key's SID where the Account SID belongs.
    ApiKeySidInstead,
    /// `SK` and 32 hexadecimal digits.
    ApiKeySid,
    /// Characters that no key of this provider has: spaces inside, quotes …
    KeyCharacters,
    /// Letters, digits, dots and hyphens.
    ModelName,
    /// From 0 to 2, with at most one decimal.
    Temperature,
    /// Whole minutes, at most so many.
    Minutes(u16),
    /// The service of this voice has closed.
    VoiceGone,
    /// Three digits.
    AreaCode,
    /// An area code where Twilio knows none.
    NoAreaCodes,
    /// Two digits at least, with `*` before and after them only.
    PartOfNumber,
    /// `BU` and 32 hexadecimal digits.
    BundleSid,
    /// Not the last four digits of the number that it is about.
    LastFour,
    /// Not ticked.
    Agree,
    /// Not one of the choices.
    UnknownChoice,
    /// Control characters, which no field takes.
    ControlCharacters,
}
