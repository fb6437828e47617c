//! SMTP: its row, the public part of its credential, and its form.

mod preset;
mod validation;

pub use preset::Preset;
use serde::{Deserialize, Serialize};

use super::{AccountConfig, FieldKind, FieldSpec, Held, Provider, ProviderSpec, SameAccount};
use crate::domain::{codes::codes, form::form, locale::pick, secret_text::SecretText};

pub const PROVIDER: Provider = Provider::Smtp;

pub static SPEC: ProviderSpec = ProviderSpec {
    provider: PROVIDER,
    code: "smtp",
    name: "SMTP",
    fields: &[HOST, PORT, SECURITY, USER, PASSWORD, FROM_NAME, FROM_ADDRESS],
    held: Held::Credentials,
    refused: |locale| {
        pick!(
            locale,
            "The mail server refused this user or password. Many services want the whole e-mail address as \
             the user, and a password made for programs. Check both and save again.",
            "Le serveur de messagerie a refusé cet utilisateur ou ce mot de passe. Beaucoup de services \
             veulent l’adresse e-mail entière comme utilisateur, et un mot de passe créé pour les programmes. \
             Vérifiez les deux et enregistrez à nouveau."
        )
    },
    lacks_right: |locale| {
        pick!(
            locale,
            "The mail server does not let this user send. Ask whoever runs the mailbox to allow it.",
            "Le serveur de messagerie ne laisse pas cet utilisateur envoyer. Demandez à la personne qui gère \
             la boîte de l’autoriser."
        )
    },
    is_compared: false,
};

pub const HOST: FieldSpec = FieldSpec::new(SmtpForm::host(), FieldKind::text(validation::host));
/// May be left empty, which means [`SmtpSecurity::usual_port`].
pub const PORT: FieldSpec = FieldSpec::new(SmtpForm::port(), FieldKind::text(validation::port));
pub const SECURITY: FieldSpec = FieldSpec::new(
    SmtpForm::security(),
    FieldKind::Choice(&[SmtpSecurity::Tls.code(), SmtpSecurity::StartTls.code(), SmtpSecurity::Plain.code()]),
);
pub const USER: FieldSpec = FieldSpec::new(SmtpForm::user(), FieldKind::text(validation::user));
pub const PASSWORD: FieldSpec = FieldSpec::new(SmtpForm::password(), FieldKind::secret(validation::password));
/// May be left empty: the address then stands alone.
pub const FROM_NAME: FieldSpec = FieldSpec::new(SmtpForm::from_name(), FieldKind::text(validation::name));
/// May be left empty where the user is an address.
pub const FROM_ADDRESS: FieldSpec =
    FieldSpec::new(SmtpForm::from_address(), FieldKind::text(validation::address));

codes! {
    /// How a connection to a mail server is kept from being read.
    #[derive(Default)]
    pub enum SmtpSecurity {
        /// TLS from the first byte (RFC 8314, section 3.3).
        #[default]
        Tls = "tls",
        /// TLS after `STARTTLS`, and no mail without it (RFC 3207).
        StartTls = "starttls",
        /// No TLS, for relays inside the operator’s network only.
        Plain = "none",
    }
}

impl SmtpSecurity {
    /// The port that servers listen on for it (RFC 8314, RFC 6409, RFC 5321).
    pub const fn usual_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::Plain => 25,
        }
    }
}

/// A mailbox that mails are sent through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    pub user: String,
    /// Empty where the address stands alone.
    #[serde(default)]
    pub from_name: String,
    pub from_address: String,
}

impl SmtpConfig {
    /// Whether Google runs the server: its app passwords are shown with blanks that are no
    /// part of them (Google Account Help, “Sign in with app passwords”).
    pub fn is_google(host: &str) -> bool {
        [".gmail.com", ".google.com", ".googlemail.com"].iter().any(|end| host.ends_with(end))
    }
}

impl AccountConfig for SmtpConfig {
    fn same_account(&self, other: &Self) -> SameAccount {
        if (&self.host, &self.user) == (&other.host, &other.user) {
            SameAccount::Yes
        } else {
            SameAccount::No
        }
    }

    fn host(&self) -> &str {
        &self.host
    }

    fn masked(&self, _last4: &str) -> String {
        self.user.clone()
    }

    fn value(&self, field: &str) -> Option<String> {
        match field {
            _ if field == HOST.name => Some(self.host.clone()),
            _ if field == PORT.name => Some(self.port.to_string()),
            _ if field == SECURITY.name => Some(self.security.code().to_owned()),
            _ if field == USER.name => Some(self.user.clone()),
            _ if field == FROM_NAME.name => Some(self.from_name.clone()),
            _ if field == FROM_ADDRESS.name => Some(self.from_address.clone()),
            _ => None,
        }
    }

    /// Keeps all: everything in it was typed.
    fn unverified(self) -> Self {
        self
    }

    fn remembering(self, _former: &Self) -> Self {
        self
    }

    fn learning(&self, told: Self) -> Self {
        told
    }
}

form! {
    /// The form that connects a mailbox.
    pub struct SmtpForm {
        pub host: String at Host,
        pub port: String at Port,
        /// `tls`, `starttls` or `none`.
        pub security: String at Security,
        pub user: String at User,
        pub password: SecretText at Password,
        pub from_name: String at FromName,
        pub from_address: String at FromAddress,
        /// Agrees to leave the connected mailbox for this one.
        pub switch: bool => not_kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_is_one_user_at_one_server() {
        let ours = SmtpConfig {
            host: "smtp.clinic.example".to_owned(),
            port: 465,
            security: SmtpSecurity::Tls,
            user: "front@clinic.example".to_owned(),
            from_name: String::new(),
            from_address: "front@clinic.example".to_owned(),
        };
        let on_another_port = SmtpConfig { port: 587, security: SmtpSecurity::StartTls, ..ours.clone() };
        assert_eq!(ours.same_account(&on_another_port), SameAccount::Yes);
        let of_another_user = SmtpConfig { user: "back@clinic.example".to_owned(), ..ours.clone() };
        assert_eq!(ours.same_account(&of_another_user), SameAccount::No);
        assert_eq!(ours.masked("4f2a"), "front@clinic.example");
        assert_eq!(ours.value(PORT.name).as_deref(), Some("465"));
        assert_eq!(ours.value(PASSWORD.name), None);
    }

    #[test]
    fn google_is_known_by_the_end_of_its_names() {
        for host in ["smtp.gmail.com", "smtp-relay.gmail.com", "smtp.googlemail.com", "smtp.google.com"] {
            assert!(SmtpConfig::is_google(host), "{host}");
        }
        for host in ["gmail.com.example", "smtp.notgmail.com", "smtp.clinic.example"] {
            assert!(!SmtpConfig::is_google(host), "{host}");
        }
    }
}
