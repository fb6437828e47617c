//! Google Calendar: its row, and the public part of its credential. Nothing is typed: a
//! person agrees at Google.

use serde::{Deserialize, Serialize};

use super::{AccountConfig, Held, Provider, ProviderSpec, SameAccount};
use crate::domain::{form::form, locale::pick, problem::Right};

pub const PROVIDER: Provider = Provider::GoogleCalendar;

pub static SPEC: ProviderSpec = ProviderSpec {
    provider: PROVIDER,
    code: "google_calendar",
    name: "Google Calendar",
    fields: &[],
    held: Held::Access,
    refused: |locale| {
        pick!(
            locale,
            "Google does not accept AVA’s access to this calendar any more. Connect it again.",
            "Google n’accepte plus l’accès d’AVA à cet agenda. Connectez-le à nouveau."
        )
    },
    lacks_right: |locale| {
        pick!(
            locale,
            "Google does not let AVA do this in the calendar. Connect it again, and leave every box ticked.",
            "Google ne permet pas cela à AVA dans l’agenda. Connectez-le à nouveau, en laissant toutes les \
             cases cochées."
        )
    },
    is_compared: false,
};

/// The life of a consent to an app that is in testing: its refresh token dies after 7 days
/// (Google, “Using OAuth 2.0 to Access Google APIs”, refresh token expiration).
const TESTING_MS: i64 = 7 * DAY_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
const HOUR_MS: i64 = 3600 * 1000;

/// The most calendars of an account that are offered.
pub const MAX_CALENDARS: usize = 100;
/// The id by which Google knows the main calendar of any account.
pub const PRIMARY: &str = "primary";

/// The known facts of a Google account, and what its owner agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoogleCalendarConfig {
    /// Google's own id of the account, which stays when the e-mail changes.
    pub sub: String,
    pub email: Option<String>,
    /// The rights whose boxes were ticked.
    pub granted: Vec<Right>,
    pub granted_at: i64,
    /// The end of the consent, where Google told it.
    #[serde(default)]
    pub ends_at: Option<i64>,
    /// The calendars of the account that AVA may write into.
    #[serde(default)]
    pub calendars: Vec<Calendar>,
    /// The calendar for appointments; `None` is the main one.
    #[serde(default)]
    pub calendar: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub primary: bool,
}

/// The rights that AVA asks for, in the order in which missing ones are named.
pub const RIGHTS: [Right; 2] = [Right::WriteEvents, Right::ListCalendars];

impl GoogleCalendarConfig {
    /// The rights whose boxes were left unticked.
    pub fn missing(&self) -> impl Iterator<Item = Right> {
        RIGHTS.into_iter().filter(|right| !self.granted.contains(right))
    }

    /// The calendar for appointments, as far as the account's calendars are known.
    pub fn chosen(&self) -> Option<&Calendar> {
        match &self.calendar {
            Some(id) => self.calendars.iter().find(|calendar| calendar.id == *id),
            None => self.calendars.iter().find(|calendar| calendar.primary),
        }
    }

    /// Whether the calendar that was chosen is not among the account's any more.
    pub fn is_calendar_gone(&self) -> bool {
        self.calendar.is_some() && !self.calendars.is_empty() && self.chosen().is_none()
    }

    /// Whether the consent lasts as long as one to an app that is in testing.
    pub fn is_in_testing(&self) -> bool {
        self.ends_at.is_some_and(|at| is_about(at.saturating_sub(self.granted_at), TESTING_MS))
    }

    /// Whether a consent that is over by `now` has lived as long as one to an app in testing: until
    /// the end that Google told, else for about as long. One that ended before was taken back.
    pub fn died_in_testing(&self, now: i64) -> bool {
        let lived = |end: i64| now >= end.saturating_sub(HOUR_MS);
        match self.ends_at {
            Some(end) => self.is_in_testing() && lived(end),
            None => {
                let end = self.granted_at.saturating_add(TESTING_MS);
                lived(end) && is_about(now.saturating_sub(self.granted_at), TESTING_MS)
            }
        }
    }
}

/// Whether both times are within a day of each other: the end is noticed by the next use.
const fn is_about(time: i64, other: i64) -> bool {
    time.abs_diff(other) <= DAY_MS.unsigned_abs()
}

impl AccountConfig for GoogleCalendarConfig {
    fn same_account(&self, other: &Self) -> SameAccount {
        if self.sub == other.sub { SameAccount::Yes } else { SameAccount::No }
    }

    fn masked(&self, last4: &str) -> String {
        self.email.clone().unwrap_or_else(|| format!("•••• {last4}"))
    }

    fn value(&self, _field: &str) -> Option<String> {
        None
    }

    fn expires_at(&self) -> Option<i64> {
        self.ends_at
    }

    /// What was granted came together with the secret.
    fn unverified(self) -> Self {
        self
    }

    fn remembering(self, former: &Self) -> Self {
        if self.sub != former.sub {
            return self;
        }
        Self {
            email: self.email.or_else(|| former.email.clone()),
            calendars: if self.calendars.is_empty() { former.calendars.clone() } else { self.calendars },
            ..self
        }
    }

    /// The calendar was chosen here, perhaps while Google was asked.
    fn learning(&self, told: Self) -> Self {
        Self { calendar: self.calendar.clone(), ..told }
    }
}

form! {
    /// The form that chooses the calendar for appointments.
    pub struct CalendarForm {
        pub calendar: String at Calendar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> GoogleCalendarConfig {
        GoogleCalendarConfig {
            sub: "1".to_owned(),
            email: Some("ana@clinic.example".to_owned()),
            granted: RIGHTS.to_vec(),
            granted_at: 0,
            ends_at: None,
            calendars: vec![Calendar { id: "a".to_owned(), name: "Ana".to_owned(), primary: true }],
            calendar: None,
        }
    }

    #[test]
    fn the_account_is_its_sub_whatever_its_email_is() {
        let renamed = GoogleCalendarConfig { email: None, ..config() };
        assert_eq!(config().same_account(&renamed), SameAccount::Yes);
        let other = GoogleCalendarConfig { sub: "2".to_owned(), ..config() };
        assert_eq!(config().same_account(&other), SameAccount::No);
        assert_eq!(other.clone().remembering(&config()), other);
        assert_eq!(
            GoogleCalendarConfig { calendars: Vec::new(), ..renamed }.remembering(&config()),
            config()
        );
    }

    #[test]
    fn a_choice_that_is_made_while_google_is_asked_stays() {
        let chosen = GoogleCalendarConfig { calendar: Some("b".to_owned()), ..config() };
        assert_eq!(chosen.learning(config()), chosen);
        assert_eq!(chosen.chosen(), None, "the account has no such calendar any more");
        assert_eq!(config().chosen().map(|calendar| calendar.id.as_str()), Some("a"));
    }

    #[test]
    fn every_right_that_was_not_granted_is_missing() {
        assert_eq!(config().missing().next(), None);
        let some = GoogleCalendarConfig { granted: vec![Right::ReadBusyTimes], ..config() };
        assert_eq!(some.missing().collect::<Vec<_>>(), [Right::WriteEvents, Right::ListCalendars]);
    }

    #[test]
    fn seven_days_are_the_life_of_an_app_in_testing() {
        let ends = |ends_at| GoogleCalendarConfig { ends_at: Some(ends_at), ..config() };
        assert!(ends(7 * DAY_MS - 1000).is_in_testing());
        assert!(!ends(30 * DAY_MS).is_in_testing() && !config().is_in_testing());
        assert!(config().died_in_testing(7 * DAY_MS + 3_600_000));
        for now in [3 * DAY_MS, 6 * DAY_MS + HOUR_MS, 40 * DAY_MS] {
            assert!(!config().died_in_testing(now), "{now}");
        }
        // Somebody took it back before its end.
        let in_testing = ends(7 * DAY_MS);
        assert!(
            !in_testing.died_in_testing(2 * DAY_MS) && !in_testing.died_in_testing(7 * DAY_MS - 2 * HOUR_MS)
        );
        assert!(in_testing.died_in_testing(7 * DAY_MS - HOUR_MS) && in_testing.died_in_testing(20 * DAY_MS));
        assert!(!ends(30 * DAY_MS).died_in_testing(7 * DAY_MS), "Google told another end");
    }
}
