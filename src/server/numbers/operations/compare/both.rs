//! Compares each number as it is here and on both sides. Reads, and changes nothing, here or there.

use super::{assistants::Assistants, hosts::Hosts};
use crate::{
    domain::{
        answerer::AnswererKind,
        credential::Account,
        drift::FindingKind,
        ids::NumberId,
        number::{NumberSource, NumberState},
        phone::E164,
        problem::{Problem, ProblemKind},
        twilio_region::TwilioRegion,
    },
    server::{
        agents::repo as agents,
        numbers::{
            answering,
            findings::Found,
            messages,
            repo::{self as numbers, Number},
        },
        operations::step::{StepCx, StepError},
        providers::{
            twilio::{Route, TwilioAuth, TwilioNumber},
            vapi::{NumberStatus, VapiAuth, VapiNumber},
        },
    },
};

/// One of the org's accounts at Twilio as it is now.
pub(super) struct AtTwilio {
    pub(super) account: Account,
    pub(super) auth: TwilioAuth,
    pub(super) numbers: Vec<TwilioNumber>,
}

/// Both providers as they are now.
pub(super) struct Both<'a> {
    pub(super) cx: &'a StepCx<'a>,
    pub(super) vapi: &'a VapiAuth,
    pub(super) at_vapi: Vec<VapiNumber>,
    /// The accounts that are connected.
    pub(super) accounts: Vec<AtTwilio>,
    pub(super) agents: Vec<agents::Named>,
}

/// The result of the comparison.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) found: Vec<Found>,
    /// The numbers that are still as they were proved.
    pub(super) proved: Vec<NumberId>,
}

impl Both<'_> {
    pub(super) async fn compare(
        &self,
        known: &[Number],
        comparable: impl Fn(&Number) -> bool,
        assistants: &mut Assistants<'_>,
    ) -> Result<Compared, StepError> {
        let known_here: Vec<&Number> = known.iter().filter(|number| comparable(number)).collect();
        let hosts = Hosts::read(self, &known_here).await?;
        let mut compared = Compared { found: self.unknown(known).await?, proved: Vec::new() };
        for number in known_here {
            self.judge(number, &hosts, &mut compared, assistants).await?;
        }
        Ok(compared)
    }

    /// Numbers at Vapi from the org's own account that no AVA knows. Numbers of the managed
    /// account, AVA alone put there.
    async fn unknown(&self, known: &[Number]) -> Result<Vec<Found>, StepError> {
        let (services, org) = (self.cx.services, &self.cx.operation.org);
        let mut found: Vec<Found> = Vec::new();
        let Some(own) = self.account(NumberSource::Byo) else { return Ok(found) };
        for there in &self.at_vapi {
            let Some(e164) = there.e164() else { continue };
            let of_account = there.twilio_account_sid.as_deref() == Some(own.auth.account_sid.as_str());
            let owned = own.numbers.iter().find(|owned| of_account && owned.e164 == e164);
            let Some(owned) = owned else { continue };
            if known.iter().any(|number| number.e164 == e164) || found.iter().any(|found| found.e164 == e164)
            {
                continue;
            }
            let (kind, detail) = (FindingKind::UnknownHere, there.name.clone());
            let answerer = Some(self.answers(there, owned));
            found.push(Found { number: None, e164, kind, detail, answerer, agent: None, stranger: None });
        }
        let unknown: Vec<E164> = found.iter().map(|found| found.e164.clone()).collect();
        let used = numbers::used_elsewhere(services, org, &unknown).await?;
        let released = numbers::released_elsewhere(services, org, &unknown).await?;
        found.retain(|found| [&used, &released].iter().all(|some| !some.contains(found.e164.as_str())));
        Ok(found)
    }

    /// The kind of answerer that a caller of the number reaches.
    fn answers(&self, there: &VapiNumber, owned: &TwilioNumber) -> AnswererKind {
        let calls = answering::calls(owned, self.vapi.region).answerer.kind;
        if calls != AnswererKind::Vapi {
            return calls;
        }
        let Some(first) = answering::at_vapi(there).into_iter().next() else { return AnswererKind::Nobody };
        let ours = |agent: &agents::Named| agent.assistant_id.as_deref() == Some(first.key.as_str());
        if self.agents.iter().any(ours) { AnswererKind::Agent } else { first.answerer.kind }
    }

    pub(super) fn account(&self, source: NumberSource) -> Option<&AtTwilio> {
        self.accounts.iter().find(|at| at.account == Account::twilio(source))
    }

    /// Compares one number on both sides. Where it is gone from one, the rest does not matter.
    async fn judge(
        &self,
        number: &Number,
        hosts: &Hosts,
        compared: &mut Compared,
        assistants: &mut Assistants<'_>,
    ) -> Result<(), StepError> {
        let Compared { found, proved } = compared;
        let bare = |kind| Found::bare(number, kind);
        let Some(account) = self.account(number.source) else { return Ok(()) };
        let Some(sid) = &number.twilio_sid else { return Ok(()) };
        let Some(at_twilio) = self.at_twilio(account, &number.e164, sid).await? else {
            found.push(bare(FindingKind::GoneAtTwilio));
            return Ok(());
        };
        let Some(vapi_id) = &number.vapi_phone_id else { return Ok(()) };
        let Some(at_vapi) = self.at_vapi(vapi_id).await? else {
            let detail = self.instead(&number.e164);
            found.push(Found { detail, ..bare(FindingKind::GoneAtVapi) });
            return Ok(());
        };
        let agent = self.agents.iter().find(|agent| number.agent.as_ref() == Some(&agent.id));
        let expected = agent.and_then(|agent| agent.assistant_id.as_deref());
        // The answerer of a number that is on its way, or failed, does not matter; a number that
        // nobody is to answer must be answered by nobody.
        if number.state != NumberState::Ready {
            if number.state == NumberState::Unassigned {
                found.extend(self.stranger(number, &at_vapi, None, assistants).await?);
            }
            return Ok(());
        }
        let before = found.len();
        if let Some(expected) = expected {
            let bound = at_vapi.assistant_id.as_deref();
            match self.stranger(number, &at_vapi, Some(expected), assistants).await? {
                Some(stranger) => found.push(stranger),
                None if bound == Some(expected) => {
                    if assistants.find(expected).await?.is_none() {
                        let (detail, agent) =
                            agent.map(|agent| (agent.name.clone(), agent.id.clone())).unzip();
                        found.push(Found { detail, agent, ..bare(FindingKind::AssistantGone) });
                    }
                }
                // An assistant that is gone, so that nobody answers, has no name.
                None => found.push(Found {
                    answerer: Some(AnswererKind::Nobody),
                    stranger: bound.map(str::to_owned),
                    ..bare(FindingKind::BoundElsewhere)
                }),
            }
        }
        if at_vapi.status == NumberStatus::Blocked {
            found.push(bare(FindingKind::Blocked));
        }
        let calls = answering::calls(&at_twilio, self.vapi.region);
        if calls.answerer.kind != AnswererKind::Vapi {
            found.push(Found::elsewhere(number, FindingKind::WebhooksChanged, calls));
        }
        if let Some(Route::To(region)) = hosts.routes.get(&number.id)
            && *region != TwilioRegion::Us1
        {
            let detail = Some(region.code().to_owned());
            found.push(Found { detail, ..bare(FindingKind::OtherRegion) });
        }
        let services = hosts.services(number.source);
        found.extend(messages::elsewhere(number, &at_vapi, &at_twilio, services, self.vapi.region));
        if found.len() == before && expected.is_some() && at_vapi.is_active() {
            proved.push(number.id.clone());
        }
        Ok(())
    }

    /// The answerer that is set up at Vapi, other than the assistant that shall answer. An
    /// assistant that is gone does not answer.
    async fn stranger(
        &self,
        number: &Number,
        at_vapi: &VapiNumber,
        expected: Option<&str>,
        assistants: &mut Assistants<'_>,
    ) -> Result<Option<Found>, StepError> {
        for stranger in answering::at_vapi(at_vapi) {
            if expected == Some(stranger.key.as_str()) {
                continue;
            }
            let mut found = Found::elsewhere(number, FindingKind::BoundElsewhere, stranger);
            if found.answerer == Some(AnswererKind::Assistant) {
                let key = found.stranger.clone().unwrap_or_default();
                let Some((name, ours)) = self.who(&key, assistants).await? else { continue };
                let kind = if ours.is_some() { AnswererKind::Agent } else { AnswererKind::Assistant };
                (found.detail, found.answerer) = (Some(name), Some(kind));
                found.agent = ours.map(|agent| agent.id.clone());
            }
            return Ok(Some(found));
        }
        Ok(None)
    }

    /// The name of what has the number at Vapi, where the object that AVA knew is gone.
    fn instead(&self, e164: &E164) -> Option<String> {
        let of_number = |there: &&VapiNumber| there.e164().as_ref() == Some(e164);
        let there = self.at_vapi.iter().find(of_number)?;
        Some(there.name.clone().unwrap_or_else(|| there.id.clone()))
    }

    /// Asks for the number by its id before it counts as gone: a list may shift while it is read.
    async fn at_twilio(
        &self,
        account: &AtTwilio,
        e164: &E164,
        sid: &str,
    ) -> Result<Option<TwilioNumber>, StepError> {
        if let Some(there) = account.numbers.iter().find(|there| there.e164 == *e164) {
            return Ok(Some(there.clone()));
        }
        let twilio = &self.cx.services.providers.twilio;
        let asked = twilio.get_number(&self.cx.call(), &account.auth, sid).await;
        there(asked.map_err(|problem| of(account.account, problem)))
    }

    /// Asks by id for the same reason as [`at_twilio`](Self::at_twilio).
    async fn at_vapi(&self, id: &str) -> Result<Option<VapiNumber>, StepError> {
        if let Some(there) = self.at_vapi.iter().find(|there| there.id == id) {
            return Ok(Some(there.clone()));
        }
        let vapi = &self.cx.services.providers.vapi;
        there(vapi.get_phone_number(&self.cx.call(), self.vapi, id).await)
    }

    /// The name of the bound assistant, and the agent of the org that has it. `None` for an
    /// assistant that is gone.
    async fn who(
        &self,
        bound: &str,
        assistants: &mut Assistants<'_>,
    ) -> Result<Option<(String, Option<&agents::Named>)>, StepError> {
        let ours = self.agents.iter().find(|agent| agent.assistant_id.as_deref() == Some(bound));
        let there = assistants.name(bound).await?;
        Ok(there.map(|there| (ours.map_or(there, |agent| agent.name.clone()), ours)))
    }
}

/// Marks problems of the managed account as the platform's: nobody of the org can mend them, and
/// the org's own key is not to blame.
pub(super) fn of(account: Account, problem: Problem) -> Problem {
    if account.is_managed() { problem.of_the_platform() } else { problem }
}

fn there<T>(asked: Result<T, Problem>) -> Result<Option<T>, StepError> {
    match asked {
        Ok(there) => Ok(Some(there)),
        Err(problem) if matches!(problem.kind, ProblemKind::GoneAt(_)) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}
