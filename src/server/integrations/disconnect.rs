//! Disconnects a provider: it is gone here at once, and a clean-up that always ends takes back what
//! is at the providers.

use super::{
    connectors::{self, Leaving},
    operations::rotate,
    overview,
};
use crate::{
    domain::{
        ids::OperationId,
        operation::{About, OperationKind, SubjectId},
        problem::{Problem, ProblemKind},
        provider::Provider,
        removal::DisconnectView,
        topic::Topic,
    },
    server::{
        audit::Action,
        credentials,
        cx::{Cx, Unit},
        db::OrgTx,
        operations::queue,
    },
};

/// Lists by name what goes and who is affected.
pub async fn preview(cx: &Cx, provider: Provider) -> Result<DisconnectView, Problem> {
    let mut tx = cx.read().await?;
    let page = overview::read(&cx.services, &mut tx).await?;
    let held = page.card(provider).credential.as_ref();
    let mut view = DisconnectView {
        account: held.map(|held| held.config.masked(&held.last4)),
        operation: latest(&mut tx, provider).await?,
        ..DisconnectView::new(cx.services.clock.now_ms(), provider)
    };
    if let Some(holdings) = connectors::of(provider).holdings() {
        holdings.preview(cx, tx, &page, &mut view).await?;
    }
    Ok(view)
}

/// Disconnects a provider. The second of two clicks, or of two tabs, leads to the operation of the
/// first.
pub async fn disconnect(cx: &Cx, provider: Provider) -> Result<OperationId, Problem> {
    let mut tx = cx.begin().await?;
    if !credentials::connected(&mut tx).await?.has(provider) {
        let before = latest(&mut tx, provider).await?;
        return before.ok_or_else(|| ProblemKind::NotConnected(provider).into());
    }
    rotate::is_settled(&mut tx, provider).await?;
    let mut tx = tx.recorded(Action::Disconnected, provider.code()).await?;
    let operation = take_back(&mut tx, provider).await?;
    tx.commit().await?;
    tracing::info!(org.id = %cx.org, provider = provider.code(), "{} was disconnected", provider.name());
    Ok(operation)
}

async fn latest(tx: &mut OrgTx, provider: Provider) -> Result<Option<OperationId>, Problem> {
    Ok(queue::latest_named(tx, OperationKind::Disconnect, provider.name()).await?)
}

/// Makes the local truth final, in the caller's transaction, which has recorded it as
/// [`Action::Disconnected`]: the credential is gone, its dependents leave every page, and the
/// operations that use it stop.
pub async fn take_back(tx: &mut Unit, provider: Provider) -> Result<OperationId, Problem> {
    let credential = credentials::find(tx, provider).await?.ok_or(ProblemKind::NotConnected(provider))?;
    let mut leaving = Leaving::default();
    for kind in OperationKind::cancelled_with(About::Credential) {
        leaving.stop(kind, Some(SubjectId::Provider(provider)));
    }
    for kind in OperationKind::cancelled_without(provider) {
        leaving.stop(kind, None);
    }
    if let Some(holdings) = connectors::of(provider).holdings() {
        holdings.disconnect(tx, &credential, &mut leaving).await?;
    }
    let (cleanup, stops, then) = leaving.into_parts();
    // The clean-up takes its secret from the row, so it is enqueued before the row goes.
    let subject = SubjectId::Credential(provider, credential.id.clone());
    let operation = cleanup.enqueue(tx, OperationKind::Disconnect, &subject, provider.name()).await?;
    let (services, now) = (tx.services().clone(), tx.now());
    queue::cancel(tx, &stops, now).await?;
    for then in then {
        then(tx).await?;
    }
    services.health.gone(tx, &credential.id, now).await?;
    credentials::delete(tx, &credential.id).await?;
    tx.publish(&Topic::ALL);
    Ok(operation)
}
