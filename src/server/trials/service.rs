//! The turns of a conversation.

use super::{
    phone_repo, phones,
    repo::{self, Trial},
};
use crate::{
    domain::{
        agent::SyncState,
        call::{Line, Speaker},
        credential::Account,
        ids::AgentId,
        problem::{Field, Problem, ProblemKind, Rule},
        quota::Quota,
        text::many_lines,
        trial::{MAX_SAID, MAX_TURNS, TrialForm, TrialView, turns},
    },
    server::{
        agents,
        audit::Action,
        credentials::{self, decryptor::Purpose},
        cx::{Cx, Services},
        db::Writer,
        providers::vapi::Chat,
        quotas,
    },
};

/// Milliseconds after which nobody waits for an answer any more: longer than Vapi is asked for one, so
/// that a process which ended meanwhile does not end the conversation.
const MAX_WAIT: i64 = 60_000;
/// Milliseconds for which a conversation is kept after its last turn.
const KEPT: i64 = 24 * 3_600_000;

/// Stores what the agent answers. The turn that asked for it has an audit entry.
struct TrialAnswers;

impl Writer for TrialAnswers {}

pub async fn page(cx: &Cx, id: AgentId) -> Result<TrialView, Problem> {
    let now = cx.services.clock.now_ms();
    let mut tx = cx.read().await?;
    let agent = agents::repo::find(&mut tx, &id).await?.ok_or(ProblemKind::NotFound)?;
    let is_connected = credentials::connected(&mut tx).await?.has(Account::VAPI);
    let is_there = agent.vapi_assistant_id.is_some() && agent.sync != SyncState::Gone;
    let trial = repo::find(&mut tx, &id, &cx.user).await?.unwrap_or_default();
    let phone = phones::view(cx, &mut tx, &id).await?;
    Ok(TrialView {
        now,
        agent: id,
        name: agent.spec.name,
        can_answer: is_connected && is_there,
        in_step: agent.sync == SyncState::Synced,
        asking: trial.asking_until > now,
        lines: trial.lines,
        cost_micros: trial.cost_micros,
        left_today: quotas::left_today(&cx.services, &mut tx, Quota::TrialTurns).await?,
        phone,
    })
}

/// Takes a turn, and waits for the agent's. A turn that fails leaves the conversation as it was.
///
/// # Errors
/// Fails with `AgentMissing` where the agent is not at Vapi, with `Stale` while another turn is under
/// way, with a quota, and as Vapi does.
pub async fn say(cx: &Cx, id: &AgentId, form: &TrialForm) -> Result<(), Problem> {
    let on_said = |rule| Problem::invalid(Field::Said, rule);
    let said = many_lines(&form.said, MAX_SAID).map_err(on_said)?;
    if said.is_empty() {
        return Err(on_said(Rule::Required));
    }
    let mut tx = cx.write(Action::AgentTried, id.as_str()).await?;
    let now = tx.now();
    let agent = agents::repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    let assistant = agent.vapi_assistant_id.filter(|_| agent.sync != SyncState::Gone);
    let assistant = assistant.ok_or(ProblemKind::AgentMissing)?;
    let before = repo::find(&mut tx, id, &cx.user).await?;
    let before = before.filter(|trial| trial.assistant == assistant);
    let before = before.unwrap_or_else(|| Trial { assistant, ..Trial::default() });
    if before.asking_until > now {
        return Err(ProblemKind::Stale.into());
    }
    if turns(&before.lines) >= MAX_TURNS {
        return Err(on_said(Rule::TooManyTurns(MAX_TURNS)));
    }
    quotas::take_today(&cx.services, &mut tx, Quota::TrialTurns).await?;
    let asking = Trial { asking_until: now + MAX_WAIT, ..before.clone() };
    repo::put(&mut tx, id, &cx.user, &asking, now).await?;
    tx.commit().await?;
    let answered = ask(cx, &before, &said).await;
    let after = match &answered {
        Ok(chat) => continued(before, said, chat),
        Err(_) => before,
    };
    let mut tx = cx.services.db.write(TrialAnswers, &cx.org).await?;
    // Whoever began another meanwhile does not get this one back.
    if repo::find(&mut tx, id, &cx.user).await?.as_ref() == Some(&asking) {
        repo::put(&mut tx, id, &cx.user, &after, cx.services.clock.now_ms()).await?;
    }
    tx.commit().await?;
    answered.map(drop)
}

async fn ask(cx: &Cx, trial: &Trial, said: &str) -> Result<Chat, Problem> {
    let auth = cx.vapi(Purpose::TryAgent).await?;
    let vapi = &cx.services.providers.vapi;
    let answered = vapi.chat(&cx.call(), &auth, &trial.assistant, trial.chat.as_deref(), said).await;
    cx.services.after_use(&cx.org, Account::VAPI, answered).await
}

fn continued(before: Trial, said: String, chat: &Chat) -> Trial {
    let Trial { assistant, mut lines, cost_micros, .. } = before;
    lines.push(Line { by: Speaker::Caller, text: said, at: None });
    lines.extend(chat.lines.iter().cloned());
    let cost_micros = cost_micros.saturating_add(chat.cost_micros.unwrap_or_default());
    Trial { assistant, chat: Some(chat.id.clone()), lines, cost_micros, asking_until: 0 }
}

/// Ends the conversation, so that the next turn begins another.
pub async fn begin_anew(cx: &Cx, id: &AgentId) -> Result<(), Problem> {
    let mut tx = cx.write(Action::TrialEnded, id.as_str()).await?;
    agents::repo::find(&mut tx, id).await?.ok_or(ProblemKind::NotFound)?;
    repo::forget(&mut tx, id, &cx.user).await?;
    Ok(tx.commit().await?)
}

/// Forgets conversations that nobody went on with for a day, and phones of people who have left.
///
/// # Errors
/// Fails as the database does.
pub async fn forget_old(services: &Services) -> Result<u64, Problem> {
    let mut tx = services.db.write_installation(TrialAnswers).await?;
    let forgotten = repo::forget_before(&mut tx, services.clock.now_ms() - KEPT).await?;
    let forgotten = forgotten + phone_repo::forget_former(&mut tx).await?;
    tx.commit().await?;
    Ok(forgotten)
}
