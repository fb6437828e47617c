//! The score of a contact: what speaks for it that somebody becomes a customer.

use serde::{Deserialize, Serialize};

use crate::domain::{
    codes::codes,
    locale::{Locale, say},
};

/// The score from which on a contact is a hot lead.
pub const HOT: u32 = 60;

codes! {
    /// A reason, with its points. Those of all reasons are 100.
    pub enum ScoreReason: u32 {
        /// There is an appointment that is not cancelled.
        Booked = "booked" => 30,
        /// There was more than one call.
        CalledAgain = "called_again" => 20,
        AskedPrice = "asked_price" => 15,
        AskedAppointment = "asked_appointment" => 15,
        /// One call was long.
        LongCall = "long_call" => 10,
        /// The last call was not long ago.
        CalledLately = "called_lately" => 10,
    }
}

impl ScoreReason {
    pub const fn points(self) -> u32 {
        self.facts()
    }
}

/// A reason of a score.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub why: ScoreReason,
    /// The appointments or calls of which it speaks; of a long call the minutes, of the last one the
    /// days within which it was.
    pub count: u32,
}

/// The sum of the reasons.
pub fn points(reasons: &[Reason]) -> u32 {
    reasons.iter().map(|reason| reason.why.points()).sum()
}

impl Reason {
    pub fn sentence(&self, locale: Locale) -> String {
        let (count, s) = (self.count, if self.count == 1 { "" } else { "s" });
        let why = self.why;
        say!(locale, match why {
            ScoreReason::Booked => "Has booked {count} appointment{s}", "A pris {count} rendez-vous";
            ScoreReason::CalledAgain => "Has called {count} times", "A appelé {count} fois";
            ScoreReason::AskedPrice => "Asked for a price", "A demandé un prix";
            ScoreReason::AskedAppointment => "Asked for an appointment", "A demandé un rendez-vous";
            ScoreReason::LongCall =>
                "Talked for {count} minutes in one call",
                "A parlé {count}\u{a0}minutes en un appel";
            ScoreReason::CalledLately =>
                "Called within the last {count} days",
                "A appelé dans les {count} derniers jours";
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_reasons_together_are_a_hundred() {
        let all: Vec<Reason> = ScoreReason::ALL.map(|why| Reason { why, count: 2 }).to_vec();
        assert_eq!(points(&all), 100);
        assert!(ScoreReason::ALL.iter().all(|why| why.points() < HOT), "one reason alone makes nobody hot");
    }

    #[test]
    fn each_reason_is_a_sentence_in_both_languages() {
        let booked = Reason { why: ScoreReason::Booked, count: 1 };
        assert_eq!(booked.sentence(Locale::En), "Has booked 1 appointment");
        for why in ScoreReason::ALL {
            let reason = Reason { why, count: 3 };
            assert_ne!(reason.sentence(Locale::En), reason.sentence(Locale::Fr));
        }
    }
}
