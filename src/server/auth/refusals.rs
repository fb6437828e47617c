//! Refused sign-ins, in the audit log of the account's organisation.

use super::repo::Login;
use crate::{
    domain::{audit::with_times, ids::OrgId, problem::Problem},
    server::{
        audit::{Action, Actor},
        correlation,
        cx::{Services, Unit},
        db::stored,
        request::client_address::ClientAddress,
    },
};

/// Records a refusal in a task of its own, so that the answer takes as long for an
/// account as for none.
pub fn note(services: &Services, login: &Login, address: ClientAddress) {
    let Some(count) = services.refusals.count(&login.user_id) else { return };
    let (services, user, org) = (services.clone(), login.user_id.clone(), login.org_id.clone());
    let writing = async move {
        if let Err(problem) = write(&services, user, org, address, count).await {
            tracing::warn!(problem = problem.code(), "a refused sign-in could not be written down");
        }
    };
    tokio::spawn(correlation::carried(writing));
}

async fn write(
    services: &Services,
    user: String,
    org: Option<String>,
    address: ClientAddress,
    count: u64,
) -> Result<(), Problem> {
    // A user of no org has no log.
    let Some(org) = org else { return Ok(()) };
    let org: OrgId = stored("orgs", &org).parse("id", &org)?;
    let actor = Actor::Visitor(address.to_string());
    let subject = with_times(&user, count);
    let written = Unit::begin(services, &org, actor, Action::SignInRefused, &subject).await?;
    Ok(written.commit().await?)
}
