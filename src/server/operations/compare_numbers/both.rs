//! One number after the other, as it is here and on both sides. It reads, and
//! changes nothing, here or there.

use std::collections::HashMap;

use url::Url;

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
    pub(super) vapi: VapiAuth,
    pub(super) at_vapi: Vec<VapiNumber>,
    /// Those that are connected.
    pub(super) accounts: Vec<AtTwilio>,
    pub(super) agents: Vec<agents::Named>,
}

/// The assistants asked about, by id: one answers many numbers.
type Asked = HashMap<String, Option<String>>;

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
    ) -> Result<Compared, Stuck> {
        let mut compared = Compared { found: self.unknown(known).await?, proved: Vec::new() };
        let mut asked = Asked::new();
        for number in known.iter().filter(|number| comparable(number)) {
            self.judge(number, &mut compared, &mut asked).await?;
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
                || numbers::used_elsewhere(services, org, &e164).await?
                || numbers::released_elsewhere(services, org, &e164).await?
            {
                continue;
            }
            let (kind, detail) = (FindingKind::UnknownHere, there.name.clone());
            found.push(Found { number: None, e164, kind, detail, agent: None });
        }
        Ok(found)
    }

    fn account(&self, source: NumberSource) -> Option<&AtTwilio> {
        self.accounts.iter().find(|at| at.account == Account::twilio(source))
    }

    /// One number, on both sides. Where it is gone from one, the rest is no
    /// matter.
    async fn judge(&self, number: &Number, compared: &mut Compared, asked: &mut Asked) -> Result<(), Stuck> {
        let Compared { found, proved } = compared;
        let differs = |kind, detail, agent: Option<&agents::Named>| Found {
            number: Some(number.id.clone()),
            e164: number.e164.clone(),
            kind,
            detail,
            agent: agent.map(|agent| agent.id.clone()),
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
        // Of one that answers nobody's calls here, it is no matter who does.
        if number.state != NumberState::Ready {
            return Ok(());
        }
        let before = found.len();
        let agent = self.agents.iter().find(|agent| number.agent.as_ref() == Some(&agent.id));
        let expected = agent.and_then(|agent| agent.assistant_id.as_deref());
        let bound = at_vapi.assistant_id.as_deref();
        match bound {
            Some(bound) if Some(bound) == expected => {
                if self.assistant(bound, asked).await?.is_none() {
                    let name = agent.map(|agent| agent.name.clone());
                    found.push(differs(FindingKind::AssistantGone, name, agent));
                }
            }
            _ if expected.is_none() => {}
            Some(bound) => {
                let ours = self.agents.iter().find(|agent| agent.assistant_id.as_deref() == Some(bound));
                let name = match ours {
                    Some(agent) => Some(agent.name.clone()),
                    // One that is gone, so that nobody answers, has no name.
                    None => self.assistant(bound, asked).await?,
                };
                found.push(differs(FindingKind::BoundElsewhere, name, ours));
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
        there(vapi.get_phone_number(&self.cx.call(), &self.vapi, id).await)
    }

    /// What it is called, unless it is gone.
    async fn assistant(&self, id: &str, asked: &mut Asked) -> Result<Option<String>, Stuck> {
        if let Some(known) = asked.get(id) {
            return Ok(known.clone());
        }
        let vapi = &self.cx.services.providers.vapi;
        let found = there(vapi.get_assistant(&self.cx.call(), &self.vapi, id).await)?;
        let name = found.map(|found| found.name.unwrap_or(found.id));
        asked.insert(id.to_owned(), name.clone());
        Ok(name)
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

/// Where it leads, without what may be a secret: user, password and query.
fn address(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let origin = url.origin();
    origin.is_tuple().then(|| format!("{}{}", origin.ascii_serialization(), url.path()))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let shown = |url| address(url).unwrap_or_default();
        assert_eq!(shown("https://me:secret@a.example/voice?token=secret#x"), "https://a.example/voice");
        assert_eq!(shown("https://a.example"), "https://a.example/");
        assert_eq!(shown("me:secret"), "");
    }
}
