//! Why a call ended. Vapi has some six hundred codes for that; a person needs a dozen sentences.

use super::CallOutcome;
use crate::domain::codes::codes;

codes! {
    /// What an ended reason means to a person. The sentences stand with the pages.
    pub enum EndedGroup {
        CallerHungUp = "caller_hung_up",
        AgentHungUp = "agent_hung_up",
        /// Nobody said anything for a while.
        Silence = "silence",
        /// The longest time that the agent may talk was over.
        TooLong = "too_long",
        Forwarded = "forwarded",
        /// The line was closed by the telephone company, without a reason.
        LineClosed = "line_closed",
        Voicemail = "voicemail",
        /// Nobody answered, or the line was busy.
        NotReached = "not_reached",
        Stopped = "stopped",
        /// A call could not be handed on.
        TransferFailed = "transfer_failed",
        /// The agent or the number is set up in a way that does not work.
        SetUp = "set_up",
        /// The account at Vapi does not allow it: no credit, or too many calls at once.
        Account = "account",
        /// The service behind the agent's voice, ears or mind failed.
        Service = "service",
        /// The telephone line failed.
        Line = "line",
        /// Vapi itself failed.
        Vapi = "vapi",
        Other = "other",
    }
}

/// Whole codes, and then what a code begins with or has in it, the first that fits. From Vapi's
/// document of 18 August 2026 and its page on ended reasons.
const EXACT: &[(&str, EndedGroup)] = {
    use EndedGroup::*;
    &[
        ("customer-ended-call", CallerHungUp),
        ("customer-ended-call-before-warm-transfer", CallerHungUp),
        ("customer-ended-call-after-warm-transfer-attempt", CallerHungUp),
        ("customer-ended-call-during-transfer", CallerHungUp),
        ("call.ringing.sip-inbound-caller-hungup-before-call-connect", CallerHungUp),
        ("assistant-said-end-call-phrase", AgentHungUp),
        ("assistant-forwarded-call", Forwarded),
        ("silence-timed-out", Silence),
        ("exceeded-max-duration", TooLong),
        ("voicemail", Voicemail),
        ("customer-busy", NotReached),
        ("customer-did-not-answer", NotReached),
        ("customer-did-not-give-microphone-permission", NotReached),
        ("twilio-reported-customer-misdialed", NotReached),
        ("manually-canceled", Stopped),
        ("call-deleted", Stopped),
        ("scheduled-call-deleted", Stopped),
        ("vonage-completed", LineClosed),
        ("vonage-disconnected", LineClosed),
        ("call.in-progress.twilio-completed-call", LineClosed),
        ("call.in-progress.sip-completed-call", LineClosed),
        ("worker-shutdown", Vapi),
        ("unknown-error", Other),
        ("call-start-error-neither-assistant-nor-server-set", SetUp),
    ]
};

const BEGINS: &[(&str, EndedGroup)] = {
    use EndedGroup::*;
    &[
        ("assistant-ended-call", AgentHungUp),
        ("assistant-request-", SetUp),
        ("assistant-not-", SetUp),
        ("assistant-join-", Vapi),
        ("call.start.error-subscription-", Account),
        ("call.start.error-enterprise-", Account),
        ("call.start.error-fraud-", Account),
        ("call.start.error-vapi-number-", Account),
        ("call.start.error-vapifault-", Vapi),
        ("call.start.", SetUp),
        ("call.forwarding.", TransferFailed),
        ("call.ringing.hook-executed-transfer", Forwarded),
        ("call.ending.hook-executed-transfer", Forwarded),
        ("call.ringing.hook-executed-", AgentHungUp),
        ("call.ending.hook-executed-", AgentHungUp),
        ("call.in-progress.error-transfer-", TransferFailed),
        ("call.in-progress.error-warm-transfer-", TransferFailed),
        ("call.in-progress.error-vapifault-", Vapi),
        ("call.in-progress.error-providerfault-", Service),
        ("call.in-progress.error-pipeline-", Service),
        ("call.in-progress.error-assistant-", SetUp),
        ("call.in-progress.error-sip-", Line),
        ("call.ringing.error-sip-", Line),
        ("pipeline-", Service),
        ("phone-call-provider-", Line),
        ("twilio-failed-", Line),
        ("vonage-", Line),
    ]
};

/// Parts of the codes that say of the agent's voice that it is not to be had: another call goes no better.
const LOST_VOICE: &[&str] = &[
    "voice-not-found",
    "voice-disabled-by-owner",
    "voice-not-fine-tuned",
    "voice-not-allowed-for-free-users",
    "professional-voices-only",
    "invalid-voice",
    "missing-samples-for-voice-clone",
    "using-instant-voice-clone",
    "blocked-voice",
    "valid-voice-manifest-uri",
];

/// Whether a call ended, by Vapi's code, since the agent's voice is not to be had.
pub fn is_lost_voice(code: &str) -> bool {
    LOST_VOICE.iter().any(|part| code.contains(part))
}

impl EndedGroup {
    /// Reads Vapi's code; one that is new to AVA is [`Other`](Self::Other).
    pub fn of(code: &str) -> Self {
        if is_lost_voice(code) {
            return Self::SetUp;
        }
        let exact = EXACT.iter().find(|(known, _)| *known == code);
        let found = exact.or_else(|| BEGINS.iter().find(|(begin, _)| code.starts_with(begin)));
        match found {
            Some((_, group)) => *group,
            None if code.contains("vapifault") || code.contains("worker-died") => Self::Vapi,
            None if code.contains("providerfault") => Self::Service,
            None if code.contains("transfer-failed") => Self::TransferFailed,
            None => Self::Other,
        }
    }

    /// The outcome of a call that ended so, and was answered or not.
    pub const fn outcome(self, answered: bool) -> CallOutcome {
        use CallOutcome::{Answered, Failed, Missed};
        match self {
            Self::SetUp | Self::Account | Self::Service | Self::Line | Self::Vapi | Self::TransferFailed => {
                Failed
            }
            Self::NotReached | Self::Voicemail => Missed,
            Self::CallerHungUp
            | Self::AgentHungUp
            | Self::Silence
            | Self::TooLong
            | Self::Forwarded
            | Self::LineClosed
            | Self::Stopped
            | Self::Other => {
                if answered {
                    Answered
                } else {
                    Missed
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_of_codes_has_its_group() {
        use EndedGroup::*;
        for (code, group) in [
            ("customer-ended-call", CallerHungUp),
            ("assistant-ended-call-after-message-spoken", AgentHungUp),
            ("assistant-request-failed", SetUp),
            ("call.start.error-get-assistant", SetUp),
            ("call.start.error-subscription-concurrency-limit-reached", Account),
            ("call.start.error-vapifault-database-error", Vapi),
            ("call.in-progress.error-vapifault-worker-died", Vapi),
            ("call.in-progress.error-providerfault-outbound-sip-408-request-timeout", Service),
            ("pipeline-error-openai-429-exceeded-quota", Service),
            ("pipeline-no-available-llm-model", Service),
            ("pipeline-error-eleven-labs-voice-not-found", SetUp),
            ("call.in-progress.error-vapifault-eleven-labs-voice-disabled-by-owner", SetUp),
            ("call.in-progress.error-vapifault-playht-invalid-voice", SetUp),
            ("call.in-progress.error-vapifault-eleven-labs-voice-failed", Vapi),
            ("pipeline-error-cartesia-voice-failed", Service),
            ("phone-call-provider-closed-websocket", Line),
            ("twilio-failed-to-connect-call", Line),
            ("twilio-reported-customer-misdialed", NotReached),
            ("call.forwarding.operator-busy", TransferFailed),
            ("call.in-progress.error-warm-transfer-max-duration", TransferFailed),
            ("a-code-of-next-year", Other),
            ("", Other),
        ] {
            assert_eq!(EndedGroup::of(code), group, "{code}");
        }
    }

    #[test]
    fn no_begin_hides_a_later_one() {
        for (at, (begin, group)) in BEGINS.iter().enumerate() {
            let hidden = BEGINS[..at].iter().find(|(before, _)| begin.starts_with(before));
            assert_eq!(hidden, None, "{begin} is never {group:?}");
        }
    }

    #[test]
    fn a_call_that_nobody_answered_is_missed_and_a_fault_is_one() {
        assert_eq!(EndedGroup::CallerHungUp.outcome(true), CallOutcome::Answered);
        assert_eq!(EndedGroup::CallerHungUp.outcome(false), CallOutcome::Missed);
        assert_eq!(EndedGroup::Voicemail.outcome(true), CallOutcome::Missed);
        assert_eq!(EndedGroup::Service.outcome(true), CallOutcome::Failed);
    }
}
