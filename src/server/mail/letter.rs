//! What a mail says, before it is written as text and as HTML.

use url::Url;

use super::event::Event;
use crate::domain::locale::Locale;

/// A kind of mail, with what it is about. It says itself in both languages.
pub trait Template {
    fn letter(&self, locale: Locale) -> Letter;
}

/// A mail in one language: a subject, paragraphs, and perhaps one link to go on by, or an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub(super) subject: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) link: Option<(String, Url)>,
    pub(super) event: Option<Event>,
    /// The last line; `None` for AVA's own.
    pub(super) signature: Option<String>,
}

impl Letter {
    pub fn new(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), paragraphs: Vec::new(), link: None, event: None, signature: None }
    }

    /// Adds a paragraph.
    #[must_use]
    pub fn says(mut self, paragraph: impl Into<String>) -> Self {
        self.paragraphs.push(paragraph.into());
        self
    }

    /// Adds the link that stands below the paragraphs.
    #[must_use]
    pub fn leads_to(mut self, label: impl Into<String>, url: Url) -> Self {
        self.link = Some((label.into(), url));
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
}
