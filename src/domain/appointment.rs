//! Appointments: what can be booked, when, and what is booked.

mod parsing;

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    call::CallId,
    codes::codes,
    contact::ContactId,
    email::Email,
    form::{Texts, form},
    ids::{AgentId, ids},
    list::{InQuery, filters, list_query},
    locale::{Locale, pick, say},
    moment,
    phone::E164,
    problem::{Problem, Rule},
    query,
    text::{code, is_break, is_dash},
    view::Asked,
    zone::{Zone, ZoneName},
};

ids! {
    AppointmentId,
    /// The id of a service that can be booked.
    ServiceId,
}

/// The grain of appointments, in minutes: what two of them cannot share. Lengths and buffers are
/// multiples of it, and so is every offset of a zone.
pub const CELL_MINUTES: u32 = 5;
/// The minutes from one offered beginning to the next.
pub const STEP_MINUTES: u32 = 15;
pub const MAX_MINUTES: u32 = 8 * 60;
pub const MAX_BUFFER: u32 = 4 * 60;
pub const MAX_SERVICE_NAME: u32 = 80;
pub const MAX_PRICE: u32 = 40;
pub const MAX_CUSTOMER: u32 = 120;
pub const MAX_NOTE: u32 = 2_000;
/// The longest lead time, in hours.
pub const MAX_LEAD: u32 = 30 * 24;
/// The longest time before an appointment at which a customer is reminded of it, in hours.
pub const MAX_REMINDER: u32 = 14 * 24;
/// The days ahead that can be opened for bookings at most.
pub const MAX_AHEAD: u32 = 366;
pub const MAX_CLOSED: usize = 100;
/// The most hours of one day that are kept apart by breaks.
pub const MAX_SPANS: usize = 6;

codes! {
    pub enum Weekday {
        Monday = "monday",
        Tuesday = "tuesday",
        Wednesday = "wednesday",
        Thursday = "thursday",
        Friday = "friday",
        Saturday = "saturday",
        Sunday = "sunday",
    }
}

impl Weekday {
    /// The weekday of a day since 1970-01-01, which was a Thursday.
    pub const fn of(day: i64) -> Self {
        Self::ALL[(day + 3).rem_euclid(7) as usize]
    }

    pub const fn name(self, locale: Locale) -> &'static str {
        match self {
            Self::Monday => pick!(locale, "Monday", "Lundi"),
            Self::Tuesday => pick!(locale, "Tuesday", "Mardi"),
            Self::Wednesday => pick!(locale, "Wednesday", "Mercredi"),
            Self::Thursday => pick!(locale, "Thursday", "Jeudi"),
            Self::Friday => pick!(locale, "Friday", "Vendredi"),
            Self::Saturday => pick!(locale, "Saturday", "Samedi"),
            Self::Sunday => pick!(locale, "Sunday", "Dimanche"),
        }
    }

    /// The place in a week that begins on Monday.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// `Monday, 30 November 2026`, of a day since 1970-01-01.
pub fn said_day(day: i64, locale: Locale) -> String {
    let (weekday, date) = (Weekday::of(day).name(locale), moment::day_of_utc(day, locale));
    say!(locale, "{weekday}, {date}", "{weekday} {date}")
}

/// Like [`said_day`], inside a sentence, where French weekdays are lower case.
pub fn said_day_within(day: i64, locale: Locale) -> String {
    let said = said_day(day, locale);
    match locale {
        Locale::En => said,
        Locale::Fr => said.to_lowercase(),
    }
}

/// `30 November to 6 December 2026`, of the days from one to another; a year that both have is said once.
pub fn said_days(first: i64, last: i64, locale: Locale) -> String {
    let (from, to) = (moment::day_of_utc(first, locale), moment::day_of_utc(last, locale));
    let year = |said: &str| said.rsplit(' ').next().map(str::to_owned);
    let from = if year(&from) == year(&to) { moment::day_of_year(first, locale) } else { from };
    say!(locale, "{from} to {to}", "Du {from} au {to}")
}

/// Part of a day, in minutes since midnight as clocks show them; 1440 is its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub from: u16,
    pub to: u16,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{}:{:02}–{}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// Days on which nothing is offered, from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDays {
    /// Counted from 1970-01-01, as `to` is, which is closed as well.
    pub from: i64,
    pub to: i64,
}

impl fmt::Display for ClosedDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = moment::date(self.from);
        if self.from == self.to {
            f.write_str(&from)
        } else {
            write!(f, "{from} – {}", moment::date(self.to))
        }
    }
}

/// When an organisation can be booked. The default offers nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookingSettings {
    /// The zone of the hours.
    pub zone: ZoneName,
    /// From Monday on.
    pub hours: [Vec<Span>; 7],
    pub closed: Vec<ClosedDays>,
    /// The hours that lie between a booking and its appointment at least.
    pub lead_hours: u32,
    /// The days ahead on which something is offered, with today.
    pub days_ahead: u32,
    /// The language of the mails to customers; `None` where they get none.
    pub mails: Option<Locale>,
    /// The hours before an appointment at which its customer is reminded of it; 0 for no reminder.
    pub reminder_hours: u32,
}

impl Default for BookingSettings {
    fn default() -> Self {
        Self {
            zone: ZoneName::default(),
            hours: Default::default(),
            closed: Vec::new(),
            lead_hours: 2,
            days_ahead: 60,
            mails: None,
            reminder_hours: 24,
        }
    }
}

impl BookingSettings {
    /// The hours of a day since 1970-01-01; none where it is closed.
    pub fn spans(&self, day: i64) -> &[Span] {
        let is_closed = self.closed.iter().any(|closed| (closed.from..=closed.to).contains(&day));
        if is_closed { &[] } else { &self.hours[Weekday::of(day).index()] }
    }

    /// The milliseconds before an appointment at which its customer is reminded; `None` for never.
    pub fn reminds_ahead(&self) -> Option<i64> {
        let reminds = self.mails.is_some() && self.reminder_hours > 0;
        reminds.then_some(i64::from(self.reminder_hours) * 3600 * 1000)
    }

    /// Whether there is an hour in the week.
    pub fn opens(&self) -> bool {
        self.hours.iter().any(|spans| !spans.is_empty())
    }
}

/// The hours of an agent, in place of the organisation's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnHours {
    /// From Monday on.
    pub hours: [Vec<Span>; 7],
    pub closed: Vec<ClosedDays>,
}

/// The hours, the lead time and the services that an agent has of its own; the organisation's settings count for
/// what it has not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentBooking {
    pub hours: Option<OwnHours>,
    pub lead_hours: Option<u32>,
    /// The services that it offers; one of them may be deleted since.
    pub services: Option<Vec<ServiceId>>,
}

impl AgentBooking {
    /// The settings that count for this agent.
    pub fn over(&self, settings: BookingSettings) -> BookingSettings {
        let lead_hours = self.lead_hours.unwrap_or(settings.lead_hours);
        match self.hours.clone() {
            Some(OwnHours { hours, closed }) => BookingSettings { hours, closed, lead_hours, ..settings },
            None => BookingSettings { lead_hours, ..settings },
        }
    }

    pub fn offers(&self, service: &ServiceId) -> bool {
        self.services.as_ref().is_none_or(|chosen| chosen.contains(service))
    }

    /// Whether it differs in nothing from the organisation.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Reads the hours of a day: `9:00–12:30, 14-18`; nothing is closed.
pub fn read_spans(typed: &str) -> Result<Vec<Span>, Rule> {
    let lines: Vec<String> = typed.split(is_break).map(code).collect();
    let mut spans: Vec<Span> = Vec::new();
    for part in lines.join(",").split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once(is_dash).ok_or(Rule::OpeningHours)?;
        let span = Span { from: time(from)?, to: time(to)? };
        let after_the_last = spans.last().is_none_or(|last| last.to < span.from);
        if span.from >= span.to || !after_the_last || spans.len() == MAX_SPANS {
            return Err(Rule::OpeningHours);
        }
        spans.push(span);
    }
    Ok(spans)
}

/// Reads a time of day in minutes: `9`, `9:30`, `9h30`, `24:00`.
fn time(typed: &str) -> Result<u16, Rule> {
    let typed = typed.trim().trim_end_matches(['h', 'H']);
    let (hour, minute) = typed.split_once([':', 'h', 'H', '.']).unwrap_or((typed, "0"));
    let read = |text: &str| {
        let text = text.trim();
        let is_short = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<u16>().ok().filter(|_| is_short).ok_or(Rule::OpeningHours)
    };
    let (hour, minute) = (read(hour)?, read(minute)?);
    let minutes = hour * 60 + minute;
    let is_time = minute < 60 && minutes <= 24 * 60 && u32::from(minutes) % CELL_MINUTES == 0;
    if is_time { Ok(minutes) } else { Err(Rule::OpeningHours) }
}

/// Writes hours as [`read_spans`] reads them.
pub fn write_spans(spans: &[Span]) -> String {
    spans.iter().map(Span::to_string).collect::<Vec<_>>().join(", ")
}

/// Reads closed days, a line each: `2026-12-25`, `2026-12-24 – 2027-01-02`.
pub fn read_closed(typed: &str) -> Result<Vec<ClosedDays>, Rule> {
    let day = |text: &str| moment::day_number(text.trim()).ok_or(Rule::ClosedDays);
    let mut days = Vec::new();
    for line in typed.split(is_break).map(code).filter(|line| !line.is_empty()) {
        let both = line.get(..10).zip(line.get(10..)).ok_or(Rule::ClosedDays)?;
        let rest = both.1.trim().trim_start_matches(|c| is_dash(c) || c == '/' || c == ' ').trim();
        let from = day(both.0)?;
        let to = if rest.is_empty() { from } else { day(rest)? };
        if to < from || days.len() == MAX_CLOSED {
            return Err(Rule::ClosedDays);
        }
        days.push(ClosedDays { from, to });
    }
    Ok(days)
}

/// Writes closed days as [`read_closed`] reads them.
pub fn write_closed(days: &[ClosedDays]) -> String {
    days.iter().map(ClosedDays::to_string).collect::<Vec<_>>().join("\n")
}

/// What can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub name: String,
    pub minutes: u32,
    /// Minutes after it in which nothing else begins.
    pub buffer: u32,
    /// As people write it; empty for none.
    pub price: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceView {
    pub id: ServiceId,
    pub service: Service,
}

codes! {
    pub enum AppointmentState {
        Booked = "booked",
        Cancelled = "cancelled",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    pub id: AppointmentId,
    /// `None` once the service is deleted.
    pub service_id: Option<ServiceId>,
    /// The service's name when it was booked.
    pub service: String,
    pub starts_at: i64,
    pub ends_at: i64,
    pub customer: String,
    pub phone: Option<E164>,
    pub email: Option<Email>,
    pub note: String,
    pub state: AppointmentState,
    /// `None` where neither number nor address is known.
    pub contact: Option<ContactId>,
    /// The call in which it was made.
    pub call: Option<CallId>,
}

/// The state of an appointment in the chosen Google calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InCalendar {
    There,
    /// It changed here, and is to be written there.
    Waits,
    /// Google refused it as it is here, and is asked again once it changes.
    Refused,
    /// Somebody gave it this time there, which is not free here.
    Elsewhere(i64),
}

codes! {
    /// A reason to look at an appointment to come.
    pub enum AppointmentMark {
        /// The calendar has something else at its time.
        Clashes = "clashes",
        /// Somebody gave it a time in the calendar that is not free here.
        Elsewhere = "elsewhere",
        /// Google refused to take it as it is.
        Refused = "refused",
        /// A mail to its customer waits for something, failed, or may not have come.
        Unmailed = "unmailed",
    }
}

codes! {
    /// What a customer is mailed about an appointment. Each is one mail at a time, which says what is so
    /// when it is sent.
    pub enum CustomerMail {
        /// The appointment is booked, moved or cancelled.
        Change = "change",
        Reminder = "reminder",
    }
}

codes! {
    pub enum CustomerMailState {
        Waits = "waits",
        Sent = "sent",
        /// The server may have taken it.
        Unsure = "unsure",
        Failed = "failed",
    }
}

/// The state of a mail to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerMailView {
    pub mail: CustomerMail,
    pub state: CustomerMailState,
    /// The time at which it was sent or is tried next, in epoch milliseconds.
    pub at: i64,
    /// The problem of the last attempt, where that failed.
    pub problem: Option<Problem>,
}

codes! {
    /// The layout of the appointments' page.
    #[derive(Default)]
    pub enum Layout {
        #[default]
        Day = "day",
        Week = "week",
        /// All from the day on, page by page.
        List = "list",
    }
}

filters!(Layout);

codes! {
    /// Which of the appointments are listed.
    #[derive(Default)]
    pub enum StateFilter {
        #[default]
        Booked = "booked",
        Cancelled = "cancelled",
        All = "all",
    }
}

filters!(StateFilter);

/// A day in an address: `2026-12-01`. One that cannot be read is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateText(String);

impl DateText {
    pub fn of(day: i64) -> Self {
        Self(moment::date(day))
    }

    /// The count of days since 1970-01-01.
    pub fn number(&self) -> Option<i64> {
        moment::day_number(&self.0)
    }
}

impl InQuery for DateText {
    fn read(text: &str) -> Self {
        moment::day_number(text).map(Self::of).unwrap_or_default()
    }

    fn written(&self) -> &str {
        &self.0
    }
}

list_query! {
    /// `layout=week&date=2026-12-01`.
    pub struct AppointmentsQuery {
        narrowed by {
            layout: Layout,
            /// The day that is shown, or that is in the week, or from which the list begins; today
            /// where it is none.
            date: DateText,
            state: StateFilter,
        }
        paged by {
            /// The last page's `next`.
            from after: AppointmentId,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentsView {
    pub now: i64,
    /// The organisation's, in which everything is written.
    pub zone: Zone,
    pub layout: Layout,
    /// The days that are shown, from one to before another; the list has no end.
    pub from: i64,
    pub to: i64,
    pub today: i64,
    pub appointments: Vec<AppointmentView>,
    /// Why somebody has to look at one of them, where they have to.
    pub marks: Vec<(AppointmentId, AppointmentMark)>,
    /// Asks for the next page of the list.
    pub next: Option<AppointmentId>,
    /// Whether there is a service, and an hour to book it.
    pub can_be_booked: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentPage {
    pub now: i64,
    pub zone: Zone,
    pub appointment: AppointmentView,
    pub mails: Vec<CustomerMailView>,
    /// `None` where it is in no calendar.
    pub calendar: Option<InCalendar>,
    /// Whether the calendar has something else at its time.
    pub clashes: bool,
    /// Whether the customer can be mailed how it stands: they have an address, and get mails.
    pub can_be_mailed: bool,
}

/// Asks for the times of a day: `service=…&date=2026-12-01` to book, `moves=…&date=…` to move.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SlotsQuery {
    /// The agent whose hours count for a booking; `None` for the organisation's.
    pub agent: Option<AgentId>,
    pub service: Option<ServiceId>,
    /// The appointment that is to get another time.
    pub moves: Option<AppointmentId>,
    pub date: DateText,
}

impl SlotsQuery {
    /// The names of the inputs.
    pub const AGENT: &str = "agent";
    pub const SERVICE: &str = "service";
    pub const MOVES: &str = "moves";
    pub const DATE: &str = "date";

    pub fn read(address: &Address) -> Self {
        let value = |name| address.value(name).unwrap_or_default();
        Self {
            agent: value(Self::AGENT).parse().ok(),
            service: value(Self::SERVICE).parse().ok(),
            moves: value(Self::MOVES).parse().ok(),
            date: InQuery::read(&value(Self::DATE)),
        }
    }
}

impl fmt::Display for SlotsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        query::write(
            f,
            &[
                (Self::AGENT, self.agent.written()),
                (Self::SERVICE, self.service.written()),
                (Self::MOVES, self.moves.written()),
                (Self::DATE, self.date.written()),
            ],
        )
    }
}

impl Asked for SlotsQuery {
    fn asked(id: &str) -> Result<Self, Problem> {
        Ok(Self::read(&Address::new("/", id)))
    }
}

/// The times that are offered on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsView {
    pub now: i64,
    pub zone: Zone,
    /// The ids and names of the agents that have something of their own, where one is to be chosen.
    pub agents: Vec<(AgentId, String)>,
    /// The agent whose hours and services these are; `None` for the organisation's.
    pub agent: Option<AgentId>,
    pub services: Vec<ServiceView>,
    /// The service that the times are for; `None` where there is none.
    pub service: Option<ServiceId>,
    pub moves: Option<AppointmentView>,
    pub day: i64,
    /// Epoch milliseconds, ascending.
    pub slots: Vec<i64>,
    /// The first day after this one that has times.
    pub next_day: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingSettingsView {
    pub settings: BookingSettings,
    pub zones: Vec<ZoneName>,
    pub services: Vec<ServiceView>,
    pub agents: Vec<BookingAgent>,
}

/// An agent, with what it has of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingAgent {
    pub id: AgentId,
    pub name: String,
    pub own: AgentBooking,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentBookingView {
    pub agent: BookingAgent,
    /// The organisation's.
    pub settings: BookingSettings,
    /// Whether somebody has saved those: without, no time has a zone.
    pub is_set_up: bool,
    pub services: Vec<ServiceView>,
}

form! {
    pub struct BookingSettingsForm {
        pub zone: String at TimeZone,
        pub monday: String at Monday,
        pub tuesday: String at Tuesday,
        pub wednesday: String at Wednesday,
        pub thursday: String at Thursday,
        pub friday: String at Friday,
        pub saturday: String at Saturday,
        pub sunday: String at Sunday,
        pub closed: String at ClosedDays,
        pub lead_hours: String at LeadTime,
        pub days_ahead: String at DaysAhead,
        /// The code of a language; empty for no mails.
        pub mails: String at Mails,
        pub reminder_hours: String at Reminder,
    }
}

form! {
    pub struct AgentHoursForm {
        /// Whether it has hours and closed days of its own; else those that are typed do not count.
        pub own: bool,
        pub monday: String at Monday,
        pub tuesday: String at Tuesday,
        pub wednesday: String at Wednesday,
        pub thursday: String at Thursday,
        pub friday: String at Friday,
        pub saturday: String at Saturday,
        pub sunday: String at Sunday,
        pub closed: String at ClosedDays,
        /// Empty for the organisation's.
        pub lead_hours: String at LeadTime,
    }
}

form! {
    pub struct AgentServicesForm {
        /// Whether it offers the chosen ones alone.
        pub own: bool,
        pub services: Texts at Service,
    }
}

form! {
    pub struct ServiceForm {
        pub name: String at Name,
        pub minutes: String at Length,
        pub buffer: String at Buffer,
        pub price: String at Price,
    }
}

form! {
    pub struct BookForm {
        /// The agent whose hours count; empty for the organisation's.
        pub agent: String at Agent,
        pub service: String at Service,
        /// Epoch milliseconds.
        pub start: String at Start,
        pub customer: String at Name,
        pub phone: String at Number,
        pub email: String at Email,
        pub note: String at Note,
    }
}

form! {
    pub struct MoveForm {
        /// Epoch milliseconds.
        pub start: String at Start,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        let spans = |typed: &str| read_spans(typed).map(|spans| write_spans(&spans));
        for (typed, read) in [
            ("", ""),
            ("9-17", "9:00–17:00"),
            ("9:00 – 12:30, 14h-18h30", "9:00–12:30, 14:00–18:30"),
            ("9h–12h30, 14h–18h", "9:00–12:30, 14:00–18:00"),
            ("0:00—24:00;", "0:00–24:00"),
            ("9:00-12:30\r\n14-18", "9:00–12:30, 14:00–18:00"),
            ("９：００\u{2011}１２：３０，14h\u{a0}–\u{202f}18h\u{2028}", "9:00–12:30, 14:00–18:00"),
            ("\u{202d}9-12\u{202c}\u{b}14-18", "9:00–12:00, 14:00–18:00"),
        ] {
            assert_eq!(spans(typed).as_deref(), Ok(read), "{typed}");
            assert_eq!(spans(read).as_deref(), Ok(read));
        }
        for wrong in
            ["9", "17-9", "9-12, 11-14", "9-12, 12-14", "9:03-10", "9-25", "x-y", "9:75-11", "-", "９"]
        {
            assert_eq!(spans(wrong), Err(Rule::OpeningHours), "{wrong}");
        }
        assert!(
            spans("0-1,2-3,4-5,6-7,8-9,10-11").is_ok() && spans("0-1,2-3,4-5,6-7,8-9,10-11,12-13").is_err()
        );
    }

    #[test]
    fn closed_days_are_read_a_line_each() {
        let typed = "2026-12-25\r\n\n2026-12-31 – 2027-01-02\n2027-05-01/2027-05-03";
        let read = read_closed(typed).unwrap();
        assert_eq!(write_closed(&read), "2026-12-25\n2026-12-31 – 2027-01-02\n2027-05-01 – 2027-05-03");
        assert_eq!(read_closed(&write_closed(&read)), Ok(read));
        for separator in ["\r", "\u{b}", "\u{85}", "\u{2028}"] {
            let read = read_closed(&format!("2026-12-25{separator}2027-01-01\u{200b}")).unwrap();
            assert_eq!(write_closed(&read), "2026-12-25\n2027-01-01", "{separator:?}");
        }
        for wrong in ["Christmas", "25/12/2026", "2026-02-30", "2026-12-25 – 2026-12-24", "2026-12-25 x"] {
            assert_eq!(read_closed(wrong), Err(Rule::ClosedDays), "{wrong}");
        }
        assert_eq!(read_closed(&"2026-12-25\n".repeat(MAX_CLOSED + 1)), Err(Rule::ClosedDays));
    }

    #[test]
    fn a_day_has_the_hours_of_its_weekday_unless_it_is_closed() {
        let day = moment::day_number("2026-11-30").unwrap();
        assert_eq!((Weekday::of(day), Weekday::of(day + 6)), (Weekday::Monday, Weekday::Sunday));
        let mut settings = BookingSettings::default();
        assert!(!settings.opens());
        settings.hours[0] = read_spans("9-17").unwrap();
        assert!(settings.opens());
        assert_eq!((settings.spans(day).len(), settings.spans(day + 1).len()), (1, 0));
        settings.closed = vec![ClosedDays { from: day - 1, to: day }];
        assert!(settings.spans(day).is_empty() && !settings.spans(day + 7).is_empty());
    }

    #[test]
    fn what_an_agent_has_of_its_own_stands_in_place_of_the_organisations() {
        let [consultation, other]: [ServiceId; 2] = [
            "0190a5e2-7c1b-7def-8123-0123456789ab".parse().unwrap(),
            "0190a5e2-7c1b-7def-8123-0123456789ac".parse().unwrap(),
        ];
        let day = moment::day_number("2026-11-30").unwrap();
        let mut settings = BookingSettings { lead_hours: 4, ..BookingSettings::default() };
        settings.hours[0] = read_spans("9-17").unwrap();
        settings.closed = vec![ClosedDays { from: day, to: day }];
        let nothing = AgentBooking::default();
        assert!(nothing.is_nothing() && nothing.offers(&other));
        assert_eq!(nothing.over(settings.clone()), settings);
        let mut hours = OwnHours::default();
        hours.hours[0] = read_spans("18-22").unwrap();
        let own = AgentBooking {
            hours: Some(hours),
            lead_hours: Some(0),
            services: Some(vec![consultation.clone()]),
        };
        let counts = own.over(settings.clone());
        assert_eq!((write_spans(counts.spans(day)), counts.lead_hours), ("18:00–22:00".to_owned(), 0));
        assert_eq!((counts.zone, counts.days_ahead), (settings.zone, settings.days_ahead));
        assert!(own.offers(&consultation) && !own.offers(&other));
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let read = |query: &str| AppointmentsQuery::read(&Address::new("/", query));
        for text in ["", "layout=week&date=2026-12-01", "layout=list&state=all"] {
            assert_eq!(read(text).to_string(), text);
        }
        assert_eq!(read("layout=year&date=2026-13-01&state=x"), AppointmentsQuery::default());
        let slots = SlotsQuery::read(&Address::new("/", "service=x&date=2026-12-01"));
        assert_eq!(slots.to_string(), "date=2026-12-01");
    }
}
