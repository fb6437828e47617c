//! Webhooks: the addresses of programs to which an organisation has AVA send what happens, and how each
//! delivery stands.

use serde::{Deserialize, Serialize};

use super::{
    address::Address,
    codes::codes,
    form::{Input, form},
    ids::ids,
    list::{choices, filters, list_query},
    locale::{Locale, say},
    problem::{Problem, ProblemKind, Rule},
    text::{one_line, or_default},
    view::Asked,
};

ids! {
    /// An address to which events are sent.
    WebhookId,
    /// Something that happened, as it is told to every address that wants it. Receivers know it by the header
    /// `webhook-id`.
    WebhookEventId,
    /// One event to one address.
    DeliveryId,
}

pub const MAX_URL: u32 = 2_000;
const MAX_DESCRIPTION: u32 = 120;
/// Deliveries that are sent again by one replay of a span at most.
pub const MAX_REPLAYED: u16 = 1_000;
/// Bytes of a receiver's answer that are kept.
pub const MAX_ANSWER: usize = 4 * 1024;

codes! {
    /// The kind of an event. Its code is the `type` of the payload.
    pub enum EventKind {
        /// A number can answer calls.
        NumberReady = "number.ready",
        /// A number that could answer calls, or was to, cannot.
        NumberBroken = "number.broken",
        /// The status of a provider's key is another.
        CredentialChanged = "credential.changed",
        /// An operation is done, has failed, or was stopped.
        OperationEnded = "operation.ended",
        CallEnded = "call.ended",
        AppointmentMade = "appointment.made",
        /// An appointment has another time.
        AppointmentChanged = "appointment.changed",
        AppointmentCancelled = "appointment.cancelled",
        ContactMade = "contact.made",
        /// Somebody tries the address. Nobody chooses it: it is sent once, to the address that is tried.
        Test = "webhook.test",
    }
}

choices!(EventKind);

impl EventKind {
    /// The kinds that an address is sent, as it chooses.
    pub const CHOICES: [EventKind; EventKind::ALL.len() - 1] = [
        EventKind::NumberReady,
        EventKind::NumberBroken,
        EventKind::CredentialChanged,
        EventKind::OperationEnded,
        EventKind::CallEnded,
        EventKind::AppointmentMade,
        EventKind::AppointmentChanged,
        EventKind::AppointmentCancelled,
        EventKind::ContactMade,
    ];

    /// The box of the form in which it is chosen; `None` for a test.
    pub const fn input(self) -> Option<Input> {
        Some(match self {
            Self::NumberReady => WebhookForm::number_ready(),
            Self::NumberBroken => WebhookForm::number_broken(),
            Self::CredentialChanged => WebhookForm::credential_changed(),
            Self::OperationEnded => WebhookForm::operation_ended(),
            Self::CallEnded => WebhookForm::call_ended(),
            Self::AppointmentMade => WebhookForm::appointment_made(),
            Self::AppointmentChanged => WebhookForm::appointment_changed(),
            Self::AppointmentCancelled => WebhookForm::appointment_cancelled(),
            Self::ContactMade => WebhookForm::contact_made(),
            Self::Test => return None,
        })
    }
}

codes! {
    /// Why nothing is sent to an address for the time being. What happens meanwhile waits.
    pub enum PausedBy {
        /// A person paused it.
        Hand = "hand",
        /// It took nothing for days.
        Failing = "failing",
        /// It answered that it is gone (410).
        Gone = "gone",
    }
}

codes! {
    pub enum DeliveryState {
        /// An earlier one about the same object is not over.
        Behind = "behind",
        /// It is sent when it is due.
        Waiting = "waiting",
        /// A node sends it, or sent it when that node died.
        Sending = "sending",
        Delivered = "delivered",
        /// It was not taken for days, and is given up.
        Failed = "failed",
    }
}

impl DeliveryState {
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Delivered | Self::Failed)
    }
}

codes! {
    /// Why an attempt counts as none.
    pub enum DeliveryFault {
        /// A status that is no success (2xx).
        Refused = "refused",
        /// A redirect, which is not followed.
        Redirected = "redirected",
        /// The receiver answered 410: the address is gone for good.
        Gone = "gone",
        /// The name is not found, or nobody answers there.
        NotReached = "not_reached",
        /// The address is of this machine or of a network around it, which nothing is sent to.
        Internal = "internal_address",
        /// No certificate that AVA trusts.
        NotSecure = "not_secure",
        /// No answer within the time.
        Silent = "timeout",
        /// The connection broke before there was an answer.
        Broken = "broken",
        /// The secret cannot be opened with this installation's key: the address needs another one.
        NoSecret = "no_secret",
        /// AVA had nothing left to connect with, or was stopped meanwhile.
        Ours = "ours",
    }
}

impl DeliveryFault {
    /// Says what went wrong, and where to look.
    pub fn sentence(self, status: Option<u16>, locale: Locale) -> String {
        let status = status.map_or_else(|| "?".to_owned(), |status| status.to_string());
        say!(locale, match self {
            Self::Refused =>
                "It answered {status}, which is no success. Its own log says why.",
                "Elle a répondu {status}, ce qui n’est pas un succès. Son propre journal dit pourquoi.";
            Self::Redirected =>
                "It answered {status} and leads elsewhere, where AVA does not follow. Enter the last address.",
                "Elle a répondu {status} et renvoie ailleurs, ce qu’AVA ne suit pas. Saisissez l’adresse finale.";
            Self::Gone =>
                "It answered 410: nobody listens there any more.",
                "Elle a répondu 410\u{a0}: plus personne n’y écoute.";
            Self::NotReached =>
                "AVA could not connect to it. Check its name and port, and whether it is running.",
                "AVA n’a pas pu s’y connecter. Vérifiez son nom et son port, et si elle fonctionne.";
            Self::Internal =>
                "Its name leads to an address that is not of the public internet, to which AVA sends nothing.",
                "Son nom mène à une adresse qui n’est pas de l’internet public, à laquelle AVA n’envoie rien.";
            Self::NotSecure =>
                "It has no certificate that AVA trusts.",
                "Elle n’a pas de certificat auquel AVA fait confiance.";
            Self::Silent =>
                "It did not answer within ten seconds. Answer first, and work afterwards.",
                "Elle n’a pas répondu en dix secondes. Répondez d’abord, puis traitez.";
            Self::Broken =>
                "The connection broke before it had answered.",
                "La connexion a été coupée avant sa réponse.";
            Self::NoSecret =>
                "Its secret cannot be opened any more. Make another one.",
                "Son secret ne peut plus être ouvert. Créez-en un autre.";
            Self::Ours =>
                "AVA could not send it at that moment, and tries again.",
                "AVA n’a pas pu l’envoyer à ce moment-là et réessaie.";
        })
    }
}

form! {
    /// An address, and what is sent to it.
    pub struct WebhookForm {
        pub url: String at Url,
        pub description: String at Description,
        pub number_ready: bool at Events,
        pub number_broken: bool at Events,
        pub credential_changed: bool at Events,
        pub operation_ended: bool at Events,
        pub call_ended: bool at Events,
        pub appointment_made: bool at Events,
        pub appointment_changed: bool at Events,
        pub appointment_cancelled: bool at Events,
        pub contact_made: bool at Events,
    }
}

/// Reads the description of an address, which may be empty.
pub fn read_description(typed: &str) -> Result<String, Rule> {
    or_default(typed, |typed| one_line(typed, MAX_DESCRIPTION))
}

impl WebhookForm {
    /// The form as it is filled in for these kinds.
    pub fn of(url: &str, description: &str, events: &[EventKind]) -> Self {
        let mut form = Self { url: url.to_owned(), description: description.to_owned(), ..Self::default() };
        for event in events {
            if let Some(chosen) = form.chosen(*event) {
                *chosen = true;
            }
        }
        form
    }

    /// The kinds that are chosen, in the order of the table.
    pub fn events(&self) -> Vec<EventKind> {
        let mut form = self.clone();
        let is_chosen = |kind: &EventKind| form.chosen(*kind).is_some_and(|chosen| *chosen);
        EventKind::CHOICES.into_iter().filter(is_chosen).collect()
    }

    const fn chosen(&mut self, kind: EventKind) -> Option<&mut bool> {
        Some(match kind {
            EventKind::NumberReady => &mut self.number_ready,
            EventKind::NumberBroken => &mut self.number_broken,
            EventKind::CredentialChanged => &mut self.credential_changed,
            EventKind::OperationEnded => &mut self.operation_ended,
            EventKind::CallEnded => &mut self.call_ended,
            EventKind::AppointmentMade => &mut self.appointment_made,
            EventKind::AppointmentChanged => &mut self.appointment_changed,
            EventKind::AppointmentCancelled => &mut self.appointment_cancelled,
            EventKind::ContactMade => &mut self.contact_made,
            EventKind::Test => return None,
        })
    }
}

form! {
    /// A span of time of which everything is sent again. Both are moments in UTC as RFC 3339 has them, or
    /// what a clock of the person's zone shows: `2026-11-30T14:00`.
    pub struct ReplayForm {
        pub from: String at Since,
        /// Empty until now.
        pub until: String at Until,
        /// Whether what was delivered is left out.
        pub undelivered: bool,
    }
}

/// The result of a replay of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replayed {
    pub count: u32,
    /// Whether there are more in the span than are sent again at once: they begin at `next_from`.
    pub next_from: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    pub by: PausedBy,
    pub at: i64,
}

/// An address, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookView {
    pub id: WebhookId,
    pub url: String,
    /// Empty where nobody has described it.
    pub description: String,
    pub events: Vec<EventKind>,
    /// Counts the changes by people.
    pub version: i64,
    pub created_at: i64,
    pub paused: Option<Paused>,
    /// Since when it has taken nothing that was sent to it.
    pub failing_since: Option<i64>,
    /// The fault of the last attempt, with the status that was answered; `None` once one is taken.
    pub last_fault: Option<(DeliveryFault, Option<u16>)>,
    pub last_delivered_at: Option<i64>,
    /// Until when the former secret signs as well.
    pub former_secret_until: Option<i64>,
    /// The number of deliveries that are not over.
    pub waiting: u32,
    /// The number of events that were dropped, since too many waited.
    pub dropped: u32,
}

impl WebhookView {
    pub fn called(&self) -> &str {
        called(&self.description, &self.url)
    }
}

/// Returns the name that people know an address by: its description, or else its server.
pub fn called<'a>(description: &'a str, url: &'a str) -> &'a str {
    if description.is_empty() { host(url) } else { description }
}

/// The name of the server in an address, with its port.
pub fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

list_query! {
    /// `after=…`.
    pub struct WebhooksQuery {
        narrowed by {}
        paged by {
            /// The last page's `next`.
            from after: WebhookId,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhooksView {
    pub now: i64,
    /// The oldest first.
    pub webhooks: Vec<WebhookView>,
    /// Pass it as `after` for the next page.
    pub next: Option<WebhookId>,
}

codes! {
    /// The deliveries that a list shows. Its code stands in a URL.
    #[derive(Default)]
    pub enum DeliveryFilter {
        #[default]
        All = "all",
        /// Those that are not over.
        Waiting = "waiting",
        Delivered = "delivered",
        Failed = "failed",
    }
}

filters!(DeliveryFilter);

list_query! {
    /// `show=failed&about=call.ended&before=…`.
    pub struct DeliveriesQuery {
        narrowed by {
            show: DeliveryFilter,
            about: Option<EventKind>,
        }
        paged by {
            /// The last page's `next`.
            from before: DeliveryId,
        }
    }
}

/// The deliveries to one address: its id, and after `?` the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveriesAsked {
    pub id: WebhookId,
    pub query: DeliveriesQuery,
}

impl Asked for DeliveriesAsked {
    fn asked(asked: &str) -> Result<Self, Problem> {
        let (id, query) = asked.split_once('?').unwrap_or((asked, ""));
        let id = id.parse().map_err(|_| ProblemKind::NotFound)?;
        Ok(Self { id, query: DeliveriesQuery::read(&Address::new("/", query)) })
    }
}

/// One attempt to deliver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    /// From 1 on.
    pub nr: u32,
    pub at: i64,
    /// Milliseconds until the answer, or until it was given up.
    pub took: u32,
    pub status: Option<u16>,
    /// `None` where it was taken.
    pub fault: Option<DeliveryFault>,
    /// The beginning of the answer, as text.
    pub answer: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryView {
    pub id: DeliveryId,
    pub webhook: WebhookId,
    pub event: WebhookEventId,
    pub kind: EventKind,
    /// The id, or the code, of what it is about: deliveries about the same come in order.
    pub object: String,
    pub state: DeliveryState,
    /// The time at which the event happened.
    pub at: i64,
    /// The time at which it was put in line: later than `at` for one that is sent again.
    pub queued_at: i64,
    /// Whether a person has had it sent again.
    pub replay: bool,
    pub attempts: u32,
    /// The time of the next attempt; `None` where none is planned.
    pub next_at: Option<i64>,
    /// The time at which it was over.
    pub ended_at: Option<i64>,
    pub last: Option<AttemptView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveriesView {
    pub now: i64,
    pub webhook: WebhookView,
    /// The newest first.
    pub deliveries: Vec<DeliveryView>,
    /// Pass it as `before` for the next page.
    pub next: Option<DeliveryId>,
}

/// One delivery with all of its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryPage {
    pub now: i64,
    pub webhook: WebhookView,
    pub delivery: DeliveryView,
    /// The body of the request, which is JSON.
    pub body: String,
    /// The newest first.
    pub attempts: Vec<AttemptView>,
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    const ID: &str = "0190a5e2-7c1b-7def-8123-0123456789ab";

    #[test]
    fn a_webhook_without_a_description_is_called_by_its_server() {
        for (url, name) in [
            ("https://crm.example/ava", "crm.example"),
            ("https://crm.example:8443?key=1", "crm.example:8443"),
            ("https://crm.example", "crm.example"),
            ("nonsense", "nonsense"),
        ] {
            assert_eq!(host(url), name);
            assert_eq!((called("", url), called("CRM", url)), (name, "CRM"));
        }
    }

    #[test]
    fn every_kind_but_a_test_is_chosen_by_a_box_of_its_own() {
        assert!(!EventKind::CHOICES.contains(&EventKind::Test));
        let mut inputs = Vec::new();
        for kind in EventKind::ALL {
            let form = WebhookForm::of("https://a.example", "", &[kind]);
            let chosen = form.events();
            match kind.input() {
                None => assert_eq!((kind, chosen), (EventKind::Test, Vec::new())),
                Some(input) => {
                    assert_eq!(chosen, [kind]);
                    assert!(EventKind::CHOICES.contains(&kind), "{kind:?}");
                    let read = WebhookForm::read(|name| (name == input.name).to_string());
                    assert_eq!(read.events(), [kind]);
                    assert!(!inputs.contains(&input.name));
                    inputs.push(input.name);
                }
            }
        }
    }

    #[test]
    fn what_is_asked_of_deliveries_is_an_address_and_a_query() {
        let asked = DeliveriesAsked::asked(&format!("{ID}?show=failed&about=call.ended")).unwrap();
        assert_eq!((asked.id.as_str(), asked.query.show), (ID, DeliveryFilter::Failed));
        assert_eq!(asked.query.about, Some(EventKind::CallEnded));
        assert_eq!(asked.query.to_string(), "show=failed&about=call.ended");
        assert_eq!(DeliveriesAsked::asked(ID).unwrap().query, DeliveriesQuery::default());
        assert!(DeliveriesAsked::asked("hook").is_err());
    }

    #[test]
    fn every_fault_is_said_in_both_languages() {
        for fault in DeliveryFault::ALL {
            let said = Locale::ALL.map(|locale| fault.sentence(Some(503), locale));
            assert!(said.iter().all(|text| !text.is_empty() && !text.contains('{')), "{said:?}");
            assert_ne!(said[0], said[1]);
        }
    }
}
