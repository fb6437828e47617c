//! Differences between the numbers here and what Vapi and Twilio have, and what
//! can be done about each. Nothing is done about one by itself.

use serde::{Deserialize, Serialize};

use super::{
    answerer::AnswererKind,
    codes::codes,
    ids::{AgentId, FindingId, NumberId, OperationId},
    number::NumberState,
    operation::OperationState,
    phone::E164,
    problem::Problem,
};

codes! {
    pub enum FindingKind {
        /// What AVA had made or adopted at Vapi is not there any more.
        GoneAtVapi = "gone_at_vapi",
        /// It left the Twilio account that it was in.
        GoneAtTwilio = "gone_at_twilio",
        /// At Vapi another assistant answers it, or nobody does.
        BoundElsewhere = "bound_elsewhere",
        /// It is bound to its agent's assistant, which somebody deleted.
        AssistantGone = "assistant_gone",
        /// Vapi has it, and does not let it answer.
        Blocked = "blocked",
        /// Twilio does not send its calls to Vapi any more.
        WebhooksChanged = "webhooks_changed",
        /// Vapi is to have its text messages too, and Twilio does not send them
        /// there any more.
        MessagesChanged = "messages_changed",
        /// Another region of Twilio's handles its calls than the one in which Vapi's
        /// webhooks are.
        OtherRegion = "other_region",
        /// Imported at Vapi from the org's own account, and not in AVA. One that is
        /// merely in the Twilio account is no difference: most accounts have
        /// more numbers than AVA is to answer, and *Choose a number* lists them.
        UnknownHere = "unknown_here",
    }
}

codes! {
    pub enum DriftAction {
        /// Make it as AVA has it.
        Repair = "repair",
        /// Take what is there for what shall be.
        Adopt = "adopt",
        /// Leave it, and do not speak of it again.
        Forget = "forget",
    }
}

impl FindingKind {
    /// What fits; `state` is that of the number here, where it is known.
    pub fn deeds(
        self,
        answerer: Option<AnswererKind>,
        state: Option<NumberState>,
        ignored: bool,
    ) -> Vec<DriftAction> {
        let stays = answerer.is_some_and(|kind| !kind.can_be_replaced());
        let fitting: &[DriftAction] = match self {
            // Only a person can take it off there; then nothing differs.
            FindingKind::MessagesChanged if stays => &[DriftAction::Forget],
            FindingKind::GoneAtTwilio => &[DriftAction::Forget],
            FindingKind::BoundElsewhere => &[DriftAction::Repair, DriftAction::Adopt, DriftAction::Forget],
            FindingKind::GoneAtVapi
            | FindingKind::AssistantGone
            | FindingKind::Blocked
            | FindingKind::WebhooksChanged
            | FindingKind::MessagesChanged
            | FindingKind::OtherRegion => &[DriftAction::Repair, DriftAction::Forget],
            FindingKind::UnknownHere => &[DriftAction::Adopt, DriftAction::Forget],
        };
        let unassigned = state == Some(NumberState::Unassigned);
        let fits = |deed: &DriftAction| match deed {
            // An import would give it an agent, where none was wanted: only who
            // answers unasked can be taken off.
            DriftAction::Repair => !unassigned || self == FindingKind::BoundElsewhere,
            DriftAction::Adopt => !unassigned,
            DriftAction::Forget => !ignored,
        };
        fitting.iter().copied().filter(fits).collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub id: FindingId,
    /// None: one that AVA does not know.
    pub number: Option<NumberId>,
    pub e164: E164,
    pub kind: FindingKind,
    /// Who answers now, where calls go now, or what it is called at Vapi.
    pub detail: Option<String>,
    /// Who or what answers now, where it is another; `detail` is its name, but
    /// for one that AVA does not know.
    pub answerer: Option<AnswererKind>,
    /// Who answers now, if an agent of the org.
    pub agent: Option<AgentId>,
    /// Exactly what answers: what a repair agrees to take it from.
    pub stranger: Option<String>,
    /// Nobody was chosen to answer it.
    pub unassigned: bool,
    pub found_at: i64,
    /// A person chose to leave it as it is.
    pub ignored: bool,
    pub deeds: Vec<DriftAction>,
}

/// How the last comparison stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub operation: OperationId,
    pub state: OperationState,
    /// When it ended, else when it was asked for.
    pub at: i64,
    /// What keeps it, or kept it, from its end.
    pub problem: Option<Problem>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_has_a_way_out_that_fits() {
        for kind in FindingKind::ALL {
            assert!(!kind.deeds(None, Some(NumberState::Ready), false).is_empty(), "{kind:?}");
        }
        let gone = FindingKind::GoneAtVapi;
        assert_eq!(
            gone.deeds(None, Some(NumberState::Ready), false),
            [DriftAction::Repair, DriftAction::Forget]
        );
        assert_eq!(gone.deeds(None, Some(NumberState::Ready), true), [DriftAction::Repair]);
        assert_eq!(gone.deeds(None, Some(NumberState::Unassigned), false), [DriftAction::Forget]);
        let bound = FindingKind::BoundElsewhere;
        assert_eq!(
            bound.deeds(None, Some(NumberState::Unassigned), false),
            [DriftAction::Repair, DriftAction::Forget]
        );
    }

    #[test]
    fn messages_that_only_a_person_can_bring_back_are_no_repair() {
        let changed = FindingKind::MessagesChanged;
        let deeds = |kind| changed.deeds(Some(kind), Some(NumberState::Ready), false);
        assert_eq!(deeds(AnswererKind::Webhook), [DriftAction::Repair, DriftAction::Forget]);
        assert_eq!(deeds(AnswererKind::Application), [DriftAction::Forget]);
        assert_eq!(deeds(AnswererKind::MessagingService), [DriftAction::Forget]);
    }
}
