//! The mails that were sent to the simulators, and how they are shown.

use std::collections::VecDeque;

use mail_parser::MessageParser;

use super::Command;
use crate::domain::sandbox::MailRow;

/// Mails that are kept, and characters of the text of each.
const KEPT: usize = 100;
const SHOWN: usize = 20_000;

#[derive(Clone, Default)]
pub(in crate::server::sandbox) struct Inbox {
    /// Newest first: as they are shown, and whole.
    mails: VecDeque<(MailRow, String)>,
    last: u64,
}

impl Inbox {
    /// Keeps a mail; returns its number.
    pub(super) fn take(&mut self, command: &Command, now: i64) -> u64 {
        self.last += 1;
        let read = MessageParser::default().parse(command.content.as_bytes());
        let text = read.as_ref().and_then(|mail| mail.body_text(0)).unwrap_or_default();
        let row = MailRow {
            at_ms: now,
            user: command.user.clone(),
            from: command.from.clone(),
            to: command.to.join(", "),
            subject: read.as_ref().and_then(|mail| mail.subject()).unwrap_or_default().to_owned(),
            text: text.chars().take(SHOWN).collect(),
        };
        self.mails.truncate(KEPT - 1);
        self.mails.push_front((row, command.content.clone()));
        self.last
    }

    pub(super) fn rows(&self) -> Vec<MailRow> {
        self.mails.iter().map(|(row, _)| row.clone()).collect()
    }

    /// The mails as they came, newest first.
    pub(in crate::server::sandbox) fn whole(&self) -> Vec<String> {
        self.mails.iter().map(|(_, content)| content.clone()).collect()
    }
}
