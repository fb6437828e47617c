//! The answerers of the numbers that a person may choose from.

use std::sync::Arc;

use super::answering;
use crate::{
    domain::{
        answerer::{Answerer, AnswererKind},
        credential::Account,
        phone::E164,
        problem::Problem,
        provider::vapi::VapiRegion,
    },
    server::{
        agents::repo::Named,
        credentials::decryptor::{Opened, Purpose},
        cx::Cx,
        providers::{
            twilio::TwilioNumber,
            vapi::{VapiAuth, VapiNumber},
        },
    },
};

/// The numbers at Vapi, and their region.
pub struct AtVapi {
    region: VapiRegion,
    numbers: Arc<Vec<VapiNumber>>,
}

impl AtVapi {
    /// Returns `None` where Vapi is not connected, or does not answer in the time that somebody
    /// waits. The numbers that Twilio owns can be chosen from all the same.
    pub async fn read(cx: &Cx) -> Result<Option<Self>, Problem> {
        let opened = cx.open_credential(Account::VAPI, Purpose::ListNumbers).await?;
        let Ok(Some(Opened { credential, secret })) = opened.transpose() else { return Ok(None) };
        let Ok(auth) = VapiAuth::of(&credential.config, &secret) else { return Ok(None) };
        let listed = cx.services.providers.vapi.glance_at_phone_numbers(&cx.call(), &auth).await;
        if let Err(problem) = &listed {
            cx.services.suspect(&cx.org, Account::VAPI, problem).await?;
        }
        Ok(listed.ok().map(|numbers| Self { region: auth.region, numbers }))
    }

    /// The entry of Twilio's number: another carrier's entry of the same number says nothing of the
    /// calls that Twilio sends.
    fn of(&self, e164: &E164) -> Option<&VapiNumber> {
        let same = self.numbers.iter().filter(|there| there.e164().as_ref() == Some(e164));
        same.min_by_key(|there| there.twilio_account_sid.is_none())
    }
}

fn region(at_vapi: Option<&AtVapi>) -> VapiRegion {
    at_vapi.map_or_else(VapiRegion::default, |at| at.region)
}

/// The answerer that the number's own settings send messages to. Reading the messaging services
/// takes longer than somebody waits.
pub fn messages(number: &TwilioNumber, at_vapi: Option<&AtVapi>) -> Answerer {
    answering::messages(number, None, region(at_vapi)).answerer
}

/// The answerer that a caller reaches, as far as it is known.
pub fn answerer(number: &TwilioNumber, at_vapi: Option<&AtVapi>, agents: &[Named]) -> Answerer {
    let calls = answering::calls(number, region(at_vapi)).answerer;
    let there = match at_vapi {
        Some(at) if calls.kind == AnswererKind::Vapi => at.of(&number.e164),
        _ => return calls,
    };
    let Some(first) = there.and_then(|there| answering::at_vapi(there).into_iter().next()) else {
        return Answerer::nameless(AnswererKind::Nobody);
    };
    let ours = agents.iter().find(|agent| agent.assistant_id.as_deref() == Some(first.key.as_str()));
    ours.map_or(first.answerer, |agent| Answerer::named(AnswererKind::Agent, agent.name.clone()))
}
