//! A person's decision after somebody changed the assistant at Vapi.

use super::{repo, service::mirror, sync, views};
use crate::{
    domain::{
        agent::{AgentForm, ConflictForm, ConflictView, Facet, differences},
        ids::AgentId,
        problem::{Problem, ProblemKind, same_version},
    },
    server::{
        audit::{Action, Change},
        cx::Cx,
        operations::queue,
    },
};

/// Both sides of the conflict, as far as they differ.
pub async fn conflict(cx: &Cx, id: AgentId) -> Result<ConflictView, Problem> {
    let mut tx = cx.read().await?;
    let agent = views::one(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let ours = AgentForm::from(&agent.spec);
    let theirs = sync::theirs(&mut tx, &id).await?;
    let differences = theirs.as_ref().map(|theirs| differences(&ours, theirs)).unwrap_or_default();
    let now = cx.services.clock.now_ms();
    Ok(ConflictView { now, agent, theirs: theirs.unwrap_or(ours), differences })
}

/// Makes the chosen sides the next version, which is pushed over the assistant as it was shown. A
/// change at Vapi after that is another conflict.
pub async fn decide(
    cx: &Cx,
    id: AgentId,
    choice: &ConflictForm,
    expected_version: i64,
) -> Result<(), Problem> {
    decide_if(cx, id, choice, |version| same_version(expected_version, version)).await
}

/// Does the same for an agent that is of the version that whoever asks has seen: `seen` looks at it in the
/// transaction that decides.
///
/// # Errors
/// Fails as `seen` does, with `NotFound`, or with `Stale` where there is nothing to decide.
pub async fn decide_if(
    cx: &Cx,
    id: AgentId,
    choice: &ConflictForm,
    seen: impl FnOnce(i64) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let agent = repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    seen(agent.version)?;
    let theirs = sync::theirs(&mut tx, &id).await?.ok_or(ProblemKind::Stale)?;
    let before = AgentForm::from(&agent.spec);
    let mut merged = before.clone();
    for facet in Facet::ALL.into_iter().filter(|facet| choice.takes(*facet)) {
        facet.take(&theirs, &mut merged);
    }
    let spec = merged.parse()?;
    let changes = Change::between(&before, &AgentForm::from(&spec));
    let mut tx = tx.recorded_with(Action::ConflictDecided, id.as_str(), &changes).await?;
    let now = tx.now();
    if !sync::decided(&mut tx, &id, &spec, agent.version, &cx.user, now).await? {
        return Err(ProblemKind::Stale.into());
    }
    mirror(&mut tx, &id).await?;
    queue::hold(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}
