//! The difference between an appointment and what its customer was last told.

use crate::domain::appointment::{AppointmentState, AppointmentView};

/// The state of an appointment that its customer was last told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastMail {
    pub starts_at: i64,
    pub is_cancelled: bool,
}

/// The change that a mail tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Booked,
    /// The appointment has moved from this time, which the customer knows; in epoch milliseconds.
    MovedFrom(i64),
    Cancelled,
    Reminder,
}

/// What there is to say of an appointment, if anything; `asked` where a person wants it said again.
pub fn news(appointment: &AppointmentView, told: Option<LastMail>, asked: bool) -> Option<News> {
    match (appointment.state, told) {
        (AppointmentState::Booked, None) => Some(News::Booked),
        (AppointmentState::Booked, Some(told)) if told.starts_at != appointment.starts_at => {
            Some(News::MovedFrom(told.starts_at))
        }
        (AppointmentState::Booked, Some(_)) => asked.then_some(News::Booked),
        (AppointmentState::Cancelled, None) => None,
        (AppointmentState::Cancelled, Some(told)) => (asked || !told.is_cancelled).then_some(News::Cancelled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appointment(state: AppointmentState, starts_at: i64) -> AppointmentView {
        AppointmentView {
            id: "0190a5e2-7c1b-7000-8000-000000000001".parse().unwrap(),
            service_id: None,
            service: "Consultation".to_owned(),
            starts_at,
            ends_at: starts_at + 1,
            customer: "Ana".to_owned(),
            phone: None,
            email: None,
            note: String::new(),
            state,
            contact: None,
            call: None,
        }
    }

    #[test]
    fn a_customer_is_told_what_they_do_not_know() {
        use AppointmentState::{Booked, Cancelled};
        let told = |starts_at, is_cancelled| Some(LastMail { starts_at, is_cancelled });
        for (state, knows, asked, says) in [
            (Booked, None, false, Some(News::Booked)),
            (Booked, told(7, false), false, Some(News::MovedFrom(7))),
            (Booked, told(9, false), false, None),
            (Booked, told(9, false), true, Some(News::Booked)),
            (Cancelled, None, false, None),
            (Cancelled, None, true, None),
            (Cancelled, told(7, false), false, Some(News::Cancelled)),
            (Cancelled, told(9, true), false, None),
            (Cancelled, told(9, true), true, Some(News::Cancelled)),
        ] {
            assert_eq!(news(&appointment(state, 9), knows, asked), says, "{state:?} {knows:?} {asked}");
        }
    }
}
