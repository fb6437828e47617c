//! The consents that the simulated Google holds, with the codes and tokens of each. It knows no
//! request.

use std::collections::BTreeMap;

use super::derive;
use super::google_events::Events;
use crate::domain::sandbox::{GoogleConsentRow, Snapshot};

pub(super) const HOUR_MS: i64 = 3_600_000;
/// The life of a code.
const CODE_MS: i64 = 600_000;
/// The life of a consent to an app in testing.
pub(super) const TESTING_MS: i64 = 7 * 24 * HOUR_MS;

/// What a person agreed to, with everything that came of it.
#[derive(Clone)]
pub(super) struct Consent {
    pub(super) account: String,
    pub(super) scopes: Vec<String>,
    pub(super) ends_at: Option<i64>,
}

#[derive(Clone)]
pub(super) struct Code {
    pub(super) consent: Consent,
    pub(super) redirect: String,
    pub(super) challenge: Option<String>,
    pub(super) made_at: i64,
}

#[derive(Clone)]
pub(super) struct Access {
    pub(super) consent: Consent,
    pub(super) ends_at: i64,
}

#[derive(Clone, Default)]
pub(super) struct Google {
    made: u64,
    pub(super) codes: BTreeMap<String, Code>,
    pub(super) refresh: BTreeMap<String, Consent>,
    pub(super) access: BTreeMap<String, Access>,
    pub(super) events: Events,
}

impl Google {
    /// A token of its own, by which the account is recognised: `ya29.ana@clinic.example~…`.
    pub(super) fn token(&mut self, prefix: &str, account: &str) -> String {
        self.made += 1;
        format!("{prefix}{account}~{}", derive::hex32(&[prefix, account, &self.made.to_string()]))
    }

    pub(super) fn code(&mut self, code: Code) -> String {
        let text = self.token("4/", &code.consent.account);
        self.codes.insert(text.clone(), code);
        text
    }

    /// Uses a code up.
    pub(super) fn take_code(&mut self, text: &str, now: i64) -> Option<Code> {
        self.codes.remove(text).filter(|code| now < code.made_at + CODE_MS)
    }

    pub(super) fn access(&mut self, consent: &Consent, now: i64) -> String {
        let text = self.token("ya29.", &consent.account);
        let access = Access { consent: consent.clone(), ends_at: now + HOUR_MS };
        self.access.insert(text.clone(), access);
        text
    }

    pub(super) fn refresh(&mut self, consent: &Consent) -> String {
        let text = self.token("1//", &consent.account);
        self.refresh.insert(text.clone(), consent.clone());
        text
    }

    /// The consent of an access token that works.
    pub(super) fn of_access(&self, token: &str, now: i64) -> Option<&Consent> {
        self.access.get(token).filter(|access| now < access.ends_at).map(|access| &access.consent)
    }

    /// The consent of a refresh token that works.
    pub(super) fn of_refresh(&self, token: &str, now: i64) -> Option<Consent> {
        self.refresh.get(token).filter(|consent| consent.ends_at.is_none_or(|at| now < at)).cloned()
    }

    /// Ends every token of the account: Google knows one consent of a person for an app.
    pub(super) fn revoke(&mut self, account: &str) -> bool {
        let before = self.refresh.len() + self.access.len();
        self.refresh.retain(|_, consent| consent.account != account);
        self.access.retain(|_, access| access.consent.account != account);
        self.refresh.len() + self.access.len() < before
    }

    pub(super) fn show(&self, snapshot: &mut Snapshot) {
        let mut rows: BTreeMap<&str, GoogleConsentRow> = BTreeMap::new();
        for consent in self.refresh.values() {
            let row = rows.entry(&consent.account).or_insert_with(|| GoogleConsentRow {
                account: consent.account.clone(),
                scopes: Vec::new(),
                tokens: 0,
            });
            row.scopes.clone_from(&consent.scopes);
            row.tokens += 1;
        }
        snapshot.google_consents.extend(rows.into_values());
    }
}

/// The account of a token or a code, as its text tells.
pub(super) fn account_of(token: &str) -> Option<&str> {
    let rest = ["4/", "ya29.", "1//"].iter().find_map(|prefix| token.strip_prefix(prefix))?;
    rest.rsplit_once('~').map(|(account, _)| account)
}

/// The part of an e-mail that says what the account is for.
pub(super) fn role(account: &str) -> &str {
    account.split_once('@').map_or(account, |(role, _)| role)
}

/// Google's own id of the account.
pub(super) fn sub(account: &str) -> String {
    let digits: String =
        derive::hex32(&["sub", account]).bytes().map(|byte| char::from(b'0' + byte % 10)).take(20).collect();
    format!("1{digits}")
}
