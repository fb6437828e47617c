//! What an assistant does about appointments while it talks: its answers are sentences for a model,
//! which says them in the caller's language.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    repo,
    service::{self, Booking, Customer, KnownBy, optional_phone},
    slots,
};
use crate::{
    domain::{
        appointment::{
            AgentBooking, AppointmentView, BookingSettings, MAX_CUSTOMER, MAX_NOTE, ServiceView, Weekday,
            said_day,
        },
        assistant_tool::AssistantTool,
        call::CallId,
        contact::ContactView,
        email::Email,
        ids::{AgentId, OrgId},
        locale::Locale,
        moment,
        phone::E164,
        problem::{Problem, ProblemKind, Rule},
        text::{many_lines, one_line},
    },
    server::{
        audit::Actor,
        bookable, contacts,
        cx::{Draft, Services, Unit},
        db::OrgTx,
        vault::seal::hex,
        zones,
    },
};

/// A use of a tool in a call.
pub struct Use<'a> {
    pub org: &'a OrgId,
    /// The same where Vapi asks again; a model may count its uses anew in each call.
    pub id: &'a str,
    /// Vapi's id of the call.
    pub vapi_call: &'a str,
    pub call: Option<&'a CallId>,
    /// The agent that asks; `None` where its assistant is none of the organisation's.
    pub agent: Option<&'a AgentId>,
    /// `None` where the number is withheld.
    pub caller: Option<&'a E164>,
    /// When it was asked for, in epoch milliseconds: days are relative to it.
    pub at: i64,
    pub arguments: &'a Value,
}

impl Use<'_> {
    fn text(&self, name: &str) -> &str {
        self.arguments[name].as_str().unwrap_or_default().trim()
    }

    /// One text, of one length, for what is the same when Vapi asks again.
    fn key(&self, tool: AssistantTool) -> String {
        let whole = json!([self.vapi_call, self.id, tool.code(), self.arguments]);
        hex(&Sha256::digest(whole.to_string().as_bytes()))
    }
}

/// The times that are told at once; more nobody keeps in mind.
const TOLD: usize = 24;

/// Does what the assistant asks for, and returns what it is told. What was booked, moved or cancelled
/// once is not again when the same is asked for under the same id in the same call: the answer is the
/// first.
///
/// # Errors
/// Fails as the database does, or with a quota.
pub async fn answer(services: &Services, tool: AssistantTool, asked: &Use<'_>) -> Result<String, Problem> {
    let said = match tool {
        AssistantTool::CheckAvailability => check(services, asked).await,
        AssistantTool::LookupContact => lookup(services, asked).await,
        AssistantTool::BookAppointment
        | AssistantTool::RescheduleAppointment
        | AssistantTool::CancelAppointment => change(services, tool, asked).await,
    };
    match said {
        Err(Refusal::Said(text)) => Ok(text),
        Err(Refusal::Failed(problem)) => Err(problem),
        Ok(text) => Ok(text),
    }
}

/// Why nothing was done.
enum Refusal {
    /// The refusal has a sentence that the assistant can say.
    Said(String),
    Failed(Problem),
}

impl<E: Into<Problem>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

fn said<T>(text: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::Said(text.into()))
}

/// The settings that count for the agent, and today as it was when it asked.
struct Today {
    settings: BookingSettings,
    own: AgentBooking,
    day: i64,
    at: i64,
}

impl Today {
    async fn read(tx: &mut OrgTx, asked: &Use<'_>) -> Result<Self, sqlx::Error> {
        let (settings, own) = bookable::through(tx, asked.agent).await?;
        Ok(Self { day: slots::day_of(&settings, asked.at), settings, own, at: asked.at })
    }

    fn clock(&self, at: i64) -> String {
        moment::hour(at, &zones::around(&self.settings.zone, self.at))[..5].to_owned()
    }

    fn when(&self, at: i64) -> String {
        let day = said_day(slots::day_of(&self.settings, at), Locale::En);
        format!("{day} at {}", self.clock(at))
    }

    fn is(&self) -> String {
        format!("It is {}, {}.", self.when(self.at), self.settings.zone.as_str())
    }

    /// Reads a day, relative to today; `None` for no day at all.
    fn day(&self, typed: &str) -> Result<Option<i64>, Refusal> {
        let typed = typed.to_lowercase();
        let day = match typed.as_str() {
            "" => return Ok(None),
            "today" => self.day,
            "tomorrow" => self.day + 1,
            named => match (Weekday::from_code(named), moment::day_number(named)) {
                (Some(weekday), _) => {
                    (self.day..self.day + 7).find(|day| Weekday::of(*day) == weekday).unwrap_or(self.day)
                }
                (None, Some(day)) => day,
                (None, None) => return said(format!("“{named}” is no date. {} Use YYYY-MM-DD.", self.is())),
            },
        };
        if day < self.day {
            return said(format!("{} is past. {}", said_day(day, Locale::En), self.is()));
        }
        Ok(Some(day))
    }
}

fn listed(services: &[ServiceView]) -> String {
    let name = |there: &ServiceView| {
        let service = &there.service;
        match service.price.as_str() {
            "" => format!("{} ({} minutes)", service.name, service.minutes),
            price => format!("{} ({} minutes, {price})", service.name, service.minutes),
        }
    };
    services.iter().map(name).collect::<Vec<_>>().join("; ")
}

/// The service that is meant, of those that the agent offers: by its name, or the only one.
async fn chosen(tx: &mut OrgTx, today: &Today, named: &str) -> Result<ServiceView, Refusal> {
    let mut services = repo::services(tx).await?;
    services.retain(|there| today.own.offers(&there.id));
    let at = match services.as_slice() {
        [] => return said("Nothing can be booked here."),
        [_] if named.is_empty() => Some(0),
        several => meant(several.iter().map(|there| there.service.name.as_str()), named),
    };
    match at {
        Some(at) => Ok(services.swap_remove(at)),
        None => said(format!("Ask which service they want: {}.", listed(&services))),
    }
}

/// The place of the name that is meant: as it is, as [`listed`] says it, with its length, or as the one that
/// has a part of it. What several have names none of them.
fn meant<'a>(names: impl Iterator<Item = &'a str>, named: &str) -> Option<usize> {
    let named = named.to_lowercase();
    let names: Vec<String> = names.map(str::to_lowercase).collect();
    let only = |is: &dyn Fn(&str) -> bool| {
        let mut fitting = names.iter().enumerate().filter(|(_, name)| is(name)).map(|(at, _)| at);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    names
        .iter()
        .position(|name| *name == named)
        .or_else(|| only(&|name| named.strip_prefix(name).is_some_and(|rest| rest.starts_with(" ("))))
        .or_else(|| only(&|name| name.contains(&named)))
}

async fn check(services: &Services, asked: &Use<'_>) -> Result<String, Refusal> {
    let mut tx = services.db.read(asked.org).await?;
    let today = Today::read(&mut tx, asked).await?;
    let day = today.day(asked.text("date"))?;
    let service = match chosen(&mut tx, &today, asked.text("service")).await {
        Err(Refusal::Said(text)) => return said(format!("{} {text}", today.is())),
        other => other?,
    };
    let lasts = service::lasts_of(&service);
    let now = services.clock.now_ms();
    let found = service::on_days(&mut tx, &today.settings, lasts, day, now, None).await?;
    let free = free_times(&today, found.day, &found.slots, found.next_day);
    Ok(format!("{} {}: {free}", today.is(), listed(&[service])))
}

/// The free times of a day in words, or where there are some.
fn free_times(today: &Today, day: i64, slots: &[i64], next_day: Option<i64>) -> String {
    let day = said_day(day, Locale::En);
    let times: Vec<String> = slots.iter().take(TOLD).map(|at| today.clock(*at)).collect();
    let more = if slots.len() > TOLD { ", and later ones" } else { "" };
    match (times.is_empty(), next_day) {
        (false, _) => format!("free on {day} at {}{more}.", times.join(", ")),
        (true, Some(next)) => {
            format!(
                "nothing is free on {day}. The next day with free times is {}.",
                said_day(next, Locale::En)
            )
        }
        (true, None) => format!("nothing is free on {day}, nor in the month after it."),
    }
}

/// The contact of the caller.
async fn caller(tx: &mut OrgTx, asked: &Use<'_>) -> Result<Option<ContactView>, Refusal> {
    Ok(contacts::repo::known_by(tx, asked.caller, None).await?)
}

/// The next appointment of the caller.
async fn next(tx: &mut OrgTx, asked: &Use<'_>, now: i64) -> Result<Option<AppointmentView>, Refusal> {
    match caller(tx, asked).await? {
        Some(contact) => Ok(repo::next_of(tx, &contact.id, now).await?),
        None => Ok(None),
    }
}

async fn lookup(services: &Services, asked: &Use<'_>) -> Result<String, Refusal> {
    let mut tx = services.db.read(asked.org).await?;
    if asked.caller.is_none() {
        return said(
            "The caller withholds their number, so that nobody knows who they are. Ask for their name.",
        );
    }
    let Some(contact) = caller(&mut tx, asked).await? else {
        return said("Nobody is known by the caller's number. Ask for their name.");
    };
    let today = Today::read(&mut tx, asked).await?;
    let booked = match repo::next_of(&mut tx, &contact.id, services.clock.now_ms()).await? {
        Some(next) => format!("They have an appointment: {}, {}.", next.service, today.when(next.starts_at)),
        None => "They have no appointment.".to_owned(),
    };
    let who = match contact.name.as_str() {
        "" => "Nobody is known by name at the caller's number. Ask for their name.".to_owned(),
        name => format!("The caller is {name}."),
    };
    Ok(format!("{who} {booked} {}", today.is()))
}

async fn change(services: &Services, tool: AssistantTool, asked: &Use<'_>) -> Result<String, Refusal> {
    let key = asked.key(tool);
    let mut draft = Draft::begin(services, asked.org, Actor::Ava).await?;
    if let Some(before) = repo::tool_answer(&mut draft, &key).await? {
        return Ok(before);
    }
    let today = Today::read(&mut draft, asked).await?;
    let (unit, text) = match tool {
        AssistantTool::BookAppointment => book(services, draft, &today, asked).await?,
        AssistantTool::RescheduleAppointment => reschedule(draft, &today, asked).await?,
        _ => cancel(draft, &today, asked).await?,
    };
    let Some(mut unit) = unit else { return Ok(text) };
    let now = unit.now();
    repo::keep_tool_answer(&mut unit, &key, &text, now).await?;
    unit.commit().await?;
    Ok(text)
}

/// The write that was prepared, with the sentence that answers; `None` where nothing has to change.
type Prepares = Result<(Option<Unit<Actor>>, String), Refusal>;

/// The free time that was asked for, or which there are in its place.
async fn time(
    tx: &mut OrgTx,
    today: &Today,
    asked: &Use<'_>,
    lasts: slots::Lasts,
    but: Option<&AppointmentView>,
    now: i64,
) -> Result<i64, Refusal> {
    let Some(day) = today.day(asked.text("date"))? else {
        return said(format!("Ask for the day. {}", today.is()));
    };
    let but = but.map(|moved| &moved.id);
    let found = service::on_days(tx, &today.settings, lasts, Some(day), now, but).await?;
    let free = || free_times(today, day, &found.slots, found.next_day);
    let typed = asked.text("time");
    let Some(time) = clock_time(typed) else {
        return match typed {
            "" => said(format!("Ask for the time: {}", free())),
            typed => said(format!("“{typed}” is no time. Use HH:MM: {}", free())),
        };
    };
    match found.slots.iter().find(|at| today.clock(**at) == time) {
        Some(at) => Ok(*at),
        None => said(format!("That time cannot be booked: {}", free())),
    }
}

/// Reads a time of day in the ways in which models write it: `9:30`, `09:30:00`, `9h30`, `9.30 am`, `9 PM`.
/// Returns it as `09:30`.
fn clock_time(typed: &str) -> Option<String> {
    let typed: String = typed.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let half = |ends: [&str; 2]| ends.into_iter().find_map(|end| typed.strip_suffix(end));
    let (digits, half) = match (half(["am", "a.m."]), half(["pm", "p.m."])) {
        (Some(digits), _) => (digits, Some(0)),
        (None, Some(digits)) => (digits, Some(12)),
        (None, None) => (typed.as_str(), None),
    };
    let parts: Vec<&str> = digits.trim_end_matches('h').split([':', 'h', '.']).collect();
    let read = |part: &str| {
        let is_short = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| is_short)
    };
    let (hour, minute) = match parts[..] {
        [hour] => (read(hour)?, 0),
        [hour, minute] | [hour, minute, "00"] => (read(hour)?, read(minute)?),
        _ => return None,
    };
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

fn rule_said(field: &str, rule: Rule) -> Refusal {
    let problem = Problem::from(ProblemKind::from(rule));
    Refusal::Said(format!("The {field} is not right. {}", problem.sentence(Locale::En)))
}

async fn book(services: &Services, mut draft: Draft<Actor>, today: &Today, asked: &Use<'_>) -> Prepares {
    let name = one_line(asked.text("name"), MAX_CUSTOMER).map_err(|rule| rule_said("name", rule))?;
    let phone = optional_phone(asked.text("phone")).map_err(|rule| rule_said("phone number", rule))?;
    let email = asked.text("email");
    let email = if email.is_empty() { Ok(None) } else { Email::parse(email).map(Some) };
    let email = email.map_err(|rule| rule_said("e-mail", rule))?;
    let note = many_lines(asked.text("note"), MAX_NOTE).map_err(|rule| rule_said("note", rule))?;
    let service = chosen(&mut draft, today, asked.text("service")).await?;
    let now = draft.now();
    let start = time(&mut draft, today, asked, service::lasts_of(&service), None, now).await?;
    // What is kept as an answer has no name in it, so that erasing a contact has nothing to look for.
    let text = format!("Booked: {}, {}.", service.service.name, today.when(start));
    let customer = Customer { name, phone: phone.or_else(|| asked.caller.cloned()), email, note };
    // A number that is told is where to reach them; whoever has it would be taken for the one who called.
    let known_by = KnownBy::Caller(asked.caller.cloned());
    let (agent, call) = (asked.agent.cloned(), asked.call.cloned());
    let booking = Booking { agent, service: service.id, start, customer, known_by, call };
    let (_, unit) = service::prepare(services, draft, booking).await?;
    Ok((unit, text))
}

async fn reschedule(mut draft: Draft<Actor>, today: &Today, asked: &Use<'_>) -> Prepares {
    let now = draft.now();
    let Some(booked) = next(&mut draft, asked, now).await? else { return said(NO_APPOINTMENT) };
    let there = repo::find(&mut draft, &booked.id).await?.ok_or(ProblemKind::NotFound)?;
    let start = time(&mut draft, today, asked, there.lasts, Some(&booked), now).await?;
    let text = format!("Moved: {}, {}.", booked.service, today.when(start));
    let unit = service::prepare_move(draft, there, start, &today.settings).await?;
    Ok((unit, text))
}

async fn cancel(mut draft: Draft<Actor>, today: &Today, asked: &Use<'_>) -> Prepares {
    let now = draft.now();
    let Some(booked) = next(&mut draft, asked, now).await? else { return said(NO_APPOINTMENT) };
    let text = format!("Cancelled: {}, {}.", booked.service, today.when(booked.starts_at));
    let unit = service::prepare_cancel(draft, &booked.id).await?;
    Ok((unit, text))
}

const NO_APPOINTMENT: &str = "There is no appointment to come that is known by the number that they call from. \
                              Only the number tells whose an appointment is: somebody of the organisation has to \
                              look.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_the_one_that_is_meant_or_none() {
        let meant = |named: &str| meant(["First visit", "Follow-up visit", "Massage"].into_iter(), named);
        for (named, at) in [
            ("first visit", Some(0)),
            ("First visit (30 minutes, 40 €)", Some(0)),
            ("follow-up", Some(1)),
            ("MASSAGE", Some(2)),
            // Whoever says no more than this is asked which of both they want.
            ("visit", None),
            ("", None),
            ("Haircut", None),
            ("First visit with a friend", None),
        ] {
            assert_eq!(meant(named), at, "{named}");
        }
    }

    #[test]
    fn a_time_is_read_as_models_write_it() {
        for (typed, read) in [
            ("9:00", "09:00"),
            ("09:30", "09:30"),
            ("09:30:00", "09:30"),
            ("9h30", "09:30"),
            ("14h", "14:00"),
            ("9", "09:00"),
            ("9.15 a.m.", "09:15"),
            ("9:30 AM", "09:30"),
            ("9 PM", "21:00"),
            ("12:05 am", "00:05"),
            ("12 pm", "12:00"),
        ] {
            assert_eq!(clock_time(typed).as_deref(), Some(read), "{typed}");
        }
        for wrong in
            ["", "noon", "24:00", "9:60", "13 pm", "0 am", "9:5:3", "2026-12-01", "é:00", "9::30", "am"]
        {
            assert_eq!(clock_time(wrong), None, "{wrong}");
        }
    }
}
