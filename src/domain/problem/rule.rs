//! The rules that a typed value can break.

use serde::{Deserialize, Serialize};

use crate::domain::{key_vendor::KeyVendor, text::Odd};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Required,
    /// At most so many characters.
    TooLong(u32),
    /// At least so many characters.
    TooShort(u32),
    Email,
    /// The address that the account has already.
    UnchangedEmail,
    /// A character that no e-mail address has there.
    EmailCharacter(Odd),
    /// Too easy to guess: common words, a pattern, or the person's own data.
    GuessablePassword,
    /// `+`, country code, number.
    Phone,
    /// A character that no phone number has.
    PhoneCharacter(Odd),
    /// Has the right shape, but no such number can exist.
    ImpossiblePhone,
    /// `AC` and 32 hexadecimal digits.
    AccountSid,
    /// An API key's SID where the Account SID belongs.
    ApiKeySidInstead,
    /// `SK` and 32 hexadecimal digits.
    ApiKeySid,
    /// A character that is no hexadecimal digit, in a text as long as a SID.
    SidCharacter(Odd),
    /// A character that no key has: a space inside, a quote, a letter of another
    /// script.
    KeyCharacter(Odd),
    /// A key of another vendor than the field is for.
    KeyOf(KeyVendor),
    /// `sk-` at the beginning.
    OpenaiKey,
    /// A key that manages an organisation at OpenAI, where one for models belongs.
    OpenaiAdminKey,
    /// Letters, digits, dots and hyphens.
    ModelName,
    /// A character that no model's name has.
    ModelCharacter(Odd),
    /// From 0 to 2, with at most one decimal.
    Temperature,
    /// Whole minutes, at most so many.
    Minutes(u16),
    /// A whole number, from the one to the other.
    WholeNumber(u32, u32),
    /// Whole minutes in steps of five, from the one to the other.
    MinutesInSteps(u32, u32),
    /// Hours of a day: `9:00–12:30, 14:00–18:00`.
    OpeningHours,
    /// Dates, a line each.
    ClosedDays,
    /// A time at which nothing can be booked, or not any more.
    NotOffered,
    /// The end of hours is their beginning.
    SameTime,
    /// At most ten tags.
    TooManyTags,
    /// The conversation has as many turns as it may.
    TooManyTurns(u32),
    /// A number of another kind than a fixed line or a mobile.
    NotRung,
    /// Twilio does not ring the number from this account.
    RefusedByCarrier,
    /// The number of another contact.
    OtherContactsNumber,
    /// The text is not the name of the organisation.
    OtherOrgName,
    /// No other contact has this number or address.
    UnknownContact,
    /// A list without a row.
    EmptyList,
    /// The most rows of a list.
    TooManyRows(u32),
    /// A list of which no column has names, numbers or addresses.
    NoContactColumn,
    /// The code of a country, as numbers begin with it.
    CallingCode,
    /// The name of a server, or its address.
    HostName,
    /// A character that no server's name has.
    HostCharacter(Odd),
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
    /// The digits are not the last four of the number that the form is about.
    LastFour,
    /// The box is not ticked.
    Agree,
    /// The value is not one of the choices.
    UnknownChoice,
    /// A token that may do nothing.
    NoScope,
    /// Addresses and networks, a line each.
    Networks,
    /// Nobody of the organisation has this address.
    NoMember,
    /// A token with a role that is above that of whoever would answer for it.
    RoleBelow,
    /// A control character, which no text keeps.
    TextCharacter(Odd),
    /// An address that begins with `https://`.
    WebhookUrl,
    /// An address of this machine, or of a network around it.
    InternalUrl,
    /// The address of another webhook.
    OtherWebhooksUrl,
    /// No event is chosen.
    NoEvent,
    /// A day and a time.
    Moment,
}
