//! What a clean-up has to take back, and the secrets that it needs for that.

use super::queue::{self, Plan, Planned, Stop};
use crate::{
    domain::{
        ids::{AgentId, OperationId},
        operation::{OperationKind, StepKind, Target},
        problem::{Kind, Problem},
        provider::Provider,
    },
    server::{cx::Cx, db::Tx, numbers::repo::Number, vault::decryptor::Purpose},
};

/// The steps of a clean-up, in the order that leaves nothing behind.
pub struct CleanUp {
    steps: Vec<Planned>,
}

impl Default for CleanUp {
    fn default() -> Self {
        Self { steps: vec![StepKind::LetEnd.into()] }
    }
}

impl CleanUp {
    /// Out of Vapi, then Twilio's webhooks: the other way round, Vapi could
    /// write its own again. A number that no account was seen to own has left
    /// no trace.
    pub fn remove_number(&mut self, number: &Number, vapi_connected: bool) {
        if number.twilio_sid.is_none() {
            return;
        }
        let target = Target::Number { id: number.id.clone(), e164: number.e164.clone() };
        if vapi_connected || number.vapi_phone_id.is_some() {
            self.steps.push(Planned { kind: StepKind::RemoveAtVapi, target: Some(target.clone()) });
        }
        self.steps.push(Planned { kind: StepKind::RestoreAtTwilio, target: Some(target) });
    }

    /// Also one that an import may have made at Vapi a moment ago, without its
    /// answer being known here.
    pub fn unbind_number(&mut self, number: &Number, vapi_connected: bool) {
        let under_way = number.twilio_sid.is_some() && vapi_connected;
        if number.vapi_phone_id.is_some() || under_way {
            let target = Target::Number { id: number.id.clone(), e164: number.e164.clone() };
            self.steps.push(Planned { kind: StepKind::UnbindAtVapi, target: Some(target) });
        }
    }

    pub fn delete_assistant(&mut self, id: &AgentId, name: &str, assistant: Option<&str>) {
        let target =
            Target::Agent { id: id.clone(), name: name.to_owned(), assistant: assistant.map(str::to_owned) };
        self.steps.push(Planned { kind: StepKind::DeleteAssistant, target: Some(target) });
    }

    fn needs(&self, provider: Provider) -> bool {
        self.steps.iter().any(|step| match step.kind {
            StepKind::RestoreAtTwilio => provider == Provider::Twilio,
            StepKind::RemoveAtVapi | StepKind::UnbindAtVapi | StepKind::DeleteAssistant => {
                provider == Provider::Vapi
            }
            _ => false,
        })
    }

    /// Enqueues it, with a copy of the secrets that it needs: whatever becomes
    /// of the org's credentials meanwhile, it can do its work.
    pub async fn enqueue(
        mut self,
        cx: &Cx,
        tx: &mut Tx,
        kind: OperationKind,
        subject: &str,
        label: &str,
    ) -> Result<OperationId, Problem> {
        self.steps.push(StepKind::ShredKeys.into());
        let plan = Plan { kind, subject, label, steps: &self.steps };
        let Some(id) = queue::open(&cx.services, tx, &cx.org, &cx.user, &plan).await? else {
            // One is open that takes back the same.
            let open = queue::latest(tx, &cx.org, kind, subject).await?;
            return open.ok_or_else(|| Kind::Stale.into());
        };
        for provider in Provider::ALL {
            if !self.needs(provider) {
                continue;
            }
            let decryptor = &cx.services.decryptor;
            let opened =
                decryptor.open(&cx.services, tx, &cx.org, provider, &cx.actor(), Purpose::CleanUp).await?;
            // One that does not open: its step will ask a person for help.
            if let Some(Ok(opened)) = opened {
                let (config, secret) = (&opened.credential.config, &opened.secret);
                decryptor.put_in_escrow(&cx.services, tx, &cx.org, &id, config, secret).await?;
            }
        }
        Ok(id)
    }
}

/// Stops what is under way on a number.
pub async fn stop_number(cx: &Cx, tx: &mut Tx, number: &Number) -> Result<(), Problem> {
    for kind in [OperationKind::ImportNumber, OperationKind::UnassignNumber] {
        let which = Stop { kind, subject: Some(number.id.as_str()) };
        queue::stop(tx, &cx.org, &which, cx.services.clock.now_ms()).await?;
    }
    Ok(())
}
