//! The limits of what one organisation may have, and may do in a minute or a day, so that
//! none costs the others, or the operator: each quota is one row, with all that is said of
//! it.
//!
//! The operator sets each for every organisation ([`Row::setting`]); a row of
//! `org_quotas` sets it for one.

use super::{
    codes::codes,
    locale::{Locale, say},
};

codes! {
    pub enum Quota {
        Agents = "agents",
        /// Phone numbers in use, whoever supplies them.
        Numbers = "numbers",
        /// Operations that are not over.
        Operations = "operations",
        /// Requests of signed-in people.
        Requests = "requests",
        /// Lists of numbers that a provider is asked for while somebody waits.
        Searches = "searches",
        /// Keys that a provider is asked about while somebody waits.
        Checks = "checks",
        /// Test mails, each to the person who asks for it.
        TestMails = "test_mails",
        /// Managed numbers on the operator's bill.
        ManagedNumbers = "managed_numbers",
        /// Orders of managed numbers, but for those that were not bought.
        Purchases = "purchases",
        /// Programs that ask whether the numbers can answer.
        Monitoring = "monitoring",
        /// Events of calls that Vapi sends.
        CallEvents = "call_events",
        /// Events of calls that are stored, which go by themselves.
        StoredEvents = "stored_events",
        /// Millions of bytes that they take.
        EventMegabytes = "event_megabytes",
        /// Recordings that are played at the same time.
        Recordings = "recordings",
        /// What can be booked.
        Services = "services",
        Contacts = "contacts",
        /// Lists of contacts that are read.
        ContactLists = "contact_lists",
        /// Appointments that are made.
        Bookings = "bookings",
        /// Turns of conversations in writing, by which people try agents.
        TrialTurns = "trial_turns",
        /// Calls by which people try agents, and those that read a code to their phones.
        TrialCalls = "trial_calls",
        /// Organisations that a person is or was in, or has made, counted where they make another: the
        /// least that the operator has decided for one of them holds.
        Organisations = "organisations",
        /// Passkeys of a person, counted where they add one: that of the organisation that they are in.
        Passkeys = "passkeys",
        /// People of an organisation, counted where somebody accepts an invitation.
        Members = "members",
        /// Invitations that are not accepted or revoked.
        Invitations = "invitations",
        /// Mails with invitations.
        InvitationMails = "invitation_mails",
        /// Mails with notifications that go through the installation's mailbox.
        AlertMails = "alert_mails",
        /// Tokens for programs that are not revoked, of people and of the organisation.
        ApiTokens = "api_tokens",
        /// Addresses to which events are sent.
        Webhooks = "webhooks",
        /// Tests and replays of webhooks that people ask for.
        WebhookSends = "webhook_sends",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The most at once: one has to go before another comes.
    Held,
    /// The most at once, of things that become fewer by themselves.
    UnderWay,
    /// The most in a minute, a quarter of them at once.
    AMinute,
    /// The most in a day, in UTC.
    ADay,
}

pub struct Row {
    /// The variable that sets it for every organisation.
    pub setting: &'static str,
    pub default: u32,
    /// The lowest setting.
    pub least: u32,
    pub measure: Measure,
    sentence: fn(u32, &str, Locale) -> String,
}

/// The highest quota.
pub const MAX: u32 = 1_000_000;

impl Quota {
    pub const fn row(self) -> Row {
        match self {
            Quota::Agents => Row {
                setting: "AVA_AGENTS_PER_ORG",
                default: 500,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many agents as it may: {most}. Delete one first, or ask \
                         whoever runs this installation.",
                        "Votre organisation a autant d’agents qu’elle peut en avoir\u{a0}: {most}. \
                         Supprimez-en un d’abord, ou demandez à la personne qui exploite cette installation."
                    )
                },
            },
            Quota::Numbers => Row {
                setting: "AVA_NUMBERS_PER_ORG",
                default: 1000,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many numbers in AVA as it may: {most}. Remove one first, \
                         or ask whoever runs this installation.",
                        "Votre organisation a autant de numéros dans AVA qu’elle peut en avoir\u{a0}: \
                         {most}. Retirez-en un d’abord, ou demandez à la personne qui exploite cette \
                         installation."
                    )
                },
            },
            // More than one for each agent and each number, so that connecting, which
            // begins them all, leaves room.
            Quota::Operations => Row {
                setting: "AVA_OPERATIONS_PER_ORG",
                default: 2000,
                least: 1,
                measure: Measure::UnderWay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation has as much under way as it may: {most} operations. {again}",
                        "Votre organisation a autant d’opérations en cours qu’elle peut en avoir\u{a0}: \
                         {most}. {again}"
                    )
                },
            },
            Quota::Requests => Row {
                setting: "AVA_REQUESTS_PER_MINUTE",
                default: 1200,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Too many requests from your organisation: it may send {most} a minute. {again}",
                        "Trop de requêtes de votre organisation\u{a0}: elle peut en envoyer {most} par \
                         minute. {again}"
                    )
                },
            },
            Quota::Searches => Row {
                setting: "AVA_SEARCHES_PER_MINUTE",
                default: 60,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation looks for numbers too often: it may do so {most} times a minute. \
                         {again}",
                        "Votre organisation cherche des numéros trop souvent\u{a0}: elle peut le faire \
                         {most} fois par minute. {again}"
                    )
                },
            },
            Quota::Checks => Row {
                setting: "AVA_CHECKS_PER_MINUTE",
                default: 60,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation has keys checked too often: it may do so {most} times a minute. \
                         {again}",
                        "Votre organisation fait vérifier des clés trop souvent\u{a0}: elle peut le faire \
                         {most} fois par minute. {again}"
                    )
                },
            },
            Quota::TestMails => Row {
                setting: "AVA_TEST_MAILS_PER_MINUTE",
                default: 4,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation sends test mails too often: it may do so {most} times a minute. \
                         {again}",
                        "Votre organisation envoie des messages d’essai trop souvent\u{a0}: elle peut le \
                         faire {most} fois par minute. {again}"
                    )
                },
            },
            // Zero turns managed numbers off for everybody.
            Quota::ManagedNumbers => Row {
                setting: "AVA_MANAGED_NUMBERS_PER_ORG",
                default: 5,
                least: 0,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many managed numbers as it may: {most}. Release one first, \
                         or ask whoever runs this installation.",
                        "Votre organisation a autant de numéros gérés qu’elle peut en avoir\u{a0}: {most}. \
                         Libérez-en un d’abord, ou demandez à la personne qui exploite cette installation."
                    )
                },
            },
            Quota::Purchases => Row {
                setting: "AVA_MANAGED_PURCHASES_PER_ORG",
                default: 10,
                least: 1,
                measure: Measure::ADay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation has ordered as many numbers today as it may: {most}. {again}",
                        "Votre organisation a commandé aujourd’hui autant de numéros qu’elle le peut\u{a0}: \
                         {most}. {again}"
                    )
                },
            },
            Quota::Monitoring => Row {
                setting: "AVA_MONITORING_PER_MINUTE",
                default: 30,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "The address for monitoring is asked too often: it answers {most} times a minute. \
                         {again}",
                        "L’adresse de surveillance est interrogée trop souvent\u{a0}: elle répond {most} fois \
                         par minute. {again}"
                    )
                },
            },
            Quota::CallEvents => Row {
                setting: "AVA_CALL_EVENTS_PER_MINUTE",
                default: 6000,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Too many events of calls are sent for your organisation: it may get {most} a minute. \
                         {again}",
                        "Trop d’événements d’appels sont envoyés pour votre organisation\u{a0}: elle peut en \
                         recevoir {most} par minute. {again}"
                    )
                },
            },
            Quota::StoredEvents => Row {
                setting: "AVA_STORED_EVENTS_PER_ORG",
                default: 300_000,
                least: 1,
                measure: Measure::UnderWay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "As many events of calls are stored for your organisation as may be: {most}. Those of 30 \
                         days ago go by themselves. {again}",
                        "Autant d’événements d’appels que possible sont gardés pour votre organisation\u{a0}: \
                         {most}. Après 30\u{a0}jours, ils disparaissent d’eux-mêmes. {again}"
                    )
                },
            },
            Quota::EventMegabytes => Row {
                setting: "AVA_EVENT_MEGABYTES_PER_ORG",
                default: 2_000,
                least: 1,
                measure: Measure::UnderWay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "The stored events of your organisation’s calls take as much room as they may: {most} MB. \
                         Those of 30 days ago go by themselves. {again}",
                        "Les événements d’appels gardés pour votre organisation occupent toute la place \
                         possible\u{a0}: {most}\u{a0}Mo. Après 30\u{a0}jours, ils disparaissent d’eux-mêmes. {again}"
                    )
                },
            },
            Quota::Recordings => Row {
                setting: "AVA_RECORDINGS_AT_ONCE",
                default: 8,
                least: 1,
                measure: Measure::UnderWay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation plays as many recordings at the same time as it may: {most}. {again}",
                        "Votre organisation écoute autant d’enregistrements en même temps qu’elle le \
                         peut\u{a0}: {most}. {again}"
                    )
                },
            },
            Quota::Services => Row {
                setting: "AVA_SERVICES_PER_ORG",
                default: 100,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many services as it may: {most}. Delete one first, or ask \
                         whoever runs this installation.",
                        "Votre organisation a autant de prestations qu’elle peut en avoir\u{a0}: {most}. \
                         Supprimez-en une d’abord, ou demandez à la personne qui exploite cette installation."
                    )
                },
            },
            Quota::Contacts => Row {
                setting: "AVA_CONTACTS_PER_ORG",
                default: 50_000,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many contacts as it may: {most}. Erase one first, or ask \
                         whoever runs this installation.",
                        "Votre organisation a autant de contacts qu’elle peut en avoir\u{a0}: {most}. \
                         Effacez-en un d’abord, ou demandez à la personne qui exploite cette installation."
                    )
                },
            },
            // Each has up to five thousand rows, which are stored to be looked at.
            Quota::ContactLists => Row {
                setting: "AVA_CONTACT_LISTS_PER_MINUTE",
                default: 60,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation has lists of contacts read too often: it may do so {most} times a \
                         minute. {again}",
                        "Votre organisation fait lire des listes de contacts trop souvent\u{a0}: elle peut le \
                         faire {most} fois par minute. {again}"
                    )
                },
            },
            Quota::Bookings => Row {
                setting: "AVA_BOOKINGS_PER_DAY",
                default: 1000,
                least: 1,
                measure: Measure::ADay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation has booked as many appointments today as it may: {most}. {again}",
                        "Votre organisation a pris aujourd’hui autant de rendez-vous qu’elle le peut\u{a0}: \
                         {most}. {again}"
                    )
                },
            },
            Quota::TrialTurns => Row {
                setting: "AVA_TRIAL_TURNS_PER_DAY",
                default: 200,
                least: 0,
                measure: Measure::ADay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation has tried its agents in writing as often today as it may: {most} \
                         turns. {again}",
                        "Votre organisation a essayé ses agents par écrit aujourd’hui autant qu’elle le peut\u{a0}: \
                         {most} échanges. {again}"
                    )
                },
            },
            Quota::TrialCalls => Row {
                setting: "AVA_TRIAL_CALLS_PER_DAY",
                default: 10,
                least: 0,
                measure: Measure::ADay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation has had its people rung as often today as it may: {most} calls. {again}",
                        "Votre organisation a fait appeler ses membres aujourd’hui autant qu’elle le peut\u{a0}: \
                         {most} appels. {again}"
                    )
                },
            },
            Quota::Members => Row {
                setting: "AVA_MEMBERS_PER_ORG",
                default: 200,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "The organisation has as many people as it may: {most}. Somebody has to go first, or \
                         whoever runs this installation can allow more.",
                        "L’organisation a autant de personnes qu’elle peut en avoir\u{a0}: {most}. Quelqu’un \
                         doit d’abord partir, ou la personne qui exploite cette installation peut en \
                         autoriser davantage."
                    )
                },
            },
            Quota::Invitations => Row {
                setting: "AVA_INVITATIONS_PER_ORG",
                default: 50,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many open invitations as it may: {most}. Revoke one first, \
                         or ask whoever runs this installation.",
                        "Votre organisation a autant d’invitations en attente qu’elle peut en avoir\u{a0}: \
                         {most}. Annulez-en une d’abord, ou demandez à la personne qui exploite cette \
                         installation."
                    )
                },
            },
            Quota::InvitationMails => Row {
                setting: "AVA_INVITATION_MAILS_PER_ORG",
                default: 100,
                least: 1,
                measure: Measure::ADay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "The organisation has sent as many invitations by mail today as it may: {most}. \
                         {again}",
                        "L’organisation a envoyé aujourd’hui autant d’invitations par e-mail qu’elle le \
                         peut\u{a0}: {most}. {again}"
                    )
                },
            },
            Quota::AlertMails => Row {
                setting: "AVA_ALERT_MAILS_PER_ORG",
                default: 1000,
                least: 1,
                measure: Measure::ADay,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "This installation has sent as many notifications of the organisation by mail today \
                         as it may: {most}. {again}",
                        "Cette installation a envoyé aujourd’hui autant de notifications de l’organisation \
                         par e-mail qu’elle le peut\u{a0}: {most}. {again}"
                    )
                },
            },
            Quota::ApiTokens => Row {
                setting: "AVA_API_TOKENS_PER_ORG",
                default: 100,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many tokens for programs as it may: {most}. Revoke one first, \
                         or ask whoever runs this installation.",
                        "Votre organisation a autant de jetons pour programmes qu’elle peut en avoir\u{a0}: \
                         {most}. Révoquez-en un d’abord, ou demandez à la personne qui exploite cette \
                         installation."
                    )
                },
            },
            Quota::Passkeys => Row {
                setting: "AVA_PASSKEYS_PER_PERSON",
                default: 20,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "You have as many passkeys as you may: {most}. Remove one first, or ask whoever runs \
                         this installation.",
                        "Vous avez autant de clés d’accès que possible\u{a0}: {most}. Retirez-en une d’abord, \
                         ou demandez à la personne qui exploite cette installation."
                    )
                },
            },
            Quota::Organisations => Row {
                setting: "AVA_ORGS_PER_PERSON",
                default: 10,
                least: 1,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "You have as many organisations as you may: {most}. Ask whoever runs this installation.",
                        "Vous avez autant d’organisations que possible\u{a0}: {most}. Demandez à la \
                         personne qui exploite cette installation."
                    )
                },
            },
            Quota::Webhooks => Row {
                setting: "AVA_WEBHOOKS_PER_ORG",
                default: 20,
                least: 0,
                measure: Measure::Held,
                sentence: |most, _, locale| {
                    say!(
                        locale,
                        "Your organisation has as many webhooks as it may: {most}. Delete one first, or ask \
                         whoever runs this installation.",
                        "Votre organisation a autant de webhooks qu’elle peut en avoir\u{a0}: {most}. \
                         Supprimez-en un d’abord, ou demandez à la personne qui exploite cette installation."
                    )
                },
            },
            Quota::WebhookSends => Row {
                setting: "AVA_WEBHOOK_SENDS_PER_MINUTE",
                default: 60,
                least: 1,
                measure: Measure::AMinute,
                sentence: |most, again, locale| {
                    say!(
                        locale,
                        "Your organisation tests or replays webhooks too often: it may do so {most} times a \
                         minute. {again}",
                        "Votre organisation essaie ou renvoie des webhooks trop souvent\u{a0}: elle peut le \
                         faire {most} fois par minute. {again}"
                    )
                },
            },
        }
    }

    pub const fn http_status(self) -> u16 {
        match self.row().measure {
            Measure::Held => 409,
            Measure::UnderWay | Measure::AMinute | Measure::ADay => 429,
        }
    }

    /// `again` asks to try again, with the wait where that is known.
    pub(super) fn sentence(self, most: u32, again: &str, locale: Locale) -> String {
        (self.row().sentence)(most, again, locale)
    }
}
