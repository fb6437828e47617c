//! One number after the other, as it is here and on both sides. It reads, and
//! changes nothing, here or there.

use super::assistants::Assistants;
use crate::{
    domain::{
        credential::Account,
        drift::FindingKind,
        ids::NumberId,
        number::{NumberSource, NumberState},
        phone::E164,
        problem::{Kind, Problem},
    },
    server::{
        agents::repo as agents,
        numbers::{
            findings::Found,
            repo::{self as numbers, Number},
            webhook::address,
        },
        operations::step::{StepCx, Stuck},
        providers::{
            twilio::{TwilioAuth, TwilioNumber},
            vapi::{NumberStatus, VapiAuth, VapiClient, VapiNumber},
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
    /// Those that are connected.
    pub(super) accounts: Vec<AtTwilio>,
    pub(super) agents: Vec<agents::Named>,
}

/// What the comparison came to.
#[derive(Default)]
pub(super) struct Compared {
    pub(super) found: Vec<Found>,
    /// What is there is what was proved.
    pub(super) proved: Vec<NumberId>,
}

impl Both<'_> {
    pub(super) async fn compare(
        &self,
        known: &[Number],
        comparable: impl Fn(&Number) -> bool,
        assistants: &mut Assistants<'_>,
    ) -> Result<Compared, Stuck> {
        let mut compared = Compared { found: self.unknown(known).await?, proved: Vec::new() };
        for number in known.iter().filter(|number| comparable(number)) {
            self.judge(number, &mut compared, assistants).await?;
        }
        Ok(compared)
    }

    /// What is at Vapi out of the org's own account, and in nobody's AVA. What
    /// is in the other, AVA alone put there.
    async fn unknown(&self, known: &[Number]) -> Result<Vec<Found>, Stuck> {
        let (services, org) = (self.cx.services, &self.cx.operation.org);
        let mut found: Vec<Found> = Vec::new();
        let Some(own) = self.account(NumberSource::Byo) else { return Ok(found) };
        for there in &self.at_vapi {
            let Some(e164) = there.number.as_deref().and_then(|text| E164::parse(text).ok()) else {
                continue;
            };
            let of_account = there.twilio_account_sid.as_deref() == Some(own.auth.account_sid.as_str());
            let owned = of_account && own.numbers.iter().any(|owned| owned.e164 == e164);
            if !owned
                || known.iter().any(|number| number.e164 == e164)
                || found.iter().any(|found| found.e164 == e164)
            {
                continue;
            }
            let (kind, detail) = (FindingKind::UnknownHere, there.name.clone());
            found.push(Found { number: None, e164, kind, detail, agent: None, assistant: None });
        }
        let unknown: Vec<E164> = found.iter().map(|found| found.e164.clone()).collect();
        let used = numbers::used_elsewhere(services, org, &unknown).await?;
        let released = numbers::released_elsewhere(services, org, &unknown).await?;
        found.retain(|found| [&used, &released].iter().all(|some| !some.contains(found.e164.as_str())));
        Ok(found)
    }

    fn account(&self, source: NumberSource) -> Option<&AtTwilio> {
        self.accounts.iter().find(|at| at.account == Account::twilio(source))
    }

    /// One number, on both sides. Where it is gone from one, the rest is no
    /// matter.
    async fn judge(
        &self,
        number: &Number,
        compared: &mut Compared,
        assistants: &mut Assistants<'_>,
    ) -> Result<(), Stuck> {
        let Compared { found, proved } = compared;
        let differs = |kind, detail, agent: Option<&agents::Named>| Found {
            number: Some(number.id.clone()),
            e164: number.e164.clone(),
            kind,
            detail,
            agent: agent.map(|agent| agent.id.clone()),
            assistant: None,
        };
        let Some((account, sid)) = self.account(number.source).zip(number.twilio_sid.as_deref()) else {
            return Ok(());
        };
        let Some(at_twilio) = self.at_twilio(account, &number.e164, sid).await? else {
            found.push(differs(FindingKind::GoneAtTwilio, None, None));
            return Ok(());
        };
        let Some(vapi_id) = &number.vapi_phone_id else { return Ok(()) };
        let Some(at_vapi) = self.at_vapi(vapi_id).await? else {
            found.push(differs(FindingKind::GoneAtVapi, self.instead(&number.e164), None));
            return Ok(());
        };
        let bound = at_vapi.assistant_id.as_deref();
        // By whom one is answered that is on its way, or failed, is no matter;
        // one that nobody is to answer must be answered by nobody.
        if number.state != NumberState::Ready {
            if let Some(bound) = bound.filter(|_| number.state == NumberState::Unassigned)
                && let Some((name, ours)) = self.who(bound, assistants).await?
            {
                let assistant = Some(bound.to_owned());
                found.push(Found { assistant, ..differs(FindingKind::BoundElsewhere, Some(name), ours) });
            }
            return Ok(());
        }
        let before = found.len();
        let agent = self.agents.iter().find(|agent| number.agent.as_ref() == Some(&agent.id));
        let expected = agent.and_then(|agent| agent.assistant_id.as_deref());
        match bound {
            Some(bound) if Some(bound) == expected => {
                if assistants.find(bound).await?.is_none() {
                    let name = agent.map(|agent| agent.name.clone());
                    found.push(differs(FindingKind::AssistantGone, name, agent));
                }
            }
            _ if expected.is_none() => {}
            Some(bound) => {
                // One that is gone, so that nobody answers, has no name.
                let (name, ours) = self.who(bound, assistants).await?.unzip();
                let assistant = Some(bound.to_owned());
                let kind = FindingKind::BoundElsewhere;
                found.push(Found { assistant, ..differs(kind, name, ours.flatten()) });
            }
            None => found.push(differs(FindingKind::BoundElsewhere, None, None)),
        }
        if at_vapi.status == NumberStatus::Blocked {
            found.push(differs(FindingKind::Blocked, None, None));
        }
        let webhook = VapiClient::inbound_webhook(self.vapi.region);
        if at_twilio.routed_elsewhere {
            found.push(differs(FindingKind::WebhooksChanged, None, None));
        } else if at_twilio.voice_url.as_deref() != Some(webhook) {
            let leads_to = at_twilio.voice_url.as_deref().and_then(address);
            found.push(differs(FindingKind::WebhooksChanged, leads_to, None));
        }
        let messages = VapiClient::messages_webhook(self.vapi.region);
        // Only where it is known what was there before can it be Vapi's to have.
        if number.sms_enabled
            && number.before_image.is_some()
            && at_vapi.takes_messages()
            && at_twilio.sms_url.as_deref() != Some(messages)
        {
            let lead_to = at_twilio.sms_url.as_deref().and_then(address);
            found.push(differs(FindingKind::MessagesChanged, lead_to, None));
        }
        if found.len() == before && expected.is_some() && at_vapi.status == NumberStatus::Active {
            proved.push(number.id.clone());
        }
        Ok(())
    }

    /// What has the number at Vapi, where what AVA knew is gone.
    fn instead(&self, e164: &E164) -> Option<String> {
        let of_number = |there: &&VapiNumber| there.number.as_deref() == Some(e164.as_str());
        let there = self.at_vapi.iter().find(of_number)?;
        Some(there.name.clone().unwrap_or_else(|| there.id.clone()))
    }

    /// Asked by its id before it is said to be gone: a list may shift while it
    /// is read.
    async fn at_twilio(
        &self,
        account: &AtTwilio,
        e164: &E164,
        sid: &str,
    ) -> Result<Option<TwilioNumber>, Stuck> {
        if let Some(there) = account.numbers.iter().find(|there| there.e164 == *e164) {
            return Ok(Some(there.clone()));
        }
        let twilio = &self.cx.services.providers.twilio;
        let asked = twilio.get_number(&self.cx.call(), &account.auth, sid).await;
        there(asked.map_err(|problem| of(account.account, problem)))
    }

    /// As [`at_twilio`](Self::at_twilio).
    async fn at_vapi(&self, id: &str) -> Result<Option<VapiNumber>, Stuck> {
        if let Some(there) = self.at_vapi.iter().find(|there| there.id == id) {
            return Ok(Some(there.clone()));
        }
        let vapi = &self.cx.services.providers.vapi;
        there(vapi.get_phone_number(&self.cx.call(), self.vapi, id).await)
    }

    /// By name who is bound, and whether that is an agent of the org. None: an
    /// assistant that is gone.
    async fn who(
        &self,
        bound: &str,
        assistants: &mut Assistants<'_>,
    ) -> Result<Option<(String, Option<&agents::Named>)>, Stuck> {
        let ours = self.agents.iter().find(|agent| agent.assistant_id.as_deref() == Some(bound));
        let there = assistants.name(bound).await?;
        Ok(there.map(|there| (ours.map_or(there, |agent| agent.name.clone()), ours)))
    }
}

/// Nobody of the org can do anything about the account of managed numbers, and
/// their own key is not to blame for it.
pub(super) fn of(account: Account, problem: Problem) -> Problem {
    if account.is_managed() { problem.of_the_platform() } else { problem }
}

fn there<T>(asked: Result<T, Problem>) -> Result<Option<T>, Stuck> {
    match asked {
        Ok(there) => Ok(Some(there)),
        Err(problem) if matches!(problem.kind, Kind::GoneAt(_)) => Ok(None),
        Err(problem) => Err(problem.into()),
    }
}
