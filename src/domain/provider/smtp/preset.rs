//! The servers of well-known services, so that nobody has to look them up.

use super::{HOST, PORT, SECURITY, SmtpSecurity};
use crate::domain::codes::codes;

codes! {
    /// A service whose server, port and security AVA fills in. Each was read on the pages of
    /// the service that `docs/INTEGRATIONS.md` names.
    pub enum Preset: Facts {
        Gmail = "gmail" => Facts::new("Gmail", "smtp.gmail.com", SmtpSecurity::Tls),
        Outlook = "outlook" => Facts::new("Outlook", "smtp.office365.com", SmtpSecurity::StartTls),
        Ovh = "ovh" => Facts::new("OVH", "ssl0.ovh.net", SmtpSecurity::Tls),
        Brevo = "brevo" => Facts::new("Brevo", "smtp-relay.brevo.com", SmtpSecurity::StartTls),
        Mailgun = "mailgun" => Facts::new("Mailgun", "smtp.mailgun.org", SmtpSecurity::Tls),
    }
}

#[derive(Clone, Copy)]
pub(super) struct Facts {
    name: &'static str,
    host: &'static str,
    security: SmtpSecurity,
}

impl Facts {
    const fn new(name: &'static str, host: &'static str, security: SmtpSecurity) -> Self {
        Self { name, host, security }
    }
}

impl Preset {
    /// The parameter of the page's query that names one.
    pub const QUERY: &'static str = "preset";

    /// Its own name, the same in every language.
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// What it fills into the field of that name.
    pub fn value(self, field: &str) -> Option<String> {
        let Facts { host, security, .. } = self.facts();
        match field {
            _ if field == HOST.name => Some(host.to_owned()),
            _ if field == PORT.name => Some(security.usual_port().to_string()),
            _ if field == SECURITY.name => Some(security.code().to_owned()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_fills_in_what_the_fields_take() {
        for preset in Preset::ALL {
            for field in [&HOST, &PORT, &SECURITY] {
                let value = preset.value(field.name).unwrap();
                assert_eq!(field.kind.read(&value), Ok(value.clone()), "{preset:?}: {}", field.name);
            }
            assert_eq!(preset.value("user"), None);
        }
    }
}
