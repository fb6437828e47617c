//! What pages show of calls.

use super::{account, erasures, events, repo, views};
use crate::{
    domain::{
        call::{CallCursor, CallEventId, CallId, CallPage, CallsQuery, CallsView, EndedGroup},
        credential::Account,
        problem::{Problem, ProblemKind},
        role::Permission,
        topic::Topic,
    },
    server::{
        agents, audit::Action, credentials::decryptor::Purpose, cx::Cx, list::PageSize,
        providers::vapi::Recording,
    },
};

const PAGE: PageSize = PageSize(25);

pub async fn list(cx: &Cx, query: &CallsQuery) -> Result<CallsView, Problem> {
    let mut tx = cx.read().await?;
    let views::Found { calls, looked_to } = views::page(&mut tx, query, &cx.zone, PAGE.limit()).await?;
    let (calls, next) = PAGE.cut(calls, |call| CallCursor::new(call.begun_at, call.id.clone()));
    let may = cx.may(Permission::ManageIntegrations);
    let strays = if may { views::strays(&mut tx).await? } else { Vec::new() };
    let kept = if may { Some(views::kept(&cx.services, &mut tx).await?) } else { None };
    Ok(CallsView {
        now: cx.services.clock.now_ms(),
        agents: agents::repo::choices(&mut tx).await?,
        numbers: views::numbers(&mut tx).await?,
        calls,
        next: next.or(looked_to),
        strays,
        kept,
    })
}

pub async fn get(cx: &Cx, id: CallId) -> Result<CallPage, Problem> {
    let mut tx = cx.read().await?;
    let call = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let view = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let may = cx.may(Permission::ManageIntegrations);
    let events = if may { views::events(&mut tx, &id).await? } else { Vec::new() };
    Ok(CallPage {
        now: cx.services.clock.now_ms(),
        call: view,
        ended: call.ended_reason.as_deref().map(EndedGroup::of),
        ended_code: call.ended_reason.filter(|_| may),
        transcript: call.transcript,
        cost_micros: call.cost_micros,
        recorded: call.recorded,
        elsewhere: call.recorded && account::is_elsewhere(&mut tx, call.vapi_org.as_deref()).await?,
        erased: erasures::of(&mut tx, &call.vapi_call_id).await?,
        vapi_call_id: call.vapi_call_id,
        appointments: views::booked(&mut tx, &id).await?,
        events,
    })
}

/// Has an event applied once more.
pub async fn replay(cx: &Cx, id: &CallEventId) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let kind = events::replay(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let mut tx = tx.recorded(Action::CallEventReplayed, &kind).await?;
    tx.publish(&[Topic::Calls]);
    Ok(tx.commit().await?)
}

/// Opens the recording of a call, or a part of it.
///
/// # Errors
/// Fails with `NotFound` where there is no such call, or it has no recording in the account that is
/// connected, and with `GoneAt` where Vapi does not keep it any more.
pub async fn recording(cx: &Cx, id: &CallId, part: Option<&str>) -> Result<Recording, Problem> {
    let mut tx = cx.read().await?;
    let (call, vapi_org) = repo::recorded(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    if account::is_elsewhere(&mut tx, vapi_org.as_deref()).await? {
        return Err(ProblemKind::NotFound.into());
    }
    drop(tx);
    let auth = cx.vapi(Purpose::PlayRecording).await?;
    let opened = cx.services.providers.vapi.recording(&cx.call(), &auth, &call, part).await;
    cx.services.after_use(&cx.org, Account::VAPI, opened).await
}
