//! What a person decides when the assistant at Vapi is not what AVA left there:
//! somebody changed it, or deleted it.

use super::{
    repo,
    service::{mirror, record},
    sync, views,
};
use crate::{
    domain::{
        agent::{AgentForm, ConflictForm, ConflictView, Facet, differences},
        ids::AgentId,
        problem::{Kind, Problem},
    },
    server::{
        audit::Action,
        cx::Cx,
        db::Tx,
        numbers::{
            findings, repo as numbers,
            service::{Import, want_again},
        },
        operations::queue,
    },
};

/// Both sides, as far as they differ.
pub async fn conflict(cx: &Cx, id: AgentId) -> Result<ConflictView, Problem> {
    let mut tx = cx.services.db.read(cx.scope()).await?;
    let agent = views::one(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    let ours = AgentForm::from(&agent.spec);
    let theirs = sync::theirs(&mut tx, &cx.org, &id).await?;
    let differences = theirs.as_ref().map(|theirs| differences(&ours, theirs)).unwrap_or_default();
    let now = cx.services.clock.now_ms();
    Ok(ConflictView { now, agent, theirs: theirs.unwrap_or(ours), differences })
}

/// The chosen sides become the next version, which is pushed over whatever was
/// shown. What somebody changes at Vapi after that is another conflict.
pub async fn decide(
    cx: &Cx,
    id: AgentId,
    choice: &ConflictForm,
    expected_version: i64,
) -> Result<(), Problem> {
    let mut tx = cx.services.db.write(cx.scope()).await?;
    let agent = repo::find(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    let theirs = sync::theirs(&mut tx, &cx.org, &id).await?.ok_or(Kind::Stale)?;
    let mut merged = AgentForm::from(&agent.spec);
    for facet in Facet::ALL.into_iter().filter(|facet| choice.takes(*facet)) {
        facet.take(&theirs, &mut merged);
    }
    let spec = merged.parse()?;
    record(cx, &mut tx, &id, Action::ConflictDecided).await?;
    let now = cx.services.clock.now_ms();
    if !sync::decided(&mut tx, &cx.org, &id, &spec, expected_version, &cx.user, now).await? {
        return Err(Kind::Stale.into());
    }
    mirror(cx, &mut tx, &id).await?;
    queue::hold(cx, &mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The only way in which a deleted assistant is made again: because a person
/// says so. Its numbers point to the former one, so they are bound anew.
pub async fn remake(cx: &Cx, id: AgentId) -> Result<(), Problem> {
    let mut tx = cx.services.db.write(cx.scope()).await?;
    repo::find(&mut tx, &cx.org, &id).await?.ok_or(Kind::NotFound)?;
    make_anew(cx, &mut tx, &id).await?;
    queue::hold(cx, &mut tx).await?;
    tx.commit().await?;
    Ok(())
}

/// The same for one whose assistant was seen to be gone, by whoever looked.
pub async fn remake_gone(cx: &Cx, tx: &mut Tx, id: &AgentId) -> Result<(), Problem> {
    sync::gone(tx, &cx.org, id).await?;
    make_anew(cx, tx, id).await
}

async fn make_anew(cx: &Cx, tx: &mut Tx, id: &AgentId) -> Result<(), Problem> {
    record(cx, tx, id, Action::AgentRemade).await?;
    if !sync::remake(tx, &cx.org, id).await? {
        return Err(Kind::Stale.into());
    }
    mirror(cx, tx, id).await?;
    let now = cx.services.clock.now_ms();
    let numbers = numbers::in_use(tx, &cx.org).await?;
    let answered = |number: &numbers::Number| {
        number.agent.as_ref() == Some(id) && number.wanted_agent.as_ref().is_none_or(|wanted| wanted == id)
    };
    for number in numbers.into_iter().filter(answered) {
        numbers::unprove(tx, &cx.org, &number.id, now).await?;
        findings::settle(tx, &cx.org, &number.id).await?;
        let import = Import { number: number.e164, agent: Some(id.clone()), sms_enabled: number.sms_enabled };
        want_again(cx, tx, &import).await?;
    }
    Ok(())
}
