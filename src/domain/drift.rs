//! Differences between the numbers here and what Vapi and Twilio have, and what can be done
//! about each. AVA resolves none of them by itself.

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
        /// The number that AVA had made or adopted at Vapi is not there any more.
        GoneAtVapi = "gone_at_vapi",
        /// The number left the Twilio account that it was in.
        GoneAtTwilio = "gone_at_twilio",
        /// Another assistant answers the number at Vapi, or nobody does.
        BoundElsewhere = "bound_elsewhere",
        /// The number is bound to its agent's assistant, which somebody deleted.
        AssistantGone = "assistant_gone",
        /// Vapi has the number, and does not let it answer.
        Blocked = "blocked",
        /// Twilio no longer sends the number's calls to Vapi.
        WebhooksChanged = "webhooks_changed",
        /// Vapi is to have its text messages too, and Twilio does not send them
        /// there any more.
        MessagesChanged = "messages_changed",
        /// The number's calls are handled in another Twilio region than the one of Vapi's webhooks.
        OtherRegion = "other_region",
        /// Imported at Vapi from the org's own account, and not in AVA. A number that is
        /// merely in the Twilio account is no difference: most accounts have more numbers
        /// than AVA is to answer, and *Choose a number* lists them.
        UnknownHere = "unknown_here",
    }
}

codes! {
    pub enum DriftAction {
        /// Makes the number at the provider as AVA has it.
        Repair = "repair",
        /// Takes the state at the provider for the wanted one.
        Adopt = "adopt",
        /// Leaves the difference, and does not mention it again.
        Forget = "forget",
    }
}

impl FindingKind {
    /// The actions that fit; `state` is that of the number here, if known.
    pub fn actions(
        self,
        answerer: Option<AnswererKind>,
        state: Option<NumberState>,
        ignored: bool,
    ) -> Vec<DriftAction> {
        let stays = answerer.is_some_and(|kind| !kind.can_be_replaced());
        let fitting: &[DriftAction] = match self {
            // Only a person can take the messages off there; then nothing differs.
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
        let fits = |action: &DriftAction| match action {
            // A repair would give the number an agent, where none was wanted: it may only
            // take off somebody who answers unasked.
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
    /// `None` for a number that AVA does not know.
    pub number: Option<NumberId>,
    pub e164: E164,
    pub kind: FindingKind,
    /// The name of the present answerer, of where calls go now, or of the number at Vapi.
    pub detail: Option<String>,
    /// The answerer now, if it is another; `detail` is its name, unless AVA does not
    /// know the number.
    pub answerer: Option<AnswererKind>,
    /// The agent that answers now, if it is one of the org's.
    pub agent: Option<AgentId>,
    /// The exact answerer from whom a repair agrees to take the number.
    pub stranger: Option<String>,
    /// Whether no agent was chosen to answer it.
    pub unassigned: bool,
    pub found_at: i64,
    /// Whether a person chose to leave it as it is.
    pub ignored: bool,
    pub actions: Vec<DriftAction>,
}

/// The last comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub operation: OperationId,
    pub state: OperationState,
    /// The time when it ended, else when it was asked for.
    pub at: i64,
    /// The problem that keeps it, or kept it, from its end.
    pub problem: Option<Problem>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_has_a_way_out_that_fits() {
        for kind in FindingKind::ALL {
            assert!(!kind.actions(None, Some(NumberState::Ready), false).is_empty(), "{kind:?}");
        }
        let gone = FindingKind::GoneAtVapi;
        assert_eq!(
            gone.actions(None, Some(NumberState::Ready), false),
            [DriftAction::Repair, DriftAction::Forget]
        );
        assert_eq!(gone.actions(None, Some(NumberState::Ready), true), [DriftAction::Repair]);
        assert_eq!(gone.actions(None, Some(NumberState::Unassigned), false), [DriftAction::Forget]);
        let bound = FindingKind::BoundElsewhere;
        assert_eq!(
            bound.actions(None, Some(NumberState::Unassigned), false),
            [DriftAction::Repair, DriftAction::Forget]
        );
    }

    #[test]
    fn messages_that_only_a_person_can_bring_back_are_no_repair() {
        let changed = FindingKind::MessagesChanged;
        let actions = |kind| changed.actions(Some(kind), Some(NumberState::Ready), false);
        assert_eq!(actions(AnswererKind::Webhook), [DriftAction::Repair, DriftAction::Forget]);
        assert_eq!(actions(AnswererKind::Application), [DriftAction::Forget]);
        assert_eq!(actions(AnswererKind::MessagingService), [DriftAction::Forget]);
    }
}
