//! The search for a number that is for sale.

use super::state;
use crate::{
    domain::{
        managed::{AvailableNumber, FindQuery, FindView},
        problem::{Managed, Problem, ProblemKind},
        quota::Quota,
    },
    server::{cx::Cx, providers::twilio::Wanted, quotas},
};

/// Shows the search page; asks Twilio only once somebody pressed *Search*.
pub async fn find(cx: &Cx, query: FindQuery) -> Result<FindView, Problem> {
    let mut tx = cx.read().await?;
    let state = state(&cx.services, &mut tx).await?;
    drop(tx);
    let found = match query.invalid() {
        _ if !query.asked || !state.is_on() => Ok(Vec::new()),
        Some(invalid) => Err(invalid),
        None => {
            let wanted = Wanted {
                country: &query.country,
                kind: query.kind,
                area: &query.area,
                digits: &query.digits,
            };
            match quotas::spend(cx, Quota::Searches).await {
                Ok(()) => for_sale(cx, &wanted).await,
                Err(problem) => Err(problem),
            }
        }
    };
    let (numbers, problem) = match found {
        Ok(numbers) => (numbers, None),
        Err(problem) => (Vec::new(), Some(problem)),
    };
    Ok(FindView { now: cx.services.clock.now_ms(), state, query, numbers, problem })
}

/// The numbers that Twilio offers. This and the prices alone are asked with the operator's own key on
/// behalf of an org, since the answers are the same for all; each request spends one search on them.
pub(super) async fn for_sale(cx: &Cx, wanted: &Wanted<'_>) -> Result<Vec<AvailableNumber>, Problem> {
    let platform = cx.services.config.platform.as_ref().ok_or(Problem::from(Managed::Off))?;
    let offered = cx.services.providers.twilio.for_sale(&cx.call(), &platform.account, wanted).await;
    offered.map_err(|problem| match problem.kind {
        ProblemKind::GoneAt(_) => {
            Problem { correlation_id: problem.correlation_id, ..Managed::NotServed.into() }
        }
        _ => problem.of_the_platform(),
    })
}
