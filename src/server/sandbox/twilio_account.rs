//! Twilio's accounts and who may open them: by auth token, by API key, or, for
//! Vapi's imports, by what the import was given. It must not know HTTP.

use std::collections::BTreeMap;

use super::derive;
use super::faults;
use super::seed;
use super::twilio_api::Simulated;
use super::twilio_call::Spoken;
use super::twilio_keys::ApiKey;
use super::twilio_number::Number;
use super::twilio_purchase::Address;

#[derive(Clone, Default)]
pub(super) struct Twilio {
    pub(super) accounts: BTreeMap<String, Account>,
    /// Account and number of each purchase, which is billed whatever became of the number.
    pub(super) charges: Vec<(String, String)>,
}

#[derive(Clone)]
pub(super) struct Account {
    pub(super) sid: String,
    pub(super) token: String,
    /// A token that opens the account as well, until it is promoted or deleted.
    pub(super) secondary_token: Option<String>,
    /// Counts those deleted as well.
    pub(super) tokens_made: u32,
    pub(super) friendly_name: String,
    /// `Full` or `Trial`
    pub(super) kind: String,
    /// `active`, `suspended` or `closed`
    pub(super) status: String,
    /// The account's own sid, unless it is a subaccount.
    pub(super) owner_sid: String,
    pub(super) test_credentials: bool,
    pub(super) created_ms: i64,
    pub(super) numbers: Vec<Number>,
    pub(super) addresses: Vec<Address>,
    /// Counts those deleted as well.
    pub(super) addresses_made: u32,
    /// Calls that the account made, oldest first.
    pub(super) spoken: Vec<Spoken>,
    /// Keys made by holders of the token.
    pub(super) keys: Vec<ApiKey>,
    /// Counts those deleted as well.
    pub(super) keys_made: u32,
    /// Whether the account refuses to make keys or to show them.
    pub(super) keyless: bool,
}

/// The credential that the account was opened with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    WithToken,
    WithApiKey,
}

pub(super) enum NotOpened {
    /// The user name is no sid.
    Username,
    /// Anything else; Twilio does not tell a wrong token from a foreign account.
    Password,
}

pub(super) enum ImportRefused {
    Credentials,
    NoSuchNumber,
}

impl Account {
    pub(super) fn active(sid: &str, token: &str, friendly_name: &str, created_ms: i64) -> Self {
        Self {
            sid: sid.to_owned(),
            token: token.to_owned(),
            secondary_token: None,
            tokens_made: 0,
            friendly_name: friendly_name.to_owned(),
            kind: "Full".to_owned(),
            status: "active".to_owned(),
            owner_sid: sid.to_owned(),
            test_credentials: false,
            created_ms,
            numbers: Vec::new(),
            addresses: Vec::new(),
            addresses_made: 0,
            spoken: Vec::new(),
            keys: Vec::new(),
            keys_made: 0,
            keyless: false,
        }
    }

    pub(super) fn is_subaccount(&self) -> bool {
        self.owner_sid != self.sid
    }

    fn knows(&self, password: &str) -> bool {
        self.token == password || self.secondary_token.as_deref() == Some(password)
    }

    pub(super) fn add(&mut self, number: Number) -> &mut Number {
        self.numbers.push(number);
        let last = self.numbers.len() - 1;
        &mut self.numbers[last]
    }
}

/// The 32 hex digits of a sid with this prefix.
pub(super) fn sid_digits<'a>(sid: &'a str, prefix: &str) -> Option<&'a str> {
    sid.strip_prefix(prefix).filter(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl Twilio {
    /// Makes the account that a sid stands for, unless it is there. Its token
    /// is the sid's own digits.
    pub(super) fn materialise(&mut self, sid: &str, now: i64) {
        if let Some(digits) = sid_digits(sid, "AC")
            && !self.accounts.contains_key(sid)
        {
            let account = seed::by_rule(self, sid, digits, now);
            self.accounts.insert(sid.to_owned(), account);
        }
    }

    /// The account that a user name signs in to: that name itself, or the owner of the key.
    pub(super) fn account_of(&self, user: &str) -> String {
        let Some(digits) = sid_digits(user, "SK") else { return user.to_owned() };
        let made = self.accounts.values().find(|account| account.keys.iter().any(|key| key.sid == user));
        made.map_or_else(|| format!("AC{digits}"), |account| account.sid.clone())
    }

    pub(super) fn open(
        &mut self,
        sid: &str,
        user: &str,
        password: &str,
        now: i64,
    ) -> Result<Opened, NotOpened> {
        if let Some(key_digits) = sid_digits(user, "SK") {
            self.materialise(sid, now);
            let by_rule = sid_digits(sid, "AC") == Some(key_digits) && password == key_digits;
            // The keys of a suspended account open nothing.
            let fits = self.accounts.get(sid).is_some_and(|account| {
                !(account.is_subaccount() && account.status != "active")
                    && (by_rule || account.keys.iter().any(|key| key.opens(user, password)))
            });
            return if fits { Ok(Opened::WithApiKey) } else { Err(NotOpened::Password) };
        }
        if sid_digits(user, "AC").is_none() {
            return Err(NotOpened::Username);
        }
        self.materialise(user, now);
        self.materialise(sid, now);
        // Nor does its token, once its parent has suspended it.
        let knows_password = self.accounts.get(user).is_some_and(|account| {
            account.knows(password) && !(account.is_subaccount() && account.status != "active")
        });
        // A parent may act on its subaccounts, never the reverse.
        let may_act =
            self.accounts.get(sid).is_some_and(|account| account.sid == user || account.owner_sid == user);
        if knows_password && may_act { Ok(Opened::WithToken) } else { Err(NotOpened::Password) }
    }

    /// Opens the account and finds the number, as Vapi does at an import.
    pub(super) fn number_for_import(
        &mut self,
        sid: &str,
        user: &str,
        password: &str,
        phone_number: &str,
        now: i64,
    ) -> Result<&mut Number, ImportRefused> {
        if sid_digits(sid, "AC").is_none() {
            return Err(ImportRefused::NoSuchNumber);
        }
        let usable =
            faults::of_credential(&Simulated, sid).is_none() && self.open(sid, user, password, now).is_ok();
        let account = self
            .accounts
            .get_mut(sid)
            .filter(|account| usable && account.status == "active" && !account.test_credentials)
            .ok_or(ImportRefused::Credentials)?;
        account
            .numbers
            .iter_mut()
            .find(|number| number.phone_number == phone_number)
            .ok_or(ImportRefused::NoSuchNumber)
    }

    pub(super) fn is_at_another_vapi_org(&self, phone_number: &str) -> bool {
        self.owner_of(phone_number).is_some_and(|number| number.at_another_vapi_org)
    }

    pub(super) fn owner_of(&self, phone_number: &str) -> Option<&Number> {
        self.accounts
            .values()
            .flat_map(|account| &account.numbers)
            .find(|number| number.phone_number == phone_number)
    }

    /// A derived number that no account has.
    pub(super) fn unused_number(&self, sid: &str, taken: &[Number], index: usize) -> String {
        let mut attempt = 0_u32;
        loop {
            let number = derive::us_number(&[sid, &index.to_string(), &attempt.to_string()]);
            let own = taken.iter().any(|taken| taken.phone_number == number);
            if !own && self.owner_of(&number).is_none() {
                return number;
            }
            attempt += 1;
        }
    }

    /// A number of any account, for edits out of band.
    pub(super) fn find_mut(&mut self, number_sid: &str) -> Option<&mut Number> {
        self.accounts
            .values_mut()
            .flat_map(|account| &mut account.numbers)
            .find(|number| number.sid == number_sid)
    }

    /// Removes a number; returns whether there was one.
    pub(super) fn remove_number(&mut self, number_sid: &str) -> bool {
        self.accounts.values_mut().any(|account| {
            let before = account.numbers.len();
            account.numbers.retain(|number| number.sid != number_sid);
            account.numbers.len() != before
        })
    }
}
