//! The operator's own Twilio account, which managed numbers are bought with.
//!
//! Its key opens accounts for orgs and asks what is for sale, and nothing else: numbers
//! are managed with the key of the org's account.

use super::Reader;
use crate::{
    domain::{
        sandbox::{PLATFORM_TWILIO_SID, PLATFORM_TWILIO_TOKEN},
        secret_format,
    },
    server::{providers::twilio::TwilioAuth, vault::secret::Secret},
};

const SID: &str = "AVA_TWILIO_ACCOUNT_SID";
const TOKEN: &str = "AVA_TWILIO_AUTH_TOKEN";
const DAY: &str = "AVA_MANAGED_PURCHASES";

#[derive(Clone)]
pub struct Platform {
    pub account: TwilioAuth,
    /// The most orders of all orgs together in a UTC day.
    pub orders: u32,
    /// Whether orgs may buy about which the operator has decided nothing.
    pub open_to_all: bool,
}

/// `None` without an account. With simulators, their account is the default.
pub(super) fn read(reader: &mut Reader<'_>, stub: bool, production: bool) -> Option<Platform> {
    let orders = reader.parsed(DAY, 100, "1 to 100000", |text| {
        text.parse().ok().filter(|count| (1..=100_000).contains(count))
    });
    let (sid, token) = match (reader.text(SID), reader.text(TOKEN)) {
        (None, None) if stub => (PLATFORM_TWILIO_SID.to_owned(), PLATFORM_TWILIO_TOKEN.to_owned()),
        (None, None) => return None,
        (Some(sid), Some(token)) => (sid, token),
        _ => {
            reader.mistakes.push(format!("{SID} and {TOKEN} belong together: give both, or neither"));
            return None;
        }
    };
    let (Ok(account_sid), Ok(token)) = (secret_format::account_sid(&sid), secret_format::key(&token)) else {
        reader.mistakes.push(format!("{SID} must be AC and 32 hexadecimal digits, {TOKEN} without spaces"));
        return None;
    };
    let account = TwilioAuth { account_sid, auth_token: Secret::new(token), api_key: None };
    Some(Platform { account, orders, open_to_all: !production })
}

#[cfg(test)]
mod tests {
    use crate::{domain::quota::Quota, server::config::Config};

    fn platform(vars: &[(&str, &str)]) -> Result<Option<String>, String> {
        let get =
            |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let config = Config::read(&get).map_err(|mistakes| mistakes.to_string())?;
        Ok(config.platform.map(|platform| platform.account.account_sid))
    }

    const REAL: (&str, &str) = ("INTEGRATIONS_STUB_MODE", "false");
    const ACCOUNT: (&str, &str) = (super::SID, "AC0123456789abcdef0123456789abcdef");

    #[test]
    fn lesson_09_there_is_none_unless_the_operator_gives_one() {
        assert_eq!(platform(&[REAL]), Ok(None));
        assert!(platform(&[REAL, ACCOUNT]).is_err_and(|said| said.contains(super::TOKEN)));
        assert!(platform(&[REAL, ACCOUNT, (super::TOKEN, "a b")]).is_err());
        let given = [REAL, ACCOUNT, (super::TOKEN, "0123456789abcdef0123456789abcdef")];
        assert_eq!(platform(&given), Ok(Some(ACCOUNT.1.to_owned())));
    }

    #[test]
    fn the_simulators_have_one_and_it_can_be_turned_off() {
        assert!(platform(&[]).is_ok_and(|platform| platform.is_some()));
        let limit = Quota::ManagedNumbers.row().setting;
        assert_eq!(platform(&[(limit, "0")]), Ok(None));
        assert!(platform(&[(limit, "many")]).is_err());
        assert!(platform(&[(super::DAY, "0")]).is_err_and(|said| said.contains(super::DAY)));
    }

    #[test]
    fn lesson_78_in_production_nobody_buys_whom_the_operator_has_not_allowed() {
        let open = |vars: &[(&str, &str)]| {
            let get = |name: &str| {
                vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            Config::read(&get).ok().and_then(|config| config.platform).map(|platform| platform.open_to_all)
        };
        assert_eq!(open(&[]), Some(true));
        let token = (super::TOKEN, "0123456789abcdef0123456789abcdef");
        let address = ("AVA_PUBLIC_URL", "https://ava.example.com");
        assert_eq!(
            open(&[("AVA_ENV", "production"), ("AVA_MASTER_KEY", "x"), address, ACCOUNT, token]),
            Some(false)
        );
    }
}
