//! What the operator says of mail: whether tenants may name servers in the operator’s own
//! network, whose certificates are trusted, and the installation’s own mailbox.

use rustls::pki_types::{CertificateDer, pem::PemObject};
use url::Url;

use super::{Reader, yes_or_no};
use crate::{
    domain::{email::Email, provider::smtp::SmtpSecurity, text},
    server::{
        providers::smtp::{Installation, Mailbox, SignIn, SmtpSettings},
        vault::secret::Secret,
    },
};

const URL: &str = "AVA_SMTP_URL";
const FROM: &str = "AVA_SMTP_FROM";
const CA_FILE: &str = "AVA_SMTP_CA_FILE";

pub(super) fn read(reader: &mut Reader<'_>, public_url: Option<&Url>) -> SmtpSettings {
    let hello = public_url.and_then(Url::host).map(|host| match host {
        url::Host::Domain(name) => name.to_owned(),
        url::Host::Ipv4(address) => format!("[{address}]"),
        url::Host::Ipv6(address) => format!("[IPv6:{address}]"),
    });
    SmtpSettings {
        internal: reader.parsed("AVA_SMTP_INTERNAL_RELAYS", false, "`true` or `false`", yes_or_no),
        issuers: issuers(reader),
        hello: hello.unwrap_or_else(|| "localhost".to_owned()),
        installation: installation(reader),
    }
}

fn issuers(reader: &mut Reader<'_>) -> Vec<CertificateDer<'static>> {
    let Some(held) = reader.file(CA_FILE) else { return Vec::new() };
    match CertificateDer::pem_slice_iter(&held).collect::<Result<Vec<_>, _>>() {
        Ok(issuers) if !issuers.is_empty() => issuers,
        _ => {
            reader.mistakes.push(format!(
                "{CA_FILE} must name a file of certificates in PEM: `openssl x509 -inform der` converts one \
                 in DER"
            ));
            Vec::new()
        }
    }
}

fn installation(reader: &mut Reader<'_>) -> Option<Installation> {
    let url = reader.text(URL);
    let from = reader.text(FROM);
    let (url, from) = match (url, from) {
        (None, None) => return None,
        (Some(url), Some(from)) => (url, from),
        _ => {
            reader
                .mistakes
                .push(format!("{URL} and {FROM} belong together: a mail needs a server and a sender"));
            return None;
        }
    };
    let mailbox = mailbox(&url);
    if mailbox.is_none() {
        // The value is not shown: it may hold a password.
        reader.mistakes.push(format!(
            "{URL} must be smtps://user:password@host (TLS from the first byte), smtp://user:password@host \
             (STARTTLS), or smtp://host?tls=none"
        ));
    }
    let sender = sender(&from);
    if sender.is_none() {
        reader.mistakes.push(format!("{FROM} must be an address, such as AVA <ava@example.com>"));
    }
    let (mailbox, (from_name, from_address)) = (mailbox?, sender?);
    Some(Installation { mailbox, from_name, from_address })
}

fn mailbox(text: &str) -> Option<Mailbox> {
    let url = Url::parse(text).ok()?;
    let query: Vec<_> = url.query_pairs().collect();
    let security = match (url.scheme(), query.as_slice()) {
        ("smtps", []) => SmtpSecurity::Tls,
        ("smtp", []) => SmtpSecurity::StartTls,
        ("smtp", [(name, value)]) if name == "tls" && value == "none" => SmtpSecurity::Plain,
        _ => return None,
    };
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return None;
    }
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
    };
    let sign_in = match (url.username(), url.password()) {
        ("", None) => None,
        (user, Some(password)) if !user.is_empty() => {
            Some(SignIn { user: decoded(user)?, password: Secret::new(decoded(password)?) })
        }
        _ => return None,
    };
    let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']');
    Some(Mailbox {
        host: host.to_owned(),
        port: url.port().unwrap_or_else(|| security.usual_port()),
        security,
        sign_in,
        operators: true,
    })
}

/// A sender’s name, which may be empty, and address.
fn sender(text: &str) -> Option<(String, String)> {
    let (name, address) = match text.rsplit_once('<') {
        Some((name, rest)) => (name.trim().trim_matches('"'), rest.strip_suffix('>')?),
        None => ("", text),
    };
    let name = if name.is_empty() { String::new() } else { text::one_line(name, 80).ok()? };
    Some((name, Email::parse(address).ok()?.as_str().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_read_out_of_a_url() {
        let read = |text: &str| {
            let Mailbox { host, port, security, sign_in, operators } = mailbox(text)?;
            assert!(operators);
            Some((host, port, security, sign_in.map(|as_| (as_.user, as_.password.expose().to_owned()))))
        };
        let of = |user: &str, password: &str| Some((user.to_owned(), password.to_owned()));
        assert_eq!(
            read("smtps://ana%40clinic.example:p%40ss@smtp.clinic.example"),
            Some(("smtp.clinic.example".into(), 465, SmtpSecurity::Tls, of("ana@clinic.example", "p@ss")))
        );
        assert_eq!(
            read("smtp://ana:pass@smtp.clinic.example:2525"),
            Some(("smtp.clinic.example".into(), 2525, SmtpSecurity::StartTls, of("ana", "pass")))
        );
        assert_eq!(
            read("smtp://[fd00::25]?tls=none"),
            Some(("fd00::25".into(), 25, SmtpSecurity::Plain, None))
        );
        for bad in [
            "smtp.clinic.example:465",
            "https://smtp.clinic.example",
            "smtp://ana@clinic.example",
            "smtps://smtp.clinic.example?tls=none",
            "smtp://smtp.clinic.example?tls=maybe",
            "smtp://smtp.clinic.example/inbox",
            "smtp://",
        ] {
            assert!(mailbox(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_sender_is_an_address_with_a_name_or_without() {
        let of = |name: &str, address: &str| Some((name.to_owned(), address.to_owned()));
        assert_eq!(sender("AVA <ava@clinic.example>"), of("AVA", "ava@clinic.example"));
        assert_eq!(sender("\"AVA, calls\" <ava@clinic.example>"), of("AVA, calls", "ava@clinic.example"));
        assert_eq!(sender("ava@clinic.example"), of("", "ava@clinic.example"));
        for bad in ["AVA", "AVA <ava>", "AVA <ava@clinic.example", ""] {
            assert_eq!(sender(bad), None, "{bad}");
        }
    }
}
