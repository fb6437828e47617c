//! When an organisation can be booked.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    domain::{
        appointment::{BookingSettings, BookingSettingsForm, ClosedDays, write_spans},
        locale::Locale,
    },
    server::api::version_of,
};

/// When an organisation can be booked, as it is replaced. A day is `9:00–12:30, 14:00–18:00`, and empty
/// where it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursBody {
    /// The zone of the hours, such as `Europe/Paris`.
    pub time_zone: String,
    #[serde(default)]
    pub monday: String,
    #[serde(default)]
    pub tuesday: String,
    #[serde(default)]
    pub wednesday: String,
    #[serde(default)]
    pub thursday: String,
    #[serde(default)]
    pub friday: String,
    #[serde(default)]
    pub saturday: String,
    #[serde(default)]
    pub sunday: String,
    /// Days on which nothing is offered: each `2026-12-25`, or `2026-12-24 – 2027-01-02`.
    #[serde(default)]
    pub closed_days: Vec<String>,
    /// Hours that lie between a booking and its appointment at least, up to 720.
    #[serde(default = "lead_time")]
    pub lead_time: u32,
    /// Days on which something is offered, with today, up to 366.
    #[serde(default = "days_ahead")]
    pub days_ahead: u32,
    /// The language of the mails to customers; `null` where they get none.
    #[serde(default)]
    pub mails: Option<Locale>,
    /// Hours before an appointment at which its customer is reminded of it, up to 336; 0 for no reminder.
    #[serde(default = "reminder")]
    pub reminder: u32,
}

fn lead_time() -> u32 {
    BookingSettings::default().lead_hours
}

fn days_ahead() -> u32 {
    BookingSettings::default().days_ahead
}

fn reminder() -> u32 {
    BookingSettings::default().reminder_hours
}

impl From<HoursBody> for BookingSettingsForm {
    fn from(body: HoursBody) -> Self {
        let HoursBody {
            time_zone: zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days,
            lead_time,
            days_ahead,
            mails,
            reminder,
        } = body;
        Self {
            zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed: closed_days.join("\n"),
            lead_hours: lead_time.to_string(),
            days_ahead: days_ahead.to_string(),
            mails: mails.map(Locale::code).unwrap_or_default().to_owned(),
            reminder_hours: reminder.to_string(),
        }
    }
}

impl From<&BookingSettings> for HoursBody {
    fn from(settings: &BookingSettings) -> Self {
        let BookingSettings { zone, hours, closed, lead_hours, days_ahead, mails, reminder_hours } = settings;
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] =
            hours.each_ref().map(|spans| write_spans(spans));
        Self {
            time_zone: zone.as_str().to_owned(),
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days: closed.iter().map(ClosedDays::to_string).collect(),
            lead_time: *lead_hours,
            days_ahead: *days_ahead,
            mails: *mails,
            reminder: *reminder_hours,
        }
    }
}

impl HoursBody {
    /// The version of settings that are so.
    pub fn version(&self) -> i64 {
        version_of(self)
    }
}

/// When an organisation can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hours {
    pub time_zone: String,
    pub monday: String,
    pub tuesday: String,
    pub wednesday: String,
    pub thursday: String,
    pub friday: String,
    pub saturday: String,
    pub sunday: String,
    pub closed_days: Vec<String>,
    /// Hours that lie between a booking and its appointment at least.
    pub lead_time: u32,
    /// Days on which something is offered, with today.
    pub days_ahead: u32,
    /// The language of the mails to customers; `null` where they get none.
    pub mails: Option<Locale>,
    /// Hours before an appointment at which its customer is reminded of it; 0 for no reminder.
    pub reminder: u32,
    /// What its `ETag` says.
    pub version: i64,
}

impl From<&BookingSettings> for Hours {
    fn from(settings: &BookingSettings) -> Self {
        let body = HoursBody::from(settings);
        let version = body.version();
        let HoursBody {
            time_zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days,
            lead_time,
            days_ahead,
            mails,
            reminder,
        } = body;
        Self {
            time_zone,
            monday,
            tuesday,
            wednesday,
            thursday,
            friday,
            saturday,
            sunday,
            closed_days,
            lead_time,
            days_ahead,
            mails,
            reminder,
            version,
        }
    }
}
