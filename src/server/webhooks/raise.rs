//! Puts an event in line, in the transaction in which it happens.

use std::slice;

use futures::future::BoxFuture;

use super::{
    outbox::{self, New},
    payload::{Data, body},
    repo::{self, Wanting},
};
use crate::{
    domain::{
        topic::Topic,
        webhook::{EventKind, WebhookEventId},
    },
    server::{
        db::OrgTx,
        health::{OnTransition, Transition},
        random::derived_id,
    },
};

/// Something that programs are told.
pub struct Event<'a> {
    pub kind: EventKind,
    pub data: Data<'a>,
    /// The time at which it happened, in epoch milliseconds. The same event of the same moment is told once.
    pub at: i64,
}

/// Puts an event in line for each address of the organisation that wants it.
///
/// # Errors
/// Fails as the database does.
pub async fn raise(tx: &mut OrgTx, event: &Event<'_>) -> Result<(), sqlx::Error> {
    raise_all(tx, slice::from_ref(event)).await
}

/// Puts events of one kind in line, in their order. The addresses that want them are read once.
///
/// # Errors
/// Fails as the database does.
pub async fn raise_all(tx: &mut OrgTx, events: &[Event<'_>]) -> Result<(), sqlx::Error> {
    let Some(first) = events.first() else { return Ok(()) };
    let wanting = repo::wanting(tx, first.kind).await?;
    if wanting.is_empty() {
        return Ok(());
    }
    for event in events {
        put_in_line(tx, event, &wanting).await?;
    }
    Ok(())
}

async fn put_in_line(tx: &mut OrgTx, event: &Event<'_>, wanting: &[Wanting]) -> Result<(), sqlx::Error> {
    let Event { kind, data, at } = event;
    let (kind, at) = (*kind, *at);
    let (object, body) = (data.object(), body(kind, at, data)?);
    let id: WebhookEventId = derived_id(&[tx.org().as_str(), object, &body], at)?;
    if !outbox::add_event(tx, &id, kind, at, &body).await? {
        return Ok(());
    }
    for to in wanting {
        // Few wait for an address that takes what is sent to it, unless it is slower than things happen.
        let may_be_full = to.is_stuck || outbox::may_be_full(tx, &to.id).await?;
        if may_be_full && outbox::is_full(tx, &to.id).await? {
            repo::dropped(tx, &to.id).await?;
            metrics::counter!("ava_webhook_events_dropped_total").increment(1);
            continue;
        }
        let delivery = derived_id(&[id.as_str(), to.id.as_str()], at)?;
        let new = New { id: &delivery, webhook: &to.id, event: &id, kind, object, at, replay: false };
        outbox::queue(tx, &new).await?;
    }
    tx.publish(&[Topic::Webhooks]);
    Ok(())
}

/// Tells programs of each change of a key, in the transaction that makes it.
pub struct ToldPrograms;

impl OnTransition for ToldPrograms {
    fn changed<'a>(
        &'a self,
        tx: &'a mut OrgTx,
        transition: &'a Transition,
    ) -> BoxFuture<'a, Result<(), sqlx::Error>> {
        Box::pin(async move {
            let Transition { credential, account, from, to, cause, problem, at, .. } = transition;
            let data = Data::of_credential(credential, *account, (*from, *to), *cause, problem.as_ref());
            raise(tx, &Event { kind: EventKind::CredentialChanged, data, at: *at }).await
        })
    }
}
