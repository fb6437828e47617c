//! The answer to a form that was accepted.

use serde::{Deserialize, Serialize};

use super::{integrations::Checked, problem::ServerReply, provider::Provider};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The change is committed; the page reads its result.
    Done,
    /// A provider was asked about its key.
    Checked(Provider, Checked),
    /// The count of notifications that the person has not read.
    Unread(u32),
    /// A mail server took a mail, and answered so.
    MailTaken(ServerReply),
}
