//! Compares the agents that are in step with the assistants at Vapi. Reads, and changes nothing,
//! here or there.

use std::collections::HashMap;

use crate::{
    domain::{
        agent::{AgentForm, HookState},
        ids::AgentId,
        problem::ProblemKind,
    },
    server::{
        agents::sync::SyncedAgent,
        operations::step::{StepCx, StepError},
        providers::vapi::{Assistant, VapiAuth},
        vapi_hooks::Target,
    },
};

/// The assistants as they are now, by id; `None` for one that is not there.
pub(super) struct Assistants<'a> {
    cx: &'a StepCx<'a>,
    vapi: &'a VapiAuth,
    known: HashMap<String, Option<Assistant>>,
}

/// Somebody's change to the assistant of an agent.
pub(super) enum TheirChange {
    Deleted,
    Changed(Box<AgentForm>),
}

/// An agent that is not in step any more, as it was when it was read.
pub(super) struct OutOfStep {
    pub(super) agent: SyncedAgent,
    pub(super) change: TheirChange,
}

/// The assistants of the agents, as they are there.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) found: Vec<OutOfStep>,
    /// The address that each was given, and whether it is still there.
    pub(super) hooks: Vec<(AgentId, String, HookState)>,
}

impl<'a> Assistants<'a> {
    pub(super) fn new(cx: &'a StepCx<'a>, vapi: &'a VapiAuth, listed: Vec<Assistant>) -> Self {
        let known = listed.into_iter().map(|assistant| (assistant.id.clone(), Some(assistant))).collect();
        Self { cx, vapi, known }
    }

    /// Asks for the assistant by its id before it counts as gone: a list may shift while it is
    /// read.
    pub(super) async fn find(&mut self, id: &str) -> Result<Option<&Assistant>, StepError> {
        if !self.known.contains_key(id) {
            let vapi = &self.cx.services.providers.vapi;
            let asked = match vapi.get_assistant(&self.cx.call(), self.vapi, id).await {
                Ok(assistant) => Some(assistant),
                Err(problem) if matches!(problem.kind, ProblemKind::GoneAt(_)) => None,
                Err(problem) => return Err(problem.into()),
            };
            self.known.insert(id.to_owned(), asked);
        }
        Ok(self.known.get(id).and_then(Option::as_ref))
    }

    /// The assistant's name, unless it is gone.
    pub(super) async fn name(&mut self, id: &str) -> Result<Option<String>, StepError> {
        let found = self.find(id).await?;
        Ok(found.map(|found| found.name.clone().unwrap_or_else(|| found.id.clone())))
    }

    /// The agents whose assistant somebody changed or deleted, as a mirroring would find, and of each
    /// whether its calls are told to AVA.
    pub(super) async fn out_of_step(&mut self, agents: Vec<SyncedAgent>) -> Result<Judged, StepError> {
        let (mut found, mut hooks) = (Vec::new(), Vec::new());
        let (services, org) = (self.cx.services, &self.cx.operation.org);
        for agent in agents {
            let change = match self.find(&agent.assistant_id).await? {
                None => TheirChange::Deleted,
                Some(there) => {
                    if let Some(nonce) = &agent.hook {
                        let tells = there.tells(&Target::of(services, org, nonce).url);
                        let state = if tells { HookState::Set } else { HookState::Changed };
                        hooks.push((agent.id.clone(), nonce.clone(), state));
                    }
                    let theirs = there.as_form();
                    if !agent.is_changed_in(&theirs) {
                        continue;
                    }
                    TheirChange::Changed(Box::new(theirs))
                }
            };
            found.push(OutOfStep { agent, change });
        }
        Ok(Judged { found, hooks })
    }
}
