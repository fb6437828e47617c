//! The settings of a person's notifications: which categories, by which channel, and when.

use serde::{Deserialize, Serialize};

use crate::domain::{
    codes::codes,
    form::{Input, form},
    list::choices,
    problem::{Field, FieldErrors, Problem, Rule},
    role::{Permission, Role},
    zone::ZoneName,
};

codes! {
    /// A way of being told. Each but `Off` has it in the list of notifications as well.
    pub enum NotificationChannel {
        App = "app",
        /// A mail goes out at once.
        Mail = "mail",
        /// It stands in one mail a day.
        Digest = "digest",
        Off = "off",
    }
}

/// The facts of a category.
#[derive(Clone, Copy)]
pub struct CategoryFacts {
    /// The channel of people who have the permission and have chosen none.
    for_those: (Permission, NotificationChannel),
    /// The channel of others who have chosen none.
    otherwise: NotificationChannel,
    /// Whether it may be let through quiet hours.
    urgent: bool,
}

const fn category(permission: Permission, channel: NotificationChannel) -> CategoryFacts {
    CategoryFacts { for_those: (permission, channel), otherwise: App, urgent: false }
}

use NotificationChannel::{App, Digest, Mail};
use Permission::{ManageAgents, ManageAppointments, ManageIntegrations, Read};

codes! {
    /// A group of kinds of notifications whose channel is chosen together.
    pub enum Category: CategoryFacts {
        Numbers = "numbers" => CategoryFacts { urgent: true, ..category(ManageIntegrations, Mail) },
        Services = "services" => category(ManageIntegrations, Mail),
        Expiries = "expiries" => category(ManageIntegrations, Mail),
        Operations = "operations" => category(ManageAgents, Digest),
        Calls = "calls" => category(ManageAppointments, Digest),
        Leads = "leads" => category(ManageAppointments, Mail),
        Appointments = "appointments" => category(Read, App),
        Invitations = "invitations" => category(Read, App),
    }
}

impl Category {
    /// The channel of a person who has chosen none.
    pub fn default_channel(self, role: Role) -> NotificationChannel {
        let CategoryFacts { for_those: (permission, channel), otherwise, .. } = self.facts();
        if role.may(permission) { channel } else { otherwise }
    }

    pub const fn is_urgent(self) -> bool {
        self.facts().urgent
    }

    /// The input of the form in which its channel is chosen.
    pub const fn input(self) -> Input {
        match self {
            Self::Numbers => NotificationSettingsForm::numbers(),
            Self::Services => NotificationSettingsForm::services(),
            Self::Expiries => NotificationSettingsForm::expiries(),
            Self::Operations => NotificationSettingsForm::operations(),
            Self::Calls => NotificationSettingsForm::calls(),
            Self::Leads => NotificationSettingsForm::leads(),
            Self::Appointments => NotificationSettingsForm::appointments(),
            Self::Invitations => NotificationSettingsForm::invitations(),
        }
    }
}

choices!(Category);

/// Minutes between the times that can be chosen.
pub const STEP: u16 = 30;
const DAY: u16 = 24 * 60;

/// A time that clocks show, in minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClockTime(pub u16);

impl ClockTime {
    /// The times that people choose from.
    pub fn choices() -> impl Iterator<Item = Self> {
        (0..DAY / STEP).map(|nth| Self(nth * STEP))
    }

    /// `07:30`.
    pub fn written(self) -> String {
        format!("{:02}:{:02}", self.0 / 60, self.0 % 60)
    }

    /// Reads one of the times that people choose from.
    pub fn read(text: &str) -> Result<Self, Rule> {
        Self::choices().find(|time| time.written() == text).ok_or(Rule::UnknownChoice)
    }
}

/// The hours in which no mail comes, by the clocks of the person: from the first time until the other,
/// on the next day where that is the earlier. They differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    pub from: ClockTime,
    pub until: ClockTime,
}

impl QuietHours {
    /// Whether it is quiet while clocks show `time`.
    pub fn has(self, time: ClockTime) -> bool {
        let Self { from, until } = self;
        if from < until { from <= time && time < until } else { from <= time || time < until }
    }
}

/// The choices of a person, the same in all their organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NotificationSettings {
    /// The channels that were chosen.
    pub channels: Vec<(Category, NotificationChannel)>,
    pub quiet: Option<QuietHours>,
    /// Whether mails of what is urgent come in quiet hours.
    pub urgent_passes: bool,
    pub digest_at: ClockTime,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        Self { channels: Vec::new(), quiet: None, urgent_passes: true, digest_at: ClockTime(8 * 60) }
    }
}

impl NotificationSettings {
    /// The channel by which a person of that role is told.
    pub fn channel(&self, category: Category, role: Role) -> NotificationChannel {
        let chosen = self.channels.iter().find(|(of, _)| *of == category);
        chosen.map_or_else(|| category.default_channel(role), |(_, channel)| *channel)
    }

    /// The hours in which a mail of the category waits.
    pub fn quiet_for(&self, category: Category) -> Option<QuietHours> {
        self.quiet.filter(|_| !(self.urgent_passes && category.is_urgent()))
    }
}

form! {
    /// What a person chooses; the times as clocks show them, and no quiet hours where both are empty.
    pub struct NotificationSettingsForm {
        pub numbers: String at Channel,
        pub services: String at Channel,
        pub expiries: String at Channel,
        pub operations: String at Channel,
        pub calls: String at Channel,
        pub leads: String at Channel,
        pub appointments: String at Channel,
        pub invitations: String at Channel,
        pub quiet_from: String at QuietFrom,
        pub quiet_until: String at QuietUntil,
        pub urgent_passes: bool,
        pub digest_at: String at DigestAt,
    }
}

impl NotificationSettingsForm {
    fn channel(&self, category: Category) -> &str {
        match category {
            Category::Numbers => &self.numbers,
            Category::Services => &self.services,
            Category::Expiries => &self.expiries,
            Category::Operations => &self.operations,
            Category::Calls => &self.calls,
            Category::Leads => &self.leads,
            Category::Appointments => &self.appointments,
            Category::Invitations => &self.invitations,
        }
    }

    /// # Errors
    /// Fails with `UnknownChoice` for what is not offered, and on the quiet hours with `Required` where
    /// one end is missing, and with `SameTime` where both are the same. A category that is not in the
    /// form keeps what it had in `before`: whoever may not see it is not offered it.
    pub fn parse(&self, before: &NotificationSettings) -> Result<NotificationSettings, Problem> {
        let mut errors = FieldErrors::default();
        let mut channels: Vec<(Category, NotificationChannel)> = Vec::new();
        for category in Category::ALL {
            let typed = self.channel(category);
            if typed.is_empty() {
                channels.extend(before.channels.iter().filter(|(of, _)| *of == category).copied());
                continue;
            }
            let channel = NotificationChannel::from_code(typed).ok_or(Rule::UnknownChoice);
            channels.extend(errors.value(Field::Channel, channel).map(|channel| (category, channel)));
        }
        let (from, until) = (self.quiet_from.as_str(), self.quiet_until.as_str());
        let quiet = if from.is_empty() && until.is_empty() {
            Some(None)
        } else {
            let end =
                |typed: &str| if typed.is_empty() { Err(Rule::Required) } else { ClockTime::read(typed) };
            let from = errors.value(Field::QuietFrom, end(from));
            let until = end(until)
                .and_then(|until| if from == Some(until) { Err(Rule::SameTime) } else { Ok(until) });
            let until = errors.value(Field::QuietUntil, until);
            from.zip(until).map(|(from, until)| Some(QuietHours { from, until }))
        };
        let digest_at = errors.value(Field::DigestAt, ClockTime::read(&self.digest_at));
        match (quiet, digest_at) {
            (Some(quiet), Some(digest_at)) if errors.is_empty() => {
                Ok(NotificationSettings { channels, quiet, urgent_passes: self.urgent_passes, digest_at })
            }
            _ => Err(errors.problem()),
        }
    }
}

/// The view of the page on which a person chooses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSettingsView {
    pub zone: ZoneName,
    /// The categories of which the person may be told, each with the channel that counts.
    pub channels: Vec<(Category, NotificationChannel)>,
    pub quiet: Option<QuietHours>,
    pub urgent_passes: bool,
    pub digest_at: ClockTime,
    /// Whether the organisation, or the installation, has a mailbox.
    pub can_mail: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> NotificationSettingsForm {
        NotificationSettingsForm { digest_at: "08:00".to_owned(), ..NotificationSettingsForm::default() }
    }

    fn quiet(from: u16, until: u16) -> QuietHours {
        QuietHours { from: ClockTime(from), until: ClockTime(until) }
    }

    #[test]
    fn hours_may_go_over_midnight() {
        let night = quiet(22 * 60, 7 * 60);
        let at = [0, 7 * 60 - 1, 7 * 60, 12 * 60, 22 * 60 - 1, 22 * 60, DAY - 1];
        assert_eq!(at.map(|time| night.has(ClockTime(time))), [true, true, false, false, false, true, true]);
        let noon = quiet(12 * 60, 14 * 60);
        assert_eq!(
            at.map(|time| noon.has(ClockTime(time))),
            [false, false, false, true, false, false, false]
        );
    }

    #[test]
    fn whoever_has_chosen_nothing_is_told_as_their_role_needs() {
        let settings = NotificationSettings::default();
        let of = |category| Role::ALL.map(|role| settings.channel(category, role));
        assert_eq!(of(Category::Numbers), [App, App, Mail, Mail]);
        assert_eq!(of(Category::Calls), [App, Digest, Digest, Digest]);
        assert_eq!(of(Category::Appointments), [App; 4]);
    }

    #[test]
    fn what_is_chosen_is_read_and_the_rest_stays() {
        let before = NotificationSettings {
            channels: vec![(Category::Expiries, NotificationChannel::Off)],
            ..NotificationSettings::default()
        };
        let typed = NotificationSettingsForm {
            numbers: "mail".to_owned(),
            quiet_from: "22:00".to_owned(),
            quiet_until: "07:30".to_owned(),
            ..form()
        };
        let read = typed.parse(&before).unwrap();
        assert_eq!(
            read.channels,
            [(Category::Numbers, Mail), (Category::Expiries, NotificationChannel::Off)]
        );
        assert_eq!(read.quiet, Some(quiet(22 * 60, 7 * 60 + 30)));
        assert!(!read.urgent_passes && read.quiet_for(Category::Numbers).is_some());
    }

    #[test]
    fn what_is_not_offered_is_refused_on_its_field() {
        let refused = |form: NotificationSettingsForm| {
            let problem = form.parse(&NotificationSettings::default()).unwrap_err();
            (problem.field, problem.kind)
        };
        use crate::domain::problem::ProblemKind::Invalid;
        let text = |text: &str| text.to_owned();
        let one_end = NotificationSettingsForm { quiet_from: text("22:00"), ..form() };
        assert_eq!(refused(one_end), (Some(Field::QuietUntil), Invalid(Rule::Required)));
        let same =
            NotificationSettingsForm { quiet_from: text("22:00"), quiet_until: text("22:00"), ..form() };
        assert_eq!(refused(same), (Some(Field::QuietUntil), Invalid(Rule::SameTime)));
        let odd = NotificationSettingsForm { digest_at: text("08:17"), ..form() };
        assert_eq!(refused(odd), (Some(Field::DigestAt), Invalid(Rule::UnknownChoice)));
        let pigeon = NotificationSettingsForm { calls: text("pigeon"), ..form() };
        assert_eq!(refused(pigeon), (Some(Field::Channel), Invalid(Rule::UnknownChoice)));
    }

    #[test]
    fn each_category_has_an_input_of_its_name() {
        for category in Category::ALL {
            assert_eq!(category.input().name, category.code());
        }
    }
}
