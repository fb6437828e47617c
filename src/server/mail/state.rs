//! The states of a mail that is sent outside of a request, for all tables that have such mails.

use crate::domain::codes::codes;

const MINUTE: i64 = 60 * 1000;
/// The milliseconds for which a mail is claimed by one who sends it: after them, nobody knows what
/// became of it.
pub const CLAIM: i64 = 10 * MINUTE;

codes! {
    /// The state of a mail in its table.
    pub enum MailState {
        /// No mail is sent.
        None = "none",
        /// The mail is sent from a time on.
        Due = "due",
        /// One node has claimed the mail, or died while sending it.
        Sending = "sending",
        Sent = "sent",
        /// A server may have taken the mail, which is not sent again.
        Unsure = "unsure",
        /// The mail was tried in vain, for as long as it was worth trying.
        Failed = "failed",
    }
}

impl MailState {
    /// Whether the mail may have come.
    pub const fn may_have_come(self) -> bool {
        matches!(self, Self::Sending | Self::Sent | Self::Unsure)
    }
}
