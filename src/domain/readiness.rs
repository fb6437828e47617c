//! Whether a number can answer a call now: the links between the caller and the voice, in the
//! order in which a call needs them, and the first that is broken. The rule judges what AVA
//! knows; it asks nobody.

use serde::{Deserialize, Serialize};

use super::{
    agent::SyncState,
    codes::codes,
    credential::CredentialStatus,
    drift::FindingKind,
    ids::{AgentId, NumberId},
    list::list_query,
    number::{NumberSource, NumberState},
    openai_key_at_vapi::HandOver,
    phone::E164,
    provider::{Provider, google_calendar, openai, smtp, twilio, vapi},
    way_in::Heard,
};

codes! {
    /// The links, in the order in which a call needs them.
    pub enum CallLink {
        /// The key of the Twilio account that has the number.
        TwilioKey = "twilio_key",
        /// The number is in that account.
        AtTwilio = "number_at_twilio",
        /// The account sends the number's calls to Vapi.
        Urls = "urls",
        VapiKey = "vapi_key",
        /// The number is at Vapi, which lets it answer.
        AtVapi = "number_at_vapi",
        /// The assistant of the agent that was chosen answers it.
        Assistant = "assistant",
        /// The assistant has what the agent is to think and speak with.
        ModelAndVoice = "model_and_voice",
        /// What happens in the call comes here, where the assistant's tools are.
        Events = "events",
        /// What an agent books is entered into the calendar that its times are looked up in.
        Calendar = "calendar",
        /// Customers hear of it by mail.
        Mail = "mail",
    }
}

impl CallLink {
    /// Whether a call is answered without it.
    pub const fn is_beside(self) -> bool {
        matches!(self, Self::Events | Self::Calendar | Self::Mail)
    }
}

/// The page on which a broken link can be made whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    Connect(Provider),
    /// The provider's page, where its key is replaced.
    Replace(Provider),
    /// The number's own page.
    Number,
    /// The page of the agent that is to answer.
    Agent,
    /// The card of the way in for events.
    WayIn,
    /// The page on which the calendar for appointments is chosen.
    Calendar,
}

/// The facts behind the code of a [`Break`].
#[derive(Clone, Copy)]
pub(super) struct BreakFacts {
    link: CallLink,
    remedy: Remedy,
}

const fn at(link: CallLink, remedy: Remedy) -> BreakFacts {
    BreakFacts { link, remedy }
}

codes! {
    /// The reasons why a link is broken.
    pub enum Break: BreakFacts {
        TwilioNotConnected = "twilio_not_connected" => at(CallLink::TwilioKey, Remedy::Connect(twilio::PROVIDER)),
        TwilioKeyBroken = "twilio_key_broken" => at(CallLink::TwilioKey, Remedy::Replace(twilio::PROVIDER)),
        /// The key of the account that the installation holds: nobody of the org can mend it.
        ManagedKeyBroken = "managed_key_broken" => at(CallLink::TwilioKey, Remedy::Number),
        NotSeenAtTwilio = "not_seen_at_twilio" => at(CallLink::AtTwilio, Remedy::Number),
        GoneAtTwilio = "gone_at_twilio" => at(CallLink::AtTwilio, Remedy::Number),
        CallsElsewhere = "calls_elsewhere" => at(CallLink::Urls, Remedy::Number),
        OtherRegion = "other_region" => at(CallLink::Urls, Remedy::Number),
        VapiNotConnected = "vapi_not_connected" => at(CallLink::VapiKey, Remedy::Connect(vapi::PROVIDER)),
        VapiKeyBroken = "vapi_key_broken" => at(CallLink::VapiKey, Remedy::Replace(vapi::PROVIDER)),
        NotAtVapi = "not_at_vapi" => at(CallLink::AtVapi, Remedy::Number),
        GoneAtVapi = "gone_at_vapi" => at(CallLink::AtVapi, Remedy::Number),
        Blocked = "blocked" => at(CallLink::AtVapi, Remedy::Number),
        NoAgent = "no_agent" => at(CallLink::Assistant, Remedy::Number),
        AnotherAnswers = "another_answers" => at(CallLink::Assistant, Remedy::Number),
        AssistantGone = "assistant_gone" => at(CallLink::Assistant, Remedy::Agent),
        /// Somebody took the model out of the assistant at Vapi.
        NoModel = "no_model" => at(CallLink::ModelAndVoice, Remedy::Agent),
        /// The service of the voice has closed.
        VoiceGone = "voice_gone" => at(CallLink::ModelAndVoice, Remedy::Agent),
        /// The agent's last call ended since its voice was not to be had.
        VoiceLost = "voice_lost" => at(CallLink::ModelAndVoice, Remedy::Agent),
        NotSent = "agent_not_sent" => at(CallLink::ModelAndVoice, Remedy::Agent),
        /// Vapi asks the model with a key of the org's own, which does not work.
        ModelKeyBroken = "model_key_broken" => at(CallLink::ModelAndVoice, Remedy::Replace(openai::PROVIDER)),
        /// An event that AVA sent to its own address did not come back here.
        NoWayIn = "no_way_in" => at(CallLink::Events, Remedy::WayIn),
        /// Google does not honour the consent to the calendar.
        CalendarBroken = "calendar_broken" => at(CallLink::Calendar, Remedy::Replace(google_calendar::PROVIDER)),
        /// The chosen calendar is not in the account any more.
        CalendarGone = "calendar_gone" => at(CallLink::Calendar, Remedy::Calendar),
        /// Customers are to have mails, and no mailbox sends any.
        MailboxNotConnected = "mailbox_not_connected" => at(CallLink::Mail, Remedy::Connect(smtp::PROVIDER)),
        MailboxBroken = "mailbox_broken" => at(CallLink::Mail, Remedy::Replace(smtp::PROVIDER)),
    }
}

impl Break {
    pub const fn link(self) -> CallLink {
        self.facts().link
    }

    pub const fn remedy(self) -> Remedy {
        self.facts().remedy
    }

    /// Whether the number has not been brought so far that it answers, which whoever has it knows.
    pub const fn is_unfinished(self) -> bool {
        matches!(self, Self::NotSeenAtTwilio | Self::NotAtVapi | Self::NoAgent)
    }

    /// Whether people are told that the number is silent. Of a calendar and of a mailbox its own card tells.
    pub const fn silences(self) -> bool {
        !self.is_unfinished() && !matches!(self.link(), CallLink::Calendar | CallLink::Mail)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    Holds,
    /// AVA waits for an answer, and nothing speaks against the link.
    Unknown,
    Broken(Break),
    /// It comes after a broken link, so no call gets to it.
    Beyond,
    /// The agent that is to answer takes nothing of it.
    Unused,
}

/// A key, as it was when its provider was last asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub status: CredentialStatus,
    pub checked_at: Option<i64>,
}

impl Key {
    /// The key with which Vapi asks the models; `None` where it asks on its own account. What a check
    /// says of the stored one says nothing of a former one that Vapi may still have.
    pub fn of_models(self, at_vapi: &HandOver) -> Option<Self> {
        let former = Self { status: CredentialStatus::Unverified, ..self };
        if at_vapi.is_given() { Some(self) } else { at_vapi.leaves_traces().then_some(former) }
    }

    /// How a link stands that takes this key, and is `broken` where its provider refuses it. A provider that
    /// does not answer AVA says nothing of it.
    const fn link(self, broken: Break) -> LinkState {
        match self.status {
            CredentialStatus::Connected => LinkState::Holds,
            CredentialStatus::Unverified | CredentialStatus::Degraded => LinkState::Unknown,
            CredentialStatus::Refused | CredentialStatus::Unreadable => LinkState::Broken(broken),
        }
    }
}

/// The way in which customers hear of an appointment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CustomerMails {
    /// They get no mails.
    #[default]
    Off,
    /// They are to get some, and no mailbox is connected.
    NoMailbox,
    Through(Key),
}

/// What an agent takes beside the call through which something can be booked; of any other, nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BookingNeeds {
    /// The consent to the calendar at Google, where one is connected.
    pub calendar: Option<Key>,
    /// The chosen calendar is not in the account any more.
    pub calendar_gone: bool,
    pub mails: CustomerMails,
}

/// What AVA knows of one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub source: NumberSource,
    pub state: NumberState,
    /// The key of the Twilio account that has the number.
    pub twilio: Option<Key>,
    pub vapi: Option<Key>,
    /// The org's key with which Vapi asks the model, where it has one.
    pub model: Option<Key>,
    /// The difference that comes first in a call.
    pub drift: Option<FindingKind>,
    /// How the agent that is to answer stands at Vapi; `None` without one.
    pub agent: Option<SyncState>,
    /// Whether it has an assistant there: one that Vapi refused to change answers as it was.
    pub has_assistant: bool,
    /// Its assistant was found without a model.
    pub no_model: bool,
    /// Why the agent's voice does not speak: its service has closed, or its last call ended for it.
    pub voice: Option<Break>,
    /// When both providers were last asked about the number.
    pub looked_at: Option<i64>,
    /// What is known of the way by which events come here; `None` where no assistant was ever given
    /// one, so that calls are read in Vapi's list.
    pub way_in: Option<Heard>,
    pub needs: BookingNeeds,
}

impl Facts {
    /// How each link stands, with the time of what is known of it.
    pub fn call_path(&self) -> [Step; CallLink::ALL.len()] {
        let mut broken = false;
        CallLink::ALL.map(|link| {
            let at = match link {
                CallLink::TwilioKey => self.twilio.and_then(|key| key.checked_at),
                CallLink::VapiKey => self.vapi.and_then(|key| key.checked_at),
                CallLink::AtTwilio
                | CallLink::Urls
                | CallLink::AtVapi
                | CallLink::Assistant
                | CallLink::ModelAndVoice => self.looked_at,
                CallLink::Events => self.way_in.and_then(|heard| heard.known_at()),
                CallLink::Calendar => self.needs.calendar.and_then(|key| key.checked_at),
                CallLink::Mail => match self.needs.mails {
                    CustomerMails::Through(key) => key.checked_at,
                    CustomerMails::Off | CustomerMails::NoMailbox => None,
                },
            };
            let state = match self.state(link) {
                LinkState::Unused => LinkState::Unused,
                _ if broken => LinkState::Beyond,
                state => state,
            };
            broken |= matches!(state, LinkState::Broken(_));
            Step { state, at: at.filter(|_| state != LinkState::Beyond) }
        })
    }

    fn state(&self, link: CallLink) -> LinkState {
        use LinkState::{Broken, Holds, Unknown, Unused};
        match (link, self.state, self.drift) {
            (CallLink::TwilioKey, ..) => match (self.twilio.map(|key| key.status), self.source) {
                (Some(CredentialStatus::Connected), _) => Holds,
                // A provider that does not answer AVA may answer calls all the same.
                (Some(CredentialStatus::Unverified | CredentialStatus::Degraded), _) => Unknown,
                (_, NumberSource::Managed) => Broken(Break::ManagedKeyBroken),
                (Some(CredentialStatus::Refused | CredentialStatus::Unreadable), NumberSource::Byo) => {
                    Broken(Break::TwilioKeyBroken)
                }
                (None, NumberSource::Byo) => Broken(Break::TwilioNotConnected),
            },
            (CallLink::AtTwilio, _, Some(FindingKind::GoneAtTwilio)) => Broken(Break::GoneAtTwilio),
            (CallLink::AtTwilio, NumberState::Requested, _) => Broken(Break::NotSeenAtTwilio),
            (CallLink::Urls, _, Some(FindingKind::WebhooksChanged)) => Broken(Break::CallsElsewhere),
            (CallLink::Urls, _, Some(FindingKind::OtherRegion)) => Broken(Break::OtherRegion),
            (CallLink::VapiKey, ..) => match self.vapi {
                Some(key) => key.link(Break::VapiKeyBroken),
                None => Broken(Break::VapiNotConnected),
            },
            (CallLink::AtVapi, _, Some(FindingKind::GoneAtVapi)) => Broken(Break::GoneAtVapi),
            (CallLink::AtVapi, _, Some(FindingKind::Blocked)) => Broken(Break::Blocked),
            (
                CallLink::AtVapi,
                NumberState::Importing | NumberState::Failed | NumberState::Releasing | NumberState::Released,
                _,
            ) => Broken(Break::NotAtVapi),
            (CallLink::Assistant, _, Some(FindingKind::BoundElsewhere)) => Broken(Break::AnotherAnswers),
            (CallLink::Assistant, _, Some(FindingKind::AssistantGone)) => Broken(Break::AssistantGone),
            (CallLink::Assistant, NumberState::Unassigned, _) => Broken(Break::NoAgent),
            (CallLink::Assistant, ..) => match self.agent {
                None => Broken(Break::NoAgent),
                Some(SyncState::Gone) => Broken(Break::AssistantGone),
                Some(SyncState::Pending | SyncState::Synced | SyncState::Failed | SyncState::Conflict) => {
                    Holds
                }
            },
            (CallLink::ModelAndVoice, ..) => match (self.model.map(|key| key.status), self.agent, self.voice)
            {
                (_, Some(SyncState::Failed), _) if !self.has_assistant => Broken(Break::NotSent),
                (_, Some(SyncState::Conflict), _) if self.no_model => Broken(Break::NoModel),
                (.., Some(broken)) => Broken(broken),
                (Some(CredentialStatus::Refused), ..) => Broken(Break::ModelKeyBroken),
                // Vapi has an earlier text of the agent, or somebody else's: it answers.
                (Some(CredentialStatus::Unverified | CredentialStatus::Degraded), ..)
                | (_, Some(SyncState::Pending | SyncState::Failed | SyncState::Conflict), _) => Unknown,
                // The copy of a key that Vapi has works, whether or not ours opens.
                (Some(CredentialStatus::Connected | CredentialStatus::Unreadable) | None, ..) => Holds,
            },
            (CallLink::Events, ..) => match self.way_in.map(|heard| heard.is_open()) {
                None | Some(Some(true)) => Holds,
                Some(None) => Unknown,
                Some(Some(false)) => Broken(Break::NoWayIn),
            },
            (CallLink::Calendar, ..) => {
                match self.needs.calendar.map(|key| key.link(Break::CalendarBroken)) {
                    Some(Holds) if self.needs.calendar_gone => Broken(Break::CalendarGone),
                    Some(state) => state,
                    None => Unused,
                }
            }
            (CallLink::Mail, ..) => match self.needs.mails {
                CustomerMails::Off => Unused,
                CustomerMails::NoMailbox => Broken(Break::MailboxNotConnected),
                CustomerMails::Through(key) => key.link(Break::MailboxBroken),
            },
            // A number that is being taken back is answered by nobody in particular; the pages
            // of such numbers say so, and no call path is made of them.
            (CallLink::AtTwilio | CallLink::Urls | CallLink::AtVapi, ..) => Holds,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub state: LinkState,
    /// The time of what is known.
    pub at: Option<i64>,
}

/// A number with the state of each of its links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallPath {
    pub id: NumberId,
    pub e164: E164,
    pub agent: Option<(AgentId, String)>,
    /// In the order of [`CallLink::ALL`].
    pub steps: [Step; CallLink::ALL.len()],
}

impl CallPath {
    /// The first broken link.
    pub fn broken(&self) -> Option<Break> {
        self.steps.iter().find_map(|step| match step.state {
            LinkState::Broken(broken) => Some(broken),
            LinkState::Holds | LinkState::Unknown | LinkState::Beyond | LinkState::Unused => None,
        })
    }

    /// Whether nothing is known that keeps it from answering.
    pub fn answers(&self) -> bool {
        self.broken().is_none()
    }

    /// Whether that is known of each link that a call gets to: nothing speaks against one that is not
    /// known. A call is answered whether or not what happens in it comes here, and goes on from here.
    pub fn is_certain(&self) -> bool {
        let is_known = |(link, step): (CallLink, Step)| link.is_beside() || step.state != LinkState::Unknown;
        self.links().all(is_known) || !self.answers()
    }

    pub fn links(&self) -> impl Iterator<Item = (CallLink, Step)> {
        CallLink::ALL.into_iter().zip(self.steps)
    }
}

list_query! {
    /// The query of the page: `after=…`.
    pub struct ReadinessQuery {
        narrowed by {}
        paged by {
            /// The last page's `next`.
            from after: NumberId,
        }
    }
}

/// The address at which a program asks about the org's numbers without signing in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Monitoring {
    pub made_at: i64,
    /// The name of the person who made it.
    pub made_by: String,
    /// `None` for those who may not end it, either.
    pub address: Option<String>,
}

/// One page of the numbers in use, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadinessView {
    pub now: i64,
    pub call_paths: Vec<CallPath>,
    /// Pass it as `after` for the next page.
    pub next: Option<NumberId>,
    pub can_compare: bool,
    pub monitoring: Option<Monitoring>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{openai_key_at_vapi::HandOverState, way_in::WayIn};

    fn key(status: CredentialStatus) -> Option<Key> {
        Some(Key { status, checked_at: Some(1) })
    }

    fn whole() -> Facts {
        Facts {
            source: NumberSource::Byo,
            state: NumberState::Ready,
            twilio: key(CredentialStatus::Connected),
            vapi: key(CredentialStatus::Connected),
            model: None,
            drift: None,
            agent: Some(SyncState::Synced),
            has_assistant: true,
            no_model: false,
            voice: None,
            looked_at: Some(2),
            way_in: Some(Heard { last_event_at: Some(3), check: None }),
            needs: BookingNeeds {
                calendar: key_at(CredentialStatus::Connected, 4),
                calendar_gone: false,
                mails: through(CredentialStatus::Connected),
            },
        }
    }

    fn key_at(status: CredentialStatus, time: i64) -> Option<Key> {
        Some(Key { status, checked_at: Some(time) })
    }

    fn through(status: CredentialStatus) -> CustomerMails {
        CustomerMails::Through(Key { status, checked_at: Some(5) })
    }

    fn booking(calendar: CredentialStatus, calendar_gone: bool, mails: CustomerMails) -> Facts {
        let calendar = key_at(calendar, 4);
        Facts { needs: BookingNeeds { calendar, calendar_gone, mails }, ..whole() }
    }

    fn first(facts: &Facts) -> Option<Break> {
        facts.call_path().iter().find_map(|step| match step.state {
            LinkState::Broken(broken) => Some(broken),
            _ => None,
        })
    }

    fn drift(kind: FindingKind) -> Facts {
        Facts { drift: Some(kind), ..whole() }
    }

    fn broken() -> Vec<(Break, Facts)> {
        let refused = key(CredentialStatus::Refused);
        let closed = Some(Heard { last_event_at: None, check: Some((WayIn::NotReached, 4)) });
        let mails = through(CredentialStatus::Connected);
        let calendar = |status| booking(status, false, mails);
        let mailbox = |mails| booking(CredentialStatus::Connected, false, mails);
        vec![
            (Break::TwilioNotConnected, Facts { twilio: None, ..whole() }),
            (Break::TwilioKeyBroken, Facts { twilio: refused, ..whole() }),
            (Break::TwilioKeyBroken, Facts { twilio: key(CredentialStatus::Unreadable), ..whole() }),
            (Break::ManagedKeyBroken, Facts { source: NumberSource::Managed, twilio: refused, ..whole() }),
            (Break::ManagedKeyBroken, Facts { source: NumberSource::Managed, twilio: None, ..whole() }),
            (Break::NotSeenAtTwilio, Facts { state: NumberState::Requested, ..whole() }),
            (Break::GoneAtTwilio, drift(FindingKind::GoneAtTwilio)),
            (Break::CallsElsewhere, drift(FindingKind::WebhooksChanged)),
            (Break::OtherRegion, drift(FindingKind::OtherRegion)),
            (Break::VapiNotConnected, Facts { vapi: None, ..whole() }),
            (Break::VapiKeyBroken, Facts { vapi: refused, ..whole() }),
            (Break::NotAtVapi, Facts { state: NumberState::Importing, ..whole() }),
            (Break::NotAtVapi, Facts { state: NumberState::Failed, ..whole() }),
            (Break::GoneAtVapi, drift(FindingKind::GoneAtVapi)),
            (Break::Blocked, drift(FindingKind::Blocked)),
            (Break::NoAgent, Facts { agent: None, ..whole() }),
            (Break::NoAgent, Facts { state: NumberState::Unassigned, ..whole() }),
            (Break::AnotherAnswers, drift(FindingKind::BoundElsewhere)),
            (Break::AssistantGone, drift(FindingKind::AssistantGone)),
            (Break::AssistantGone, Facts { agent: Some(SyncState::Gone), ..whole() }),
            (Break::ModelKeyBroken, Facts { model: refused, ..whole() }),
            (Break::NotSent, Facts { agent: Some(SyncState::Failed), has_assistant: false, ..whole() }),
            (Break::VoiceGone, Facts { voice: Some(Break::VoiceGone), ..whole() }),
            (Break::VoiceLost, Facts { voice: Some(Break::VoiceLost), ..whole() }),
            (Break::NoWayIn, Facts { way_in: closed, ..whole() }),
            (Break::NoModel, Facts { agent: Some(SyncState::Conflict), no_model: true, ..whole() }),
            (Break::CalendarBroken, calendar(CredentialStatus::Refused)),
            (Break::CalendarBroken, calendar(CredentialStatus::Unreadable)),
            (Break::CalendarGone, booking(CredentialStatus::Connected, true, mails)),
            (Break::MailboxNotConnected, mailbox(CustomerMails::NoMailbox)),
            (Break::MailboxBroken, mailbox(through(CredentialStatus::Refused))),
            (Break::MailboxBroken, mailbox(through(CredentialStatus::Unreadable))),
        ]
    }

    #[test]
    fn every_broken_link_is_named_and_none_after_it_is_judged() {
        for (expected, facts) in broken() {
            assert_eq!(first(&facts), Some(expected), "{facts:?}");
            let call_path = facts.call_path();
            let at = expected.link() as usize;
            assert_eq!(call_path[at].state, LinkState::Broken(expected));
            for before in &call_path[..at] {
                assert_eq!(before.state, LinkState::Holds, "{facts:?}");
            }
            for after in &call_path[at + 1..] {
                assert_eq!(*after, Step { state: LinkState::Beyond, at: None }, "{facts:?}");
            }
        }
        for each in Break::ALL {
            assert!(broken().iter().any(|(known, _)| *known == each), "{each:?} comes from nothing");
        }
    }

    #[test]
    fn only_a_key_that_vapi_has_breaks_its_models() {
        let refused = Key { status: CredentialStatus::Refused, checked_at: Some(1) };
        let of = |at_vapi: &HandOver| Facts { model: refused.of_models(at_vapi), ..whole() };
        let given = HandOver { state: HandOverState::Given { at: 1 }, ..HandOver::default() };
        assert_eq!(first(&of(&given)), Some(Break::ModelKeyBroken));
        let former = HandOver { credential: Some("c".to_owned()), ..HandOver::chosen(true) };
        let last = |facts: Facts| facts.call_path()[CallLink::ModelAndVoice as usize].state;
        assert_eq!(last(of(&former)), LinkState::Unknown);
        for never in [HandOver::chosen(true), HandOver::chosen(false)] {
            assert_eq!(last(of(&never)), LinkState::Holds);
        }
        assert_eq!(last(Facts { agent: Some(SyncState::Failed), ..whole() }), LinkState::Unknown);
    }

    #[test]
    fn of_two_broken_links_the_first_is_named() {
        let both = Facts { vapi: None, agent: None, ..drift(FindingKind::GoneAtTwilio) };
        assert_eq!(first(&both), Some(Break::GoneAtTwilio));
        let both = Facts { vapi: None, ..drift(FindingKind::BoundElsewhere) };
        assert_eq!(first(&both), Some(Break::VapiNotConnected));
        let both = Facts { twilio: None, vapi: None, ..whole() };
        assert_eq!(first(&both), Some(Break::TwilioNotConnected));
    }

    #[test]
    fn a_whole_chain_has_the_time_of_what_is_known() {
        let call_path = whole().call_path();
        assert!(call_path.iter().all(|step| step.state == LinkState::Holds));
        assert_eq!(call_path.map(|step| step.at), [1, 2, 2, 1, 2, 2, 2, 3, 4, 5].map(Some));
        let books_nothing = Facts { needs: BookingNeeds::default(), ..whole() };
        for facts in [Facts { vapi: None, ..books_nothing.clone() }, books_nothing] {
            for (link, step) in CallLink::ALL.into_iter().zip(facts.call_path()) {
                let is_unused = matches!(link, CallLink::Calendar | CallLink::Mail);
                assert_eq!(
                    (step.state == LinkState::Unused, step.at),
                    (is_unused, step.at.filter(|_| !is_unused))
                );
            }
        }
    }

    #[test]
    fn nobody_is_told_that_a_number_is_silent_for_what_is_booked_through_it() {
        for broken in Break::ALL {
            let is_of_a_booking = matches!(broken.link(), CallLink::Calendar | CallLink::Mail);
            assert_eq!(broken.silences(), !is_of_a_booking && !broken.is_unfinished(), "{broken:?}");
            assert!(!is_of_a_booking || broken.link().is_beside(), "{broken:?}");
        }
    }

    #[test]
    fn what_is_not_known_yet_breaks_nothing() {
        let unverified = key(CredentialStatus::Unverified);
        let degraded = key(CredentialStatus::Degraded);
        for facts in [
            Facts { twilio: degraded, ..whole() },
            Facts { vapi: degraded, ..whole() },
            Facts { twilio: unverified, ..whole() },
            Facts { vapi: unverified, ..whole() },
            Facts { model: unverified, ..whole() },
            Facts { agent: Some(SyncState::Pending), ..whole() },
            Facts { agent: Some(SyncState::Conflict), ..whole() },
            Facts { source: NumberSource::Managed, twilio: unverified, ..whole() },
            Facts { way_in: Some(Heard::default()), ..whole() },
            booking(CredentialStatus::Degraded, true, through(CredentialStatus::Connected)),
            booking(CredentialStatus::Connected, false, through(CredentialStatus::Unverified)),
        ] {
            assert_eq!(first(&facts), None, "{facts:?}");
            assert!(facts.call_path().iter().any(|step| step.state == LinkState::Unknown), "{facts:?}");
        }
    }

    #[test]
    fn messages_that_go_elsewhere_keep_no_call_from_being_answered() {
        assert_eq!(first(&drift(FindingKind::MessagesChanged)), None);
        assert_eq!(first(&drift(FindingKind::UnknownHere)), None);
    }
}
