//! What a problem says beyond its kind.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Mail, Problem, ProblemKind, Right};
use crate::domain::{
    locale::{Locale, say},
    text::is_nothing,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// The name that a certificate is for.
    Certificate(CertificateName),
    /// The answer with which a mail server refused.
    Reply(ServerReply),
    /// The rights that are missing beside that of the kind.
    AlsoMissing(Vec<Right>),
}

/// A name that a certificate is for, made of the characters of hosts’ names only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CertificateName(String);

impl CertificateName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Longest name of a certificate that is shown.
const MAX_NAME: usize = 100;
/// Most characters of a mail server’s text that are shown.
const MAX_TEXT: usize = 300;

/// A mail server’s code, and its text as one line. Displayed as the server wrote it:
/// `550 5.7.1 Sender address rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerReply {
    code: u16,
    text: String,
}

impl ServerReply {
    /// Keeps what can be seen of `text`, and no more of it than fits below a sentence.
    pub fn new(code: u16, text: &str) -> Self {
        let seen: String = text.chars().map(|c| if is_nothing(c) { ' ' } else { c }).collect();
        let line = seen.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = match line.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        };
        Self { code, text }
    }

    /// The reply as it stands below a sentence of AVA's.
    pub fn said(&self, locale: Locale) -> String {
        say!(locale, "The server’s answer: {self}", "Réponse du serveur\u{a0}: {self}")
    }
}

impl fmt::Display for ServerReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.as_str() {
            "" => write!(f, "{}", self.code),
            text => write!(f, "{} {text}", self.code),
        }
    }
}

impl Problem {
    /// A certificate for these names instead of the host’s. Whoever runs the server chose them,
    /// so only what looks like a host’s name is kept.
    pub fn certificate_for(names: &[String]) -> Self {
        let is_part =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'*' | b':');
        let plain = |name: &&str| !name.is_empty() && name.len() <= MAX_NAME && name.bytes().all(is_part);
        let bare = |name: &'_ String| -> String {
            let inside = name.split_once("(\"").and_then(|(_, rest)| rest.split_once('"'));
            inside.map_or(name.as_str(), |(name, _)| name).to_owned()
        };
        let first = names.iter().map(bare).find(|name| plain(&name.as_str()));
        let problem = Self::from(Mail::OtherName);
        match first {
            Some(name) => problem.with(Detail::Certificate(CertificateName(name))),
            None => problem,
        }
    }

    /// The problem of these rights, all of which are missing; `None` where there are none.
    pub fn missing(rights: impl IntoIterator<Item = Right>) -> Option<Self> {
        let mut rights = rights.into_iter();
        let problem = Self::new(ProblemKind::MissingRight(rights.next()?));
        let others: Vec<Right> = rights.collect();
        Some(if others.is_empty() { problem } else { problem.with(Detail::AlsoMissing(others)) })
    }

    #[must_use]
    pub fn with(mut self, detail: Detail) -> Self {
        self.detail = Some(Box::new(detail));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_named_only_as_a_host_would_be() {
        let said = |name: &str| Problem::certificate_for(&[name.to_owned()]).sentence(Locale::En);
        assert!(said("*.clinic.example").contains("is for *.clinic.example, and"));
        assert!(said("DnsName(\"mail.clinic.example\")").contains("is for mail.clinic.example, and"));
        for prose in ["<script>", "Call 0800 and pay", "", &"a".repeat(101)] {
            assert!(said(prose).contains("is for another name, and"), "{prose}");
        }
        let several = ["odd name".to_owned(), "smtp.clinic.example".to_owned()];
        let named = Problem::certificate_for(&several).sentence(Locale::Fr);
        assert!(named.contains("est pour smtp.clinic.example, et"), "{named}");
    }

    #[test]
    fn a_servers_answer_is_one_short_line_of_signs_that_can_be_seen() {
        let shown = |text: &str| ServerReply::new(550, text).to_string();
        assert_eq!(shown(""), "550");
        assert_eq!(shown(" 5.7.1\tNot\r\nyou\u{7}\u{202e} \u{1b}[31m "), "550 5.7.1 Not you [31m");
        let long = shown(&"é".repeat(MAX_TEXT + 1));
        assert_eq!(long.chars().count(), "550 ".len() + MAX_TEXT + 1);
        assert!(long.ends_with("é…"), "{long}");
        let problem = Problem::from(Mail::Message).with(Detail::Reply(ServerReply::new(554, "<b>Spam</b>")));
        assert_eq!(problem.reply(Locale::En).as_deref(), Some("The server’s answer: 554 <b>Spam</b>"));
        assert!(!problem.sentence(Locale::En).contains("Spam"));
        assert_eq!(Problem::from(Mail::Message).reply(Locale::Fr), None);
    }

    #[test]
    fn every_missing_right_is_named() {
        use Right::{ListCalendars, ReadBusyTimes, WriteEvents};
        assert_eq!(Problem::missing([]), None);
        let one = Problem::missing([ReadBusyTimes]).unwrap();
        assert_eq!(one, ProblemKind::MissingRight(ReadBusyTimes).into());
        let said = |rights: &[Right], locale| Problem::missing(rights.to_vec()).unwrap().sentence(locale);
        assert_eq!(
            said(&[WriteEvents, ReadBusyTimes, ListCalendars], Locale::En),
            "At Google, the boxes that let AVA write appointments into your calendars, see when you are busy \
             and see the list of your calendars were left unticked. Connect again, and leave every box ticked."
        );
        assert_eq!(
            said(&[WriteEvents, ListCalendars], Locale::Fr),
            "Chez Google, les cases qui permettent à AVA d’écrire des rendez-vous dans vos agendas et de voir la \
             liste de vos agendas n’ont pas été cochées. Connectez à nouveau, en laissant toutes les cases \
             cochées."
        );
        let several = said(&[Right::ListVapiNumbers, Right::ChangeVapiNumbers], Locale::En);
        for right in [Right::ListVapiNumbers, Right::ChangeVapiNumbers] {
            assert!(several.contains(&said(&[right], Locale::En)), "{several}");
        }
    }
}
