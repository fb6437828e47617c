//! What a mail says, before it is written as text and as HTML.

use url::Url;

use super::icalendar::Event;
use crate::domain::locale::Locale;

/// A kind of mail, with what it is about. It says itself in both languages.
pub trait Template {
    fn letter(&self, locale: Locale) -> Letter;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Paragraph(String),
    Link(String, Url),
}

/// A mail in one language: a subject, then paragraphs and links to go on by, in their order, and
/// perhaps an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub(super) subject: String,
    pub(super) parts: Vec<Part>,
    pub(super) event: Option<Event>,
    /// The last line; `None` for AVA's own.
    pub(super) signature: Option<String>,
    /// The address by which its reader unsubscribes, where that is offered.
    pub(super) unsubscribe: Option<(String, Url)>,
}

impl Letter {
    pub fn new(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), parts: Vec::new(), event: None, signature: None, unsubscribe: None }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn says(mut self, paragraph: impl Into<String>) -> Self {
        self.parts.push(Part::Paragraph(paragraph.into()));
        self
    }

    /// Adds a link below what it says so far.
    #[must_use]
    pub fn leads_to(mut self, label: impl Into<String>, url: Url) -> Self {
        self.parts.push(Part::Link(label.into(), url));
        self
    }

    /// Adds an event, which mail programs offer to the calendar.
    #[must_use]
    pub fn is_about(mut self, event: Event) -> Self {
        self.event = Some(event);
        self
    }

    /// Sets the last line, for a mail to somebody who does not know AVA.
    #[must_use]
    pub fn signed(mut self, signature: impl Into<String>) -> Self {
        self.signature = Some(signature.into());
        self
    }

    /// Names the page on which its reader chooses which mails come: at its end, and in the header by which
    /// mail programs lead there (RFC 2369, section 3.2).
    #[must_use]
    pub fn chosen_at(self, label: impl Into<String>, url: Url) -> Self {
        Self { unsubscribe: Some((label.into(), url)), ..self }
    }
}
