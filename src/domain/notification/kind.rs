//! The registry of what people are told of: each kind with its category, how much it matters, and who
//! sees it. Its sentences are in `texts`, and where it leads in `about`.

use super::Category;
use crate::domain::{codes::codes, role::Permission};

const MINUTE: i64 = 60 * 1000;

/// The severity of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Good,
    Warning,
    Bad,
}

/// The facts of a kind.
#[derive(Clone, Copy)]
pub struct KindFacts {
    pub category: Category,
    pub weight: Weight,
    /// The permission of those who see it. All of them may act on it or have to know.
    pub seen_by: Permission,
    /// Whether it begins an incident, which lasts until it is over.
    pub begins: bool,
    /// The milliseconds from the first on in which more of the kind are told of as one.
    pub gathers: Option<i64>,
    /// The milliseconds for which a mail of it waits: what is over again by then is worth none.
    pub settles: i64,
}

const fn facts(category: Category, weight: Weight) -> KindFacts {
    KindFacts { category, weight, seen_by: Permission::Read, begins: false, gathers: None, settles: 0 }
}

impl KindFacts {
    const fn begins(self) -> Self {
        Self { begins: true, ..self }
    }

    const fn ends(self) -> Self {
        Self { settles: FLAPS, ..self }
    }

    const fn gathers(self, gathers: i64, settles: i64) -> Self {
        Self { gathers: Some(gathers), settles, ..self }
    }

    const fn seen_by(self, seen_by: Permission) -> Self {
        Self { seen_by, ..self }
    }
}

/// Milliseconds within which what breaks again continues the former incident.
pub const FLAPS: i64 = 10 * MINUTE;

use Category::{Appointments, Calls, Expiries, Invitations, Leads, Numbers, Operations, Services};
use Permission::{ManageIntegrations, ManageKeys, ManageTeam};
use Weight::{Bad, Good, Warning};

codes! {
    pub enum NotificationKind: KindFacts {
        /// Numbers that callers do not get through to.
        NumbersSilent = "numbers_silent" => facts(Numbers, Bad).begins(),
        /// All numbers answer again.
        NumbersAnswer = "numbers_answer" => facts(Numbers, Good).ends(),
        /// A service answers badly or not at all.
        CardDegraded = "card_degraded" => facts(Services, Warning).begins(),
        /// A service does not work until somebody does something.
        CardBroken = "card_broken" => facts(Services, Bad).begins(),
        /// A service works again.
        CardRecovered = "card_recovered" => facts(Services, Good).ends(),
        /// The account that has the numbers that are supplied does not work.
        SupplyBroken = "supply_broken" => facts(Services, Bad).begins(),
        /// The supply works again.
        SupplyRecovered = "supply_recovered" => facts(Services, Good).ends(),
        /// A program has taken nothing that was sent to it for an hour.
        WebhookFailing = "webhook_failing" => facts(Services, Warning).seen_by(ManageKeys),
        /// Nothing is sent to a program any more until somebody goes on with it.
        WebhookPaused = "webhook_paused" => facts(Services, Bad).seen_by(ManageKeys),
        /// A consent or a key ends at a known time.
        ExpiresSoon = "expires_soon" => facts(Expiries, Warning).seen_by(ManageIntegrations),
        /// A key is as old as keys may become here.
        KeyOld = "key_old" => facts(Expiries, Warning).seen_by(ManageIntegrations),
        /// An operation failed, or goes on once a person has decided.
        OperationStuck = "operation_stuck" => facts(Operations, Warning),
        /// Somebody called, and spoke with nobody.
        CallMissed = "call_missed" => facts(Calls, Warning).gathers(15 * MINUTE, 2 * MINUTE),
        /// Something was wrong with a call.
        CallFailed = "call_failed" => facts(Calls, Bad).gathers(15 * MINUTE, 2 * MINUTE),
        /// A contact is worth calling soon.
        HotLead = "hot_lead" => facts(Leads, Good),
        AppointmentMade = "appointment_made" => facts(Appointments, Good),
        AppointmentMoved = "appointment_moved" => facts(Appointments, Warning),
        AppointmentCancelled = "appointment_cancelled" => facts(Appointments, Warning),
        /// Somebody asks the person into another organisation.
        Invited = "invited" => facts(Invitations, Good),
        /// Somebody whom the person invited has joined.
        InvitationAccepted = "invitation_accepted" => facts(Invitations, Good).seen_by(ManageTeam),
    }
}

impl NotificationKind {
    pub const fn category(self) -> Category {
        self.facts().category
    }

    pub const fn weight(self) -> Weight {
        self.facts().weight
    }

    pub const fn seen_by(self) -> Permission {
        self.facts().seen_by
    }

    pub const fn begins_incident(self) -> bool {
        self.facts().begins
    }

    pub const fn gathers(self) -> Option<i64> {
        self.facts().gathers
    }

    pub const fn settles(self) -> i64 {
        self.facts().settles
    }
}
