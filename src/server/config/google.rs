//! The installation's client at Google, by which people connect their calendars.

use url::Url;

use super::Reader;
use crate::{
    app::paths::FROM_GOOGLE,
    domain::{
        sandbox::{GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET},
        secret_format,
    },
    server::{providers::GoogleApp, vault::secret::Secret},
};

const ID: &str = "GOOGLE_CLIENT_ID";
const SECRET: &str = "GOOGLE_CLIENT_SECRET";

/// The address to which Google sends people back, which the operator pastes into its console.
pub fn redirect(public: &Url) -> Url {
    let mut url = public.clone();
    url.set_path(FROM_GOOGLE);
    url
}

/// `None` without a client. With simulators, theirs is the default.
pub(super) fn read(reader: &mut Reader<'_>, public: Option<&Url>, stub: bool) -> Option<GoogleApp> {
    let (id, secret) = match (reader.text(ID), reader.text(SECRET)) {
        (None, None) if stub => (GOOGLE_CLIENT_ID.to_owned(), GOOGLE_CLIENT_SECRET.to_owned()),
        (None, None) => return None,
        (Some(id), Some(secret)) => (id, secret),
        _ => {
            reader.mistakes.push(format!("{ID} and {SECRET} belong together: give both, or neither"));
            return None;
        }
    };
    let (Ok(id), Ok(secret)) = (secret_format::key(&id), secret_format::key(&secret)) else {
        reader.mistakes.push(format!("{ID} and {SECRET} must be as Google shows them, without spaces"));
        return None;
    };
    Some(GoogleApp { id, secret: Secret::new(secret), redirect: redirect(public?) })
}

#[cfg(test)]
mod tests {
    use crate::server::config::Config;

    fn client(vars: &[(&str, &str)]) -> Result<Option<(String, String)>, String> {
        let get =
            |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let config = Config::read(&get).map_err(|mistakes| mistakes.to_string())?;
        Ok(config.providers.google.map(|app| (app.id, app.redirect.into())))
    }

    const REAL: (&str, &str) = ("INTEGRATIONS_STUB_MODE", "false");
    const ID: (&str, &str) = (super::ID, "1.apps.googleusercontent.com");

    #[test]
    fn there_is_none_unless_the_operator_gives_both_halves() {
        assert_eq!(client(&[REAL]), Ok(None));
        assert!(client(&[REAL, ID]).is_err_and(|said| said.contains(super::SECRET)));
        assert!(client(&[REAL, ID, (super::SECRET, "GO CS")]).is_err());
        assert!(client(&[]).is_ok_and(|client| client.is_some()), "the simulator has one of its own");
    }

    #[test]
    fn the_redirect_address_is_made_of_the_public_url_alone() {
        let public = ("AVA_PUBLIC_URL", "https://ava.example.com");
        let (_, redirect) = client(&[REAL, ID, (super::SECRET, "GOCSPX-1"), public]).unwrap().unwrap();
        assert_eq!(redirect, "https://ava.example.com/integrations/google/callback");
    }
}
