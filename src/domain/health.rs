//! The health of a stored key: the cause of what is wrong with it, and how its days were.

use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    codes::codes,
    credential::CredentialStatus,
    locale::{Locale, pick},
    moment,
    problem::{Problem, ProblemKind},
    provider::Provider,
    view::Asked,
};

codes! {
    /// The reason why a stored key does not work. Each problem names its own
    /// ([`ProblemKind::cause`](super::problem::ProblemKind::cause)).
    pub enum Cause {
        /// The provider refuses the key.
        BadKey = "bad_key",
        /// The provider takes the key, but not for something that AVA does.
        MissingRight = "missing_right",
        /// No credit, no balance, or nothing left of a quota.
        Quota = "quota",
        /// The provider takes no further requests of this account for now.
        RateLimit = "rate_limit",
        /// The provider answers that it fails, or does not answer.
        Outage = "outage",
        /// Nothing reaches the provider: its name is not found, or no connection is made.
        Network = "network",
        /// A person's consent has ended, or was taken back.
        ExpiredConsent = "expired_consent",
        /// This installation's keys do not open the stored secret.
        Unreadable = "unreadable",
    }
}

codes! {
    /// How well a key works, from the best to the worst.
    #[derive(PartialOrd, Ord)]
    pub enum Severity {
        Up = "up",
        /// It may work again without anybody's doing.
        Degraded = "degraded",
        /// Somebody has to do something.
        Down = "down",
    }
}

impl Severity {
    /// The worst of these causes.
    pub fn of(causes: &[Cause]) -> Self {
        causes.iter().map(|cause| cause.severity()).max().unwrap_or(Severity::Up)
    }
}

impl Cause {
    pub const fn severity(self) -> Severity {
        match self {
            Cause::RateLimit | Cause::Outage | Cause::Network => Severity::Degraded,
            Cause::BadKey
            | Cause::MissingRight
            | Cause::Quota
            | Cause::ExpiredConsent
            | Cause::Unreadable => Severity::Down,
        }
    }
}

impl Cause {
    /// The cause in a few words, as they stand inside a sentence.
    pub const fn words(self, locale: Locale) -> &'static str {
        match self {
            Cause::BadKey => pick!(locale, "the key is refused", "la clé est refusée"),
            Cause::MissingRight => pick!(locale, "a right is missing", "un droit manque"),
            Cause::Quota => {
                pick!(locale, "no credit or quota is left", "il n’y a plus de crédit ou de quota")
            }
            Cause::RateLimit => pick!(locale, "too many requests", "trop de demandes"),
            Cause::Outage => pick!(locale, "it does not answer", "aucune réponse"),
            Cause::Network => pick!(locale, "it cannot be reached", "injoignable par le réseau"),
            Cause::ExpiredConsent => pick!(locale, "the consent has ended", "l’autorisation a pris fin"),
            Cause::Unreadable => {
                pick!(locale, "the stored key cannot be opened", "la clé enregistrée ne s’ouvre pas")
            }
        }
    }
}

/// The milliseconds of a day of UTC, by which history is kept.
pub const DAY_MS: i64 = 24 * 3600 * 1000;
/// The days that a strip shows, and that history is kept for.
pub const DAYS: usize = 90;

/// The number of the day that a moment falls on, since 1970-01-01.
pub const fn day_of(at_ms: i64) -> i64 {
    at_ms.div_euclid(DAY_MS)
}

/// What was wrong on each of the last [`DAYS`] days, the newest last; `None` for a day without a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strip {
    /// The newest day, by its number.
    pub today: i64,
    days: Vec<Option<Vec<Cause>>>,
}

impl Strip {
    /// Takes each day with its causes, in any order; what is older than the strip is left out.
    pub fn new(now_ms: i64, days: impl IntoIterator<Item = (i64, Vec<Cause>)>) -> Self {
        let today = day_of(now_ms);
        let mut strip = Self { today, days: vec![None; DAYS] };
        for (day, causes) in days {
            let ago = usize::try_from(today - day).ok().filter(|ago| *ago < DAYS);
            if let Some(ago) = ago {
                strip.days[DAYS - 1 - ago].get_or_insert_default().extend(causes);
            }
        }
        strip
    }

    /// The number of the oldest day.
    pub fn oldest(&self) -> i64 {
        self.today + 1 - i64::try_from(self.days.len()).unwrap_or_default()
    }

    /// Each day by its number, the oldest first.
    pub fn days(&self) -> impl Iterator<Item = (i64, Option<&[Cause]>)> {
        (self.oldest()..).zip(self.days.iter().map(Option::as_deref))
    }

    /// How many days were no better and no worse than that.
    pub fn count(&self, of: Severity) -> usize {
        self.days.iter().flatten().filter(|causes| Severity::of(causes) == of).count()
    }
}

/// The checks of a stored key, as its card tells them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// When its provider was last asked; `None` before the first time.
    pub last: Option<i64>,
    pub next: i64,
    pub strip: Strip,
}

/// What is asked of a card's history: `vapi`, or `vapi?day=2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HealthQuery {
    pub provider: Provider,
    /// The only day that is asked for, by its number.
    pub day: Option<i64>,
}

impl HealthQuery {
    /// The name of the day in a query.
    pub const DAY: &str = "day";
}

impl Asked for HealthQuery {
    fn asked(id: &str) -> Result<Self, Problem> {
        let address = Address::read(id);
        let provider = Provider::from_code(&address.path).ok_or(ProblemKind::NotFound)?;
        let day = address.value(Self::DAY).and_then(|day| moment::day_number(&day));
        Ok(Self { provider, day })
    }
}

/// A day of a card on which something was wrong, or all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    pub day: i64,
    pub worst: Severity,
    pub degraded_ms: i64,
    pub down_ms: i64,
    pub causes: Vec<Cause>,
    /// The first moment at which something was wrong.
    pub first_at: Option<i64>,
}

/// A change of a card's status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    pub at: i64,
    /// `None` where nothing was connected.
    pub from: Option<CredentialStatus>,
    pub to: Option<CredentialStatus>,
    pub cause: Option<Cause>,
    pub problem: Option<Problem>,
}

/// The history of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthView {
    pub now: i64,
    pub provider: Provider,
    pub strip: Strip,
    /// The days on which something was wrong, the newest first.
    pub days: Vec<DayView>,
    pub day: Option<i64>,
    /// The changes of that day, or of all days, the newest first.
    pub changes: Vec<ChangeView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_ends_today_and_has_the_worst_of_each_day() {
        let now = 20_000 * DAY_MS + 5;
        let days = [
            (20_000, vec![]),
            (20_000, vec![Cause::Outage, Cause::BadKey]),
            (19_999, vec![Cause::RateLimit]),
            (20_000 - 89, vec![]),
            (20_000 - 90, vec![Cause::Quota]),
            (20_001, vec![Cause::Quota]),
        ];
        let strip = Strip::new(now, days);
        let all: Vec<_> = strip.days().collect();
        assert_eq!((all.len(), all[0]), (DAYS, (20_000 - 89, Some(&[] as &[Cause]))));
        assert_eq!(all[DAYS - 1], (20_000, Some(&[Cause::Outage, Cause::BadKey] as &[Cause])));
        assert_eq!(all[DAYS - 2], (19_999, Some(&[Cause::RateLimit] as &[Cause])));
        assert_eq!(all[DAYS - 3], (19_998, None));
        assert_eq!([Severity::Up, Severity::Degraded, Severity::Down].map(|of| strip.count(of)), [1, 1, 1]);
    }

    #[test]
    fn a_history_is_asked_for_by_its_card_and_day() {
        let asked = |id| HealthQuery::asked(id).map(|query| (query.provider, query.day)).ok();
        assert_eq!(asked("vapi"), Some((Provider::Vapi, None)));
        assert_eq!(asked("twilio?day=1970-01-31"), Some((Provider::Twilio, Some(30))));
        assert_eq!(asked("vapi?day=yesterday"), Some((Provider::Vapi, None)));
        assert_eq!(asked("acme"), None);
    }

    #[test]
    fn a_day_begins_at_midnight_of_utc() {
        assert_eq!([day_of(-1), day_of(0), day_of(DAY_MS - 1), day_of(DAY_MS)], [-1, 0, 0, 1]);
    }
}
