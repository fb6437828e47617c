//! People, their organisation and their devices, as pages see them.

use serde::{Deserialize, Serialize};

use super::{
    feature::Off,
    ids::{OrgId, UserId, ids},
    locale::Locale,
    problem::Rule,
    role::Role,
};

pub const MAX_ORG_NAME: u32 = 80;
pub const MAX_PERSON_NAME: u32 = 80;
pub const MIN_PASSWORD: u32 = 10;
/// Longer input is refused before it is hashed.
pub const MAX_PASSWORD: u32 = 128;

ids! {
    /// A signed-in device, as its owner sees it: never the cookie's value.
    DeviceId,
}

/// The signed-in person: read with the session, in one query, at every request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub user: UserId,
    pub org: OrgId,
    pub name: String,
    pub email: String,
    pub org_name: String,
    pub role: Role,
    /// The person's own setting; `None` follows the browser.
    pub locale: Option<Locale>,
    /// The features that are turned off for the org, or for everybody.
    pub off: Off,
    /// The count of notifications that the person has not read.
    pub unread: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    /// Browser and system, in words: "Firefox, Windows".
    pub name: String,
    pub signed_in_at: i64,
    pub last_seen_at: i64,
    pub current: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub now: i64,
    pub viewer: Viewer,
    pub devices: Vec<Device>,
}

/// Checks the length and the simplest guesses. Spaces count: a passphrase is welcome. A
/// password is taken as it was typed, unlike all other text.
pub fn password(text: &str, email: &str) -> Result<(), Rule> {
    let length = text.chars().count();
    if length == 0 {
        return Err(Rule::Required);
    }
    if length < MIN_PASSWORD as usize {
        return Err(Rule::TooShort(MIN_PASSWORD));
    }
    if length > MAX_PASSWORD as usize {
        return Err(Rule::TooLong(MAX_PASSWORD));
    }
    let folded = text.to_lowercase();
    let local = email.split('@').next().unwrap_or_default().to_lowercase();
    let mut distinct: Vec<char> = folded.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let common = ["password", "motdepasse", "azertyuiop", "qwertyuiop", "1234567890", "letmein"];
    if distinct.len() < 5
        || (!local.is_empty() && folded.replace(&local, "").chars().count() < 5)
        || common.iter().any(|word| folded.replace(word, "").chars().count() < 4)
    {
        return Err(Rule::GuessablePassword);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_and_not_the_first_guess() {
        assert_eq!(password("correct horse", "ana@clinic.example"), Ok(()));
        assert_eq!(password("short", "a@b.c"), Err(Rule::TooShort(10)));
        assert_eq!(password("aaaaaaaaaaaa", "a@b.c"), Err(Rule::GuessablePassword));
        assert_eq!(password("password123", "a@b.c"), Err(Rule::GuessablePassword));
        assert_eq!(password("ana.morel12", "ana.morel@clinic.example"), Err(Rule::GuessablePassword));
        assert_eq!(password(&"x1!".repeat(50), "a@b.c"), Err(Rule::TooLong(128)));
    }
}
