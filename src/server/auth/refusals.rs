//! Refused sign-ins, in the audit log of the account's organisation.

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

/// The person whose sign-in was refused.
pub struct Refused {
    pub user: String,
    /// The organisation that has the log of it.
    pub org: Option<String>,
}

/// Records a refusal in a task of its own, so that the answer takes as long for an
/// account as for none.
pub fn note(services: &Services, refused: Refused, action: Action, address: ClientAddress) {
    let Some(count) = services.refusals.count(&format!("{} {}", refused.user, action.code())) else { return };
    let services = services.clone();
    let writing = async move {
        if let Err(problem) = write(&services, refused, action, address, count).await {
            tracing::warn!(problem = problem.code(), "a refused sign-in could not be written down");
        }
    };
    tokio::spawn(correlation::carried(writing));
}

async fn write(
    services: &Services,
    refused: Refused,
    action: Action,
    address: ClientAddress,
    count: u64,
) -> Result<(), Problem> {
    // A user of no org has no log.
    let Some(org) = refused.org else { return Ok(()) };
    let org: OrgId = stored("orgs", &org).parse("id", &org)?;
    let actor = Actor::Visitor(address.to_string());
    let subject = with_times(&refused.user, count);
    let written = Unit::begin(services, &org, actor, action, &subject).await?;
    Ok(written.commit().await?)
}
