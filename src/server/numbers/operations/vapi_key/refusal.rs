//! Whether Twilio refuses to let AVA manage keys, or refuses AVA altogether.

use crate::{
    domain::problem::{Problem, ProblemKind},
    server::{operations::step::StepCx, providers::twilio::TwilioAuth},
};

/// `Ok`: Twilio takes the token, and yet lets it manage no keys. Anything else
/// is told as what it is: an outage, or a token that opens nothing any more.
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
        // The same answer as to a wrong token: the account itself tells them apart.
        ProblemKind::KeyRefused(_) => {
            cx.services.providers.twilio.check_account(&cx.call(), auth).await.map(drop)
        }
        _ => Err(problem),
    }
}
