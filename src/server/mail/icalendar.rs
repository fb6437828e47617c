//! An event that a mail is about, as calendars read it (RFC 5545), in a message to one person (RFC 5546).

use super::{Recipient, mime::Sender};
use crate::domain::moment;

/// The longest line of a calendar, in bytes without its end (RFC 5545, section 3.1).
const LINE: usize = 75;

/// The iCalendar method: what a calendar is to do with an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Keep it, in place of what it has of the same `uid`.
    Request,
    /// Take it out.
    Cancel,
}

impl Method {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// An event. Whoever gets a mail about it takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub method: Method,
    /// The id of the event, the same in all mails about it.
    pub uid: String,
    /// Higher in each mail that says something else.
    pub sequence: u32,
    /// Epoch milliseconds, as the end is.
    pub starts_at: i64,
    pub ends_at: i64,
    pub summary: String,
}

impl Event {
    pub(super) fn written(&self, from: &Sender, to: &Recipient, now_ms: i64) -> String {
        let Self { method, uid, sequence, starts_at, ends_at, summary } = self;
        let status = match method {
            Method::Request => "CONFIRMED",
            Method::Cancel => "CANCELLED",
        };
        let person = |name: &str, address: &str| {
            let name = if name.trim().is_empty() { address } else { name };
            format!("CN=\"{}\":mailto:{}", quoted(name), address)
        };
        let (organizer, attendee) = (person(&from.name, &from.address), person(&to.name, &to.address));
        let lines = [
            "BEGIN:VCALENDAR".to_owned(),
            "PRODID:-//AVA//Appointments//EN".to_owned(),
            "VERSION:2.0".to_owned(),
            "CALSCALE:GREGORIAN".to_owned(),
            format!("METHOD:{}", method.name()),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", text(uid)),
            format!("SEQUENCE:{sequence}"),
            format!("DTSTAMP:{}", utc(now_ms)),
            format!("DTSTART:{}", utc(*starts_at)),
            format!("DTEND:{}", utc(*ends_at)),
            format!("SUMMARY:{}", text(summary)),
            format!("ORGANIZER;{organizer}"),
            format!("ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;{attendee}"),
            format!("STATUS:{status}"),
            "TRANSP:OPAQUE".to_owned(),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ];
        lines.iter().map(|line| folded(line)).collect()
    }
}

/// A moment in UTC, which needs no table of a zone: `20261201T090000Z`.
fn utc(at_ms: i64) -> String {
    let iso = moment::iso(at_ms);
    let digits: String = iso.chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{digits}Z")
}

/// A text as a value: nothing in it ends the value, or the line.
fn text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\t' => written.push(' '),
            c if c.is_control() => {}
            c => written.push(c),
        }
    }
    written
}

/// A text between the quotes of a parameter, which knows no escape: its own quotes become others.
fn quoted(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).map(|c| if c == '"' { '\'' } else { c }).collect()
}

/// Ends a line, and breaks it where it is too long, between two characters.
fn folded(line: &str) -> String {
    let mut written = String::with_capacity(line.len() + 8);
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > LINE {
            written.push_str("\r\n ");
            length = 1;
        }
        written.push(c);
        length += c.len_utf8();
    }
    written.push_str("\r\n");
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{locale::Locale, zone::ZoneName};

    fn event(summary: &str, method: Method) -> Event {
        Event {
            method,
            uid: "0190a5e2-7c1b".to_owned(),
            sequence: 2,
            starts_at: 1_796_115_600_000,
            ends_at: 1_796_117_400_000,
            summary: summary.to_owned(),
        }
    }

    fn written(name: &str, summary: &str, method: Method) -> String {
        let from = Sender { name: name.to_owned(), address: "front@clinic.example".to_owned() };
        let to = Recipient {
            name: name.to_owned(),
            address: "ana@clinic.example".to_owned(),
            locale: Locale::En,
            zone: ZoneName::default(),
        };
        event(summary, method).written(&from, &to, 1_795_246_560_000)
    }

    /// The lines as they were before they were broken.
    fn lines(written: &str) -> Vec<String> {
        written.replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_event_is_written_as_calendars_read_it() {
        let written = written("Cabinet Lumière", "Consultation – Cabinet Lumière", Method::Request);
        let expected = [
            "BEGIN:VCALENDAR",
            "PRODID:-//AVA//Appointments//EN",
            "VERSION:2.0",
            "CALSCALE:GREGORIAN",
            "METHOD:REQUEST",
            "BEGIN:VEVENT",
            "UID:0190a5e2-7c1b",
            "SEQUENCE:2",
            "DTSTAMP:20261121T073600Z",
            "DTSTART:20261201T090000Z",
            "DTEND:20261201T093000Z",
            "SUMMARY:Consultation – Cabinet Lumière",
            "ORGANIZER;CN=\"Cabinet Lumière\":mailto:front@clinic.example",
            "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE;CN=\"Cabinet Lumière\":mailto:ana@clinic.example",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "END:VCALENDAR",
        ];
        assert_eq!(lines(&written), expected);
        let cancelled = super::tests::written("", "Tea", Method::Cancel);
        assert!(cancelled.contains("METHOD:CANCEL\r\n") && cancelled.contains("STATUS:CANCELLED\r\n"));
        assert!(cancelled.contains("CN=\"front@clinic.example\""), "{cancelled}");
    }

    #[test]
    fn nothing_that_people_typed_becomes_a_property() {
        let evil = "Tea; with, \\n \"milk\"\r\nATTACH:https://evil.example\u{85}\u{0}X";
        let lines = lines(&written(evil, evil, Method::Request));
        assert_eq!(lines.len(), 18, "{lines:#?}");
        let summary = "SUMMARY:Tea\\; with\\, \\\\n \"milk\"\\nATTACH:https://evil.exampleX";
        assert!(lines.contains(&summary.to_owned()), "{lines:#?}");
        let organizer =
            "ORGANIZER;CN=\"Tea; with, \\n 'milk'ATTACH:https://evil.exampleX\":mailto:front@clinic.example";
        assert!(lines.contains(&organizer.to_owned()), "{lines:#?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_line_is_too_long_and_none_is_added(name in any::<String>(), summary in "\\PC{0,300}") {
            let written = written(&name, &summary, Method::Request);
            prop_assert!(written.split_terminator("\r\n").all(|line| line.len() <= LINE));
            prop_assert_eq!(written.matches('\n').count(), written.matches("\r\n").count());
            let properties = written.split_terminator("\r\n").filter(|line| !line.starts_with(' ')).count();
            prop_assert_eq!(properties, 18);
        }
    }
}
