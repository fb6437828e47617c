//! Whether Twilio refuses to let AVA manage keys, or refuses AVA altogether.

use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{operations::step::StepCx, providers::twilio::TwilioAuth},
};

/// Returns `Ok` where Twilio takes the token, and yet lets it manage no keys. Any other problem is
/// returned as it is: an outage, or a token that opens nothing any more.
pub(super) async fn of_keys_alone(
    cx: &StepCx<'_>,
    auth: &TwilioAuth,
    problem: Problem,
) -> Result<(), Problem> {
    match problem.kind {
        ProblemKind::LacksRight(_)
        | ProblemKind::TestCredentials
        | ProblemKind::Rejected(_)
        | ProblemKind::GoneAt(_) => Ok(()),
        // A wrong token gets the same answer: the account itself tells the two apart.
        ProblemKind::KeyRefused(_) => {
            cx.services.providers.twilio.check_account(&cx.call(), auth).await.map(drop)
        }
        _ => Err(problem),
    }
}
