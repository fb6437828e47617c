//! The step that deletes an agent's assistant.

use futures::FutureExt;

use crate::{
    domain::{
        credential::Account,
        ids::AgentId,
        operation::{Action, ManualStep, StepKind, Target},
        problem::ProblemKind,
    },
    server::{
        agents::repo as agents,
        db::{OrgTx, on, sql},
        operations::{
            cleanup::{Cleanup, wakes_others},
            handler::StepDef,
            step::{StepCx, StepError, StepOutput, StepResult},
        },
        provider_auth::accounts,
    },
};

pub const DELETE_ASSISTANT: StepDef =
    StepDef::new(StepKind::DeleteAssistant, |cx| delete_assistant(cx).boxed()).by_hand(|left| {
        let Target::Agent { name, .. } = left.target else { return None };
        Some(ManualStep::DeleteAssistant { name: name.clone(), object: left.object })
    });

impl Cleanup {
    pub fn delete_assistant(&mut self, id: &AgentId, name: &str, assistant: Option<&str>) {
        let target =
            Target::Agent { id: id.clone(), name: name.to_owned(), assistant: assistant.map(str::to_owned) };
        self.add(StepKind::DeleteAssistant, target, Account::VAPI);
    }
}

/// Whether an agent of this org has that assistant.
async fn is_ours(cx: &StepCx<'_>, assistant: &str) -> Result<bool, StepError> {
    let mut tx = cx.read().await?;
    Ok(agents::has_assistant(&mut tx, assistant).await?)
}

/// Deletes the assistant that mirrored an agent, found by the agent's id where its own is not
/// known. Idempotent: an assistant that is not there counts as deleted.
async fn delete_assistant(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Agent { id, assistant, .. }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let vapi = accounts::vapi(cx).await?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let mut deleted = None;
    if let Some(known) = assistant
        && client.delete_assistant(&call, &vapi, known).await?
    {
        deleted = Some(known.clone());
    }
    // The assistant was made meanwhile, and the answer was lost. An assistant that mirrors the
    // agent by now, in an account that could not be told from this one, stays.
    if let Some(found) = client.find_assistant(&call, &vapi, id).await?
        && !is_ours(cx, &found.id).await?
        && client.delete_assistant(&call, &vapi, &found.id).await?
    {
        deleted = Some(found.id);
    }
    Ok(match deleted {
        Some(object) => StepOutput::new(cx.receipt(Action::DeletedAssistant, &object), wakes_others(cx)),
        None => StepOutput { effect: wakes_others(cx), ..cx.gone(assistant.as_deref()) },
    })
}

const DELETES: &str = sql!(
    "SELECT COUNT(*) FROM operation_steps
  WHERE org_id = $1 AND kind = '",
    StepKind::DeleteAssistant.code(),
    "' AND vapi_id = $2"
);

/// Whether a clean-up of the org deletes, or has deleted, that assistant of Vapi.
pub async fn deletes_assistant(tx: &mut OrgTx, assistant: &str) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) =
        on!(tx, |c, org| { sqlx::query_as(DELETES).bind(org.as_str()).bind(assistant).fetch_one(c).await })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::db::explain;

    #[tokio::test]
    async fn whether_an_assistant_is_deleted_is_read_from_its_index() {
        let plan = explain::of(DELETES).await;
        assert!(
            plan.iter().any(|line| line.contains("INDEX operation_steps_deleted (org_id=? AND vapi_id=?)")),
            "{plan:#?}"
        );
    }
}
