//! The installation's client at an OpenID provider, by which people sign in.

use url::Url;

use super::{Reader, is_loopback};
use crate::{
    app::paths::FROM_OIDC,
    domain::{
        account::MAX_ORG_NAME,
        text::{is_nothing, one_line},
    },
    server::{providers::OidcApp, vault::secret::Secret},
};

const ISSUER: &str = "AVA_OIDC_ISSUER";
const ID: &str = "AVA_OIDC_CLIENT_ID";
const SECRET: &str = "AVA_OIDC_CLIENT_SECRET";
const SECRET_FILE: &str = "AVA_OIDC_CLIENT_SECRET_FILE";
const NAME: &str = "AVA_OIDC_NAME";

/// `None` without a provider.
pub(super) fn read(reader: &mut Reader<'_>, public: Option<&Url>) -> Option<OidcApp> {
    let (issuer, id, secret) = (reader.text(ISSUER), reader.text(ID), secret(reader));
    let name = reader.text(NAME);
    let (issuer, id, secret) = match (issuer, id, secret) {
        (None, None, None) if name.is_none() => return None,
        (Some(issuer), Some(id), Some(secret)) => (issuer, id, secret),
        // What is wrong with the file was told.
        (Some(_), Some(_), None) if reader.text(SECRET_FILE).is_some() => return None,
        _ => {
            reader.mistakes.push(format!(
                "{ISSUER}, {ID} and {SECRET} (or {SECRET_FILE}) belong together: give all, or none"
            ));
            return None;
        }
    };
    let url = Url::parse(&issuer).ok().filter(|url| {
        let private = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
        private && url.query().is_none() && url.fragment().is_none() && url.username().is_empty()
    });
    let Some(url) = url else {
        reader
            .mistakes
            .push(format!("{ISSUER} must be an https URL without a query (plain http on loopback only)"));
        return None;
    };
    let host = url.host_str().unwrap_or_default().to_owned();
    let Ok(name) = one_line(&name.unwrap_or(host), MAX_ORG_NAME) else {
        reader.mistakes.push(format!("{NAME} must be a name of at most {MAX_ORG_NAME} characters"));
        return None;
    };
    let mut redirect = public?.clone();
    redirect.set_path(FROM_OIDC);
    let issuer = issuer.trim_end_matches('/').to_owned();
    Some(OidcApp { issuer, id, secret: Secret::new(secret), name, redirect })
}

/// The secret itself, or what is in its file.
fn secret(reader: &mut Reader<'_>) -> Option<String> {
    if let Some(secret) = reader.text(SECRET) {
        return Some(secret);
    }
    let held = reader.file(SECRET_FILE)?;
    match std::str::from_utf8(&held).map(|held| held.trim_matches(is_nothing)) {
        Ok(secret) if !secret.is_empty() => Some(secret.to_owned()),
        _ => {
            reader.mistakes.push(format!("{SECRET_FILE} must name a file of text that is not empty"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::server::config::Config;

    fn client(vars: &[(&str, &str)]) -> Result<Option<OidcApp>, String> {
        let get =
            |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let config = Config::read(&get).map_err(|mistakes| mistakes.to_string())?;
        Ok(config.providers.oidc)
    }

    const AT: (&str, &str) = (ISSUER, "https://id.example/realm/");
    const WHO: (&str, &str) = (ID, "ava");
    const KEY: (&str, &str) = (SECRET, "s3cret");

    #[test]
    fn there_is_none_unless_the_operator_gives_all_three() {
        assert!(client(&[]).is_ok_and(|client| client.is_none()));
        for some in [&[AT][..], &[AT, WHO], &[WHO, KEY], &[(NAME, "Acme")]] {
            assert!(client(some).is_err_and(|said| said.contains("give all, or none")), "{some:?}");
        }
        let public = ("AVA_PUBLIC_URL", "https://ava.example.com");
        let app = client(&[AT, WHO, KEY, public, ("AVA_STUB_BEYOND_LOOPBACK", "true")]).unwrap().unwrap();
        assert_eq!((&*app.issuer, &*app.name), ("https://id.example/realm", "id.example"));
        assert_eq!(app.redirect.as_str(), "https://ava.example.com/sign-in/oidc/callback");
        assert!(!format!("{app:?}").contains("s3cret"));
    }

    #[test]
    fn the_issuer_is_https_and_has_no_query() {
        for wrong in ["http://id.example", "id.example", "https://id.example/?a=b", "https://u:p@id.example"]
        {
            assert!(client(&[(ISSUER, wrong), WHO, KEY]).is_err_and(|said| said.contains(ISSUER)), "{wrong}");
        }
        assert!(client(&[(ISSUER, "http://127.0.0.1:4100"), WHO, KEY]).is_ok());
    }

    #[test]
    fn the_secret_may_be_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "\u{feff}from a file\r\n").unwrap();
        let app = client(&[AT, WHO, (SECRET_FILE, path.to_str().unwrap())]).unwrap().unwrap();
        assert_eq!(app.secret.expose(), "from a file");
        fs::write(&path, " \n").unwrap();
        for (named, why) in [("/none", "cannot be read"), (path.to_str().unwrap(), "not empty")] {
            let said = client(&[AT, WHO, (SECRET_FILE, named)]).err().unwrap();
            assert!(said.contains(SECRET_FILE) && said.contains(why), "{said}");
            assert!(!said.contains("belong together"), "one mistake is told once: {said}");
        }
        let said = client(&[AT, WHO, (SECRET_FILE, "none")]).err().unwrap();
        assert!(
            said.contains(&std::env::current_dir().unwrap().join("none").display().to_string()),
            "{said}"
        );
    }
}
