//! A mail as it goes over the wire: headers, the text, and the same as HTML (RFC 5322, RFC
//! 2046). An event is there twice: mail programs find it beside the text, people as a file.

use std::time::{Duration, SystemTime};

use lettre::{
    Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};

use url::Url;

use super::{Event, Letter, Recipient, letter::Part};
use crate::{
    domain::{
        escape::escape_html,
        locale::{Locale, pick},
        problem::{Mail, Problem, ProblemKind},
    },
    server::providers::smtp,
};

/// The sender that stands on a mail.
pub(super) struct Sender {
    /// Empty where the address stands alone.
    pub name: String,
    pub address: String,
}

/// Says that no person wrote the mail, so that no machine answers it (RFC 3834, section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Where the reader has no more such mails come. There they sign in, so that it is no address that a
/// program may post to (RFC 8058).
#[derive(Clone)]
struct ListUnsubscribe(String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(value: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self(value.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// Writes a mail; `id` makes its id and the line between its parts.
pub(super) fn written(
    sender: &Sender,
    to: &Recipient,
    letter: &Letter,
    now_ms: i64,
    id: &str,
) -> Result<Message, Problem> {
    let from = mailbox(&sender.name, &sender.address).ok_or(Mail::Sender)?;
    let recipient = mailbox(&to.name, &to.address).ok_or(Mail::Recipient)?;
    let domain = from.email.domain().to_owned();
    let now = Duration::from_millis(u64::try_from(now_ms).unwrap_or_default());
    let mut parts = MultiPart::alternative()
        .boundary(format!("ava-{id}"))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text(letter, to.locale)))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html(letter, to.locale)));
    if let Some(event) = &letter.event {
        parts = with_event(parts, event, &event.written(sender, to, now_ms), id)?;
    }
    let builder = match &letter.unsubscribe {
        Some((_, url)) => Message::builder().header(ListUnsubscribe(format!("<{url}>"))),
        None => Message::builder(),
    };
    let written = builder
        .from(from)
        .to(recipient)
        .subject(one_line(&letter.subject))
        .date(SystemTime::UNIX_EPOCH + now)
        .message_id(Some(format!("<{id}@{domain}>")))
        .header(AutoSubmitted)
        .multipart(parts);
    written.map_err(|_| ProblemKind::Internal.into())
}

fn with_event(parts: MultiPart, event: &Event, written: &str, id: &str) -> Result<MultiPart, Problem> {
    let kind = |text: &str| ContentType::parse(text).map_err(|_| ProblemKind::Internal);
    let beside = kind(&format!("text/calendar; charset=utf-8; method={}", event.method.name()))?;
    let file = kind("application/ics; name=\"appointment.ics\"")?;
    let parts = parts.singlepart(SinglePart::builder().header(beside).body(written.to_owned()));
    let mixed = MultiPart::mixed().boundary(format!("ava-{id}-whole"));
    let file = Attachment::new("appointment.ics".to_owned()).body(written.to_owned(), file);
    Ok(mixed.multipart(parts).singlepart(file))
}

fn mailbox(name: &str, address: &str) -> Option<Mailbox> {
    let name = one_line(name);
    Some(Mailbox::new(Some(name).filter(|name| !name.is_empty()), smtp::address(address)?))
}

/// Makes one line of what people typed: whatever would end a header becomes a blank.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn signature(letter: &Letter, locale: Locale) -> &str {
    letter.signature.as_deref().unwrap_or(pick!(
        locale,
        "AVA wrote this mail by itself. Nobody reads answers to it.",
        "AVA a écrit cet e-mail de lui-même. Personne ne lit les réponses."
    ))
}

fn text(letter: &Letter, locale: Locale) -> String {
    let mut text = String::new();
    for part in &letter.parts {
        match part {
            Part::Paragraph(paragraph) => text.push_str(paragraph),
            Part::Link(label, url) => text.push_str(&format!("{label}: {url}")),
        }
        text.push_str("\r\n\r\n");
    }
    text.push_str("-- \r\n");
    text.push_str(signature(letter, locale));
    text.push_str("\r\n");
    if let Some((label, url)) = &letter.unsubscribe {
        text.push_str(&format!("{label}: {url}\r\n"));
    }
    text
}

fn html(letter: &Letter, locale: Locale) -> String {
    let link =
        |label: &str, url: &Url| format!("<a href=\"{}\">{}</a>", escaped(url.as_str()), escaped(label));
    let part = |part: &Part| match part {
        Part::Paragraph(paragraph) => format!("<p>{}</p>\r\n", escaped(paragraph)),
        Part::Link(label, url) => format!("<p>{}</p>\r\n", link(label, url)),
    };
    let parts: String = letter.parts.iter().map(part).collect();
    let unsubscribe = letter.unsubscribe.as_ref().map(|(label, url)| format!("<br>{}", link(label, url)));
    format!(
        "<!doctype html>\r\n<html lang=\"{}\">\r\n<meta charset=\"utf-8\">\r\n<title>{}</title>\r\n\
         <body style=\"font-family: sans-serif; line-height: 1.5\">\r\n{parts}\
         <p style=\"color: #52525b\"><small>{}{}</small></p>\r\n</body>\r\n</html>\r\n",
        locale.code(),
        escaped(&letter.subject),
        escaped(signature(letter, locale)),
        unsubscribe.unwrap_or_default()
    )
}

fn escaped(text: &str) -> String {
    escape_html(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders as _};
    use proptest::prelude::*;

    use super::*;
    use crate::{domain::zone::ZoneName, server::mail::Method};

    fn mail(name: &str, subject: &str, says: &str) -> String {
        let sender = Sender { name: name.to_owned(), address: "front@clinic.example".to_owned() };
        let to = Recipient {
            name: name.to_owned(),
            address: "ana@clinic.example".to_owned(),
            locale: Locale::Fr,
            zone: ZoneName::default(),
        };
        let link = "https://ava.example/dashboard?a=1&b=2".parse().unwrap();
        let letter = Letter::new(subject).says(says).leads_to("Ouvrir", link);
        let mail = written(&sender, &to, &letter, 1_795_246_560_000, "id-1").unwrap();
        assert_eq!(mail.envelope().to().len(), 1);
        String::from_utf8(mail.formatted()).unwrap()
    }

    /// The names of the headers above the first part.
    fn headers(mail: &str) -> Vec<String> {
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        let starts = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        starts.map(|line| line.split_once(':').unwrap().0.to_owned()).collect()
    }

    const HEADERS: [&str; 8] =
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"];

    #[test]
    fn nothing_that_people_typed_becomes_a_header_or_a_tag() {
        let evil = "Ana\r\nBcc: all@clinic.example\r\n\r\n<script>alert(1)</script>\u{85}\u{2028}X: y";
        let mail = mail(evil, evil, evil);
        assert_eq!(headers(&mail), HEADERS, "{mail}");
        let read = MessageParser::default().parse(mail.as_bytes()).unwrap();
        assert!(read.bcc().is_none());
        let html = read.body_html(0).unwrap();
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
        assert_eq!(read.to().unwrap().as_list().unwrap().len(), 1);
    }

    #[test]
    fn both_parts_say_the_same_in_the_readers_language() {
        let mail =
            mail("Cabinet, « Lumière »", "Une carte demande votre attention", "Vapi n’accepte plus la clé.");
        let read = MessageParser::default().parse(mail.as_bytes()).unwrap();
        assert_eq!(read.subject(), Some("Une carte demande votre attention"));
        let (text, html) = (read.body_text(0).unwrap(), read.body_html(0).unwrap());
        for part in [&text, &html] {
            assert!(part.contains("Vapi n’accepte plus la clé.") && part.contains("AVA a écrit"), "{part}");
        }
        assert!(text.contains("Ouvrir: https://ava.example/dashboard?a=1&b=2"), "{text}");
        assert!(html.contains("href=\"https://ava.example/dashboard?a=1&amp;b=2\""), "{html}");
        assert_eq!(read.from().unwrap().first().unwrap().name(), Some("Cabinet, « Lumière »"));
        assert!(mail.is_ascii(), "no server needs to take more");
    }

    #[test]
    fn an_event_stands_beside_the_text_and_is_a_file_as_well() {
        let sender = Sender { name: "Cabinet".to_owned(), address: "front@clinic.example".to_owned() };
        let to = Recipient {
            name: "Ana".to_owned(),
            address: "ana@clinic.example".to_owned(),
            locale: Locale::Fr,
            zone: ZoneName::default(),
        };
        let event = Event {
            method: Method::Request,
            uid: "id-1".to_owned(),
            sequence: 0,
            starts_at: 1_796_115_600_000,
            ends_at: 1_796_117_400_000,
            summary: "Soin « Lumière » – Cabinet".to_owned(),
        };
        let ics = event.written(&sender, &to, 1_795_246_560_000);
        let letter = Letter::new("Rendez-vous").says("À 10:00.").is_about(event).signed("<Cabinet>");
        let mail = written(&sender, &to, &letter, 1_795_246_560_000, "id-1").unwrap().formatted();
        let read = MessageParser::default().parse(&mail).unwrap();
        assert!(read.body_html(0).unwrap().contains("&lt;Cabinet&gt;"));
        let calendars: Vec<_> =
            read.parts.iter().filter(|part| part.content_type().is_some_and(is_calendar)).collect();
        assert_eq!(calendars.len(), 2);
        assert!(calendars.iter().all(|part| part.text_contents().unwrap_or_default() == ics));
        assert_eq!(calendars[0].content_type().unwrap().attribute("method"), Some("REQUEST"));
        assert_eq!(calendars[1].attachment_name(), Some("appointment.ics"));
        assert!(mail.is_ascii());
    }

    fn is_calendar(kind: &mail_parser::ContentType<'_>) -> bool {
        matches!(kind.subtype(), Some("calendar" | "ics"))
    }

    #[test]
    fn a_mail_that_may_be_turned_off_says_where() {
        let sender = Sender { name: String::new(), address: "front@clinic.example".to_owned() };
        let to = Recipient {
            name: "Ana".to_owned(),
            address: "ana@clinic.example".to_owned(),
            locale: Locale::En,
            zone: ZoneName::default(),
        };
        let url: Url = "https://ava.example/dashboard/account/notifications?a=%3E%0D%0Ax".parse().unwrap();
        let letter = Letter::new("Vapi needs you").says("Why").chosen_at("Choose", url.clone());
        let mail = written(&sender, &to, &letter, 1_795_246_560_000, "id-1").unwrap();
        let mail = String::from_utf8(mail.formatted()).unwrap();
        let with_it = headers(&mail);
        assert!(with_it.iter().filter(|name| *name != "List-Unsubscribe").eq(HEADERS), "{with_it:?}");
        let read = MessageParser::default().parse(mail.as_bytes()).unwrap();
        let header = read.header_raw("List-Unsubscribe").unwrap();
        assert_eq!(header.trim(), format!("<{url}>"));
        assert!(read.body_text(0).unwrap().contains(&format!("Choose: {url}")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_was_typed_the_headers_are_these(name in any::<String>(), subject in any::<String>()) {
            prop_assert_eq!(headers(&mail(&name, &subject, &name)), HEADERS);
        }
    }
}
