//! The form that connects a mailbox.

use crate::{
    domain::{
        email::Email,
        problem::{Problem, Rule},
        provider::{
            OfProvider as _,
            smtp::{
                FROM_ADDRESS, FROM_NAME, HOST, PASSWORD, PORT, SECURITY, SmtpConfig, SmtpForm, SmtpSecurity,
                USER,
            },
        },
    },
    server::{
        credentials::decryptor::Opened,
        integrations::candidate::{Candidate, CredentialForm, Reading},
        vault::{provider_secret::SmtpSecret, secret::Secret},
    },
};

impl CredentialForm for SmtpForm {
    type Config = SmtpConfig;

    fn candidate(&self, stored: Option<&Opened>) -> Result<Candidate, Problem> {
        let mut reading = Reading::default();
        let host = reading.text(&HOST, &self.host);
        let port = reading.text(&PORT, &self.port);
        let security = reading.choice(&SECURITY, &self.security, SmtpSecurity::from_code);
        let user = reading.text(&USER, &self.user);
        let before = stored.filter(|opened| {
            SmtpConfig::of(&opened.credential.config).is_some_and(|stored| {
                host.as_ref().is_none_or(|host| *host == stored.host)
                    && user.as_ref().is_none_or(|user| *user == stored.user)
                    && (security != Some(SmtpSecurity::Plain) || stored.security == SmtpSecurity::Plain)
            })
        });
        // A stored password goes to the server that it is of, to no other and not in the clear:
        // whoever may change the mailbox may not read it.
        let before = before.and_then(|opened| SmtpSecret::of(&opened.secret)).map(|secret| &secret.password);
        let password = reading.secret(&PASSWORD, &self.password, before);
        let from_name = reading.text(&FROM_NAME, &self.from_name);
        let from_address = reading.text(&FROM_ADDRESS, &self.from_address);
        let from_address = from_address.map(|typed| sender(typed, user.as_deref()));
        let from_address =
            from_address.and_then(|sender| reading.field_errors().value(FROM_ADDRESS.field, sender));
        let (Some(host), Some(port), Some(security)) = (host, port, security) else {
            return Err(reading.problem());
        };
        let (Some(user), Some(password)) = (user, password) else { return Err(reading.problem()) };
        let (Some(from_name), Some(from_address)) = (from_name, from_address) else {
            return Err(reading.problem());
        };
        let password = if SmtpConfig::is_google(&host) { without_blanks(&password) } else { password };
        let port = port.parse().unwrap_or_else(|_| security.usual_port());
        Ok(Candidate {
            config: SmtpConfig { host, port, security, user, from_name, from_address }.into(),
            secret: SmtpSecret { password }.into(),
            kept: reading.secret_kept(),
            field: Some(PASSWORD.field),
            then: None,
            switch: self.switch,
        })
    }
}

/// The typed sender, else the user where that is an address.
fn sender(typed: String, user: Option<&str>) -> Result<String, Rule> {
    if !typed.is_empty() {
        return Ok(typed);
    }
    user.and_then(|user| Email::parse(user).ok()).map(|email| email.as_str().to_owned()).ok_or(Rule::Required)
}

/// Google shows the 16 letters of an app password in four groups, and takes them in one.
fn without_blanks(password: &Secret) -> Secret {
    Secret::new(password.expose().split_whitespace().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{problem::Field, provider::PublicConfig};

    fn form() -> SmtpForm {
        SmtpForm {
            host: "smtp.gmail.com".into(),
            user: "ana@gmail.com".into(),
            password: "abcd efgh\u{a0}ijkl mnop".into(),
            ..SmtpForm::default()
        }
    }

    fn read(form: &SmtpForm) -> (SmtpConfig, String) {
        let Candidate { config, secret, .. } =
            form.candidate(None).unwrap_or_else(|problem| panic!("{problem:?}"));
        let config: &PublicConfig = &config;
        let password = SmtpSecret::of(&secret).unwrap().password.expose().to_owned();
        (SmtpConfig::of(config).unwrap().clone(), password)
    }

    #[test]
    fn the_blanks_of_an_app_password_go_at_google_and_stay_elsewhere() {
        assert_eq!(read(&form()).1, "abcdefghijklmnop");
        let elsewhere = SmtpForm { host: "smtp.clinic.example".into(), ..form() };
        assert_eq!(read(&elsewhere).1, "abcd efgh\u{a0}ijkl mnop");
    }

    #[test]
    fn what_is_left_empty_follows_from_the_rest() {
        let (config, _) = read(&form());
        assert_eq!((config.port, config.security), (465, SmtpSecurity::Tls));
        assert_eq!((config.from_name.as_str(), config.from_address.as_str()), ("", "ana@gmail.com"));
        let (config, _) = read(&SmtpForm { security: "starttls".into(), ..form() });
        assert_eq!(config.port, 587);
        let (config, _) =
            read(&SmtpForm { port: "2525".into(), from_address: "b@clinic.example".into(), ..form() });
        assert_eq!((config.port, config.from_address.as_str()), (2525, "b@clinic.example"));
    }

    #[test]
    fn every_slip_is_named_at_once() {
        let mistakes =
            SmtpForm { host: "a b".into(), port: "x".into(), user: "ana".into(), ..SmtpForm::default() };
        let problem = mistakes.candidate(None).err().expect("it is refused");
        let mut fields = vec![problem.field.unwrap()];
        fields.extend(problem.also.iter().map(|(field, _)| *field));
        assert_eq!(fields, [Field::Host, Field::Port, Field::Password, Field::FromAddress]);
    }
}
