//! The report of a deletion: what the receipts of its clean-ups say was removed, and what is left.

use crate::{
    domain::{
        credential::Account,
        deletion::{Left, Removed, Report},
        ids::OperationId,
        operation::{OperationState, Target},
        provider::{Provider, google_calendar, twilio},
    },
    server::{
        credentials,
        db::{OrgTx, on, stored},
        operations::{states::is_unfinished, views},
    },
};

/// The operations that were made since the deletion began, and those that are not over.
const OPERATIONS: &str = concat!(
    "SELECT id FROM operations WHERE org_id = $1 AND (created_at >= $2 OR ",
    is_unfinished!(),
    ") ORDER BY id"
);

/// The report of a deletion that began then; everything is still there.
pub(super) async fn of(tx: &mut OrgTx, since: i64) -> Result<Report, sqlx::Error> {
    let mut report = Report::default();
    let (people,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as("SELECT COUNT(*) FROM memberships WHERE org_id = $1")
            .bind(org.as_str())
            .fetch_one(c)
            .await
    })?;
    report.people = u32::try_from(people).unwrap_or(u32::MAX);
    let ids: Vec<(String,)> =
        on!(tx, |c, org| { sqlx::query_as(OPERATIONS).bind(org.as_str()).bind(since).fetch_all(c).await })?;
    for (id,) in ids {
        let id: OperationId = stored("operations", &id).parse("id", &id)?;
        let Some(operation) = views::one(tx, &id).await? else { continue };
        for step in &operation.steps {
            let Some(provider) = step.kind.provider() else { continue };
            let name = step.target.as_ref().map(|target: &Target| target.name().to_owned());
            match &step.receipt {
                Some(receipt) => report.removed.push(Removed {
                    provider,
                    action: receipt.action,
                    object: impersonal(provider, receipt.object.clone().or(name)),
                    at: step.finished_at,
                }),
                None if operation.state != OperationState::Stopped && !step.state.is_over() => {
                    let step = Some(step.kind);
                    report.left.push(Left { provider, step, object: impersonal(provider, name) });
                }
                None => {}
            }
        }
    }
    // A deletion that was forced may have disconnected nothing.
    for account in Provider::ALL.map(Account::own).into_iter().chain([Account::MANAGED]) {
        if let Some(held) = credentials::find(tx, account).await? {
            let object = (account.provider == twilio::PROVIDER).then(|| held.config.masked(""));
            report.left.push(Left { provider: account.provider, step: None, object });
        }
    }
    Ok(report)
}

/// Keeps of an object what is nobody's data: an account at Google is an address.
fn impersonal(provider: Provider, object: Option<String>) -> Option<String> {
    object.filter(|_| provider != google_calendar::PROVIDER)
}
