//! Brings a managed number that Vapi holds a token for there anew, with a key alone: Vapi prefers a
//! token to a key, and no request takes the token back.

use super::{
    import::{is_or_was_own, taken, vapi_name},
    takeover,
};
use crate::{
    domain::{
        answerer::AnswererKind,
        credential::Account,
        operation::Action,
        problem::{Problem, ProblemKind},
    },
    server::{
        agents::repo as agents,
        numbers::{
            answering,
            operations::vapi_key::TwilioGrant,
            repo::{self as numbers, AtVapi, Number},
        },
        operations::step::{Flow, StepCx, StepError, StepOutput, StepResult},
        providers::vapi::{CreateOutcome, NewNumber, VapiAuth, VapiNumber},
    },
};

/// Deletes the number and imports it again, answered by the same assistant. Idempotent: a number
/// without a token is left as it is, and one that an attempt deleted, or made without an answer, is
/// found missing, or by its number. Where something answers that the import would not bring back,
/// the number gets the key beside the token. Nobody is asked here: messages that somebody else
/// answers stay with them.
pub async fn reimport(cx: &StepCx<'_>, vapi: &VapiAuth, given: &TwilioGrant, number: &Number) -> StepResult {
    let known = number.vapi_phone_id.as_deref().ok_or(ProblemKind::Internal)?;
    let (client, call) = (&cx.services.providers.vapi, cx.call());
    let there = match client.get_phone_number(&call, vapi, known).await {
        Ok(there) => Some(there),
        Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => {
            client.find_phone_number(&call, vapi, &number.e164, Some(&given.auth.account_sid)).await?
        }
        Err(problem) => return Err(problem.into()),
    };
    let anew = Anew { cx, vapi, given, number, known };
    let Some(there) = there else {
        let bound = anew.bound_here().await?;
        let messages = anew.takes_messages(None).await?;
        return match anew.may_make().await? {
            true => anew.import(bound, messages).await,
            false => Ok(StepOutput::again()),
        };
    };
    let same_account = there.twilio_account_sid.as_deref() == Some(given.auth.account_sid.as_str());
    if there.id != known && !same_account {
        return Err(ProblemKind::NumberOfOtherAccount.into());
    }
    if there.holds_a_token() == Some(false) || !anew.can_be_brought_back(&there).await? {
        let at_vapi = given.give(cx, vapi, &number.at_vapi, &there).await?;
        let action = match at_vapi.token {
            Some(true) => Action::CarriedBesideToken,
            _ => Action::CarriedSecret,
        };
        return Ok(anew.done(action, there.id, at_vapi));
    }
    let bound = anew.existing(there.assistant_id.clone()).await?;
    let messages = anew.takes_messages(Some(&there)).await?;
    if !anew.may_make().await? {
        return Ok(StepOutput::again());
    }
    client.delete_phone_number(&call, vapi, &there.id).await?;
    anew.import(bound, messages).await
}

struct Anew<'a> {
    cx: &'a StepCx<'a>,
    vapi: &'a VapiAuth,
    given: &'a TwilioGrant,
    number: &'a Number,
    known: &'a str,
}

impl Anew<'_> {
    /// Whether nobody answers the number, or only assistants of the org's agents.
    async fn can_be_brought_back(&self, there: &VapiNumber) -> Result<bool, StepError> {
        for found in answering::at_vapi(there) {
            let assistant = found.answerer.kind == AnswererKind::Assistant;
            if !assistant || !is_or_was_own(self.cx, &found.key).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The assistant that is to answer the number, as far as is known here.
    async fn bound_here(&self) -> Result<Option<String>, StepError> {
        let Some(agent) = self.number.agent.as_ref().or(self.number.wanted_agent.as_ref()) else {
            return Ok(None);
        };
        let mut tx = self.cx.read().await?;
        let agent = agents::mirrored(&mut tx, agent).await?;
        drop(tx);
        self.existing(agent.map(|agent| agent.assistant_id)).await
    }

    /// The assistant, if it exists: Vapi imports no number for one that is gone.
    async fn existing(&self, assistant: Option<String>) -> Result<Option<String>, StepError> {
        let Some(assistant) = assistant else { return Ok(None) };
        match self.cx.services.providers.vapi.get_assistant(&self.cx.call(), self.vapi, &assistant).await {
            Ok(_) => Ok(Some(assistant)),
            Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => Ok(None),
            Err(problem) => Err(problem.into()),
        }
    }

    /// Has later clean-ups of the number wait for what this makes. `false`: a clean-up began, or
    /// the data that this worked from changed.
    async fn may_make(&self) -> Result<bool, StepError> {
        let Self { cx, number, .. } = self;
        if !cx.may_make(Account::VAPI).await? {
            return Ok(false);
        }
        let mut tx = cx.read().await?;
        let now = numbers::find(&mut tx, &number.id).await?;
        Ok(now.is_some_and(|now| now.vapi_phone_id == number.vapi_phone_id))
    }

    /// Whether Vapi had the number's messages, and replacing the message webhook again takes them
    /// from nobody.
    async fn takes_messages(&self, before: Option<&VapiNumber>) -> Result<bool, StepError> {
        let Self { cx, vapi, given, number, .. } = self;
        if !before.is_none_or(VapiNumber::takes_messages) || !takeover::wants_messages(cx, number).await? {
            return Ok(false);
        }
        let sid = number.twilio_sid.as_deref().ok_or(ProblemKind::Internal)?;
        let at_twilio = cx.services.providers.twilio.get_number(&cx.call(), &given.auth, sid).await?;
        let set = answering::messages(&at_twilio, None, vapi.region).answerer.kind;
        Ok(matches!(set, AnswererKind::Nobody | AnswererKind::Vapi))
    }

    async fn import(&self, assistant: Option<String>, sms_enabled: bool) -> StepResult {
        let Self { cx, vapi, given, number, .. } = self;
        let name = vapi_name(&number.e164);
        let new = NewNumber {
            number: &number.e164,
            twilio: &given.auth,
            assistant_id: assistant.as_deref(),
            sms_enabled,
            name: &name,
        };
        let (client, call) = (&cx.services.providers.vapi, cx.call());
        match client.create_phone_number(&call, vapi, &new).await? {
            CreateOutcome::Created(made) => Ok(self.done(Action::PlacedAnew, made.id, given.at_creation())),
            CreateOutcome::Exists(id) => {
                let found = client.get_phone_number(&call, vapi, &id).await?;
                let at_vapi = given.give(cx, vapi, &AtVapi::default(), &found).await?;
                Ok(self.done(Action::PlacedAnew, found.id, at_vapi))
            }
            CreateOutcome::OtherOrg => Err(ProblemKind::NumberInOtherVapiOrg.into()),
            CreateOutcome::NotFoundOnTwilio => Err(ProblemKind::NumberNotInAccount.into()),
        }
    }

    fn done(&self, action: Action, vapi_id: String, at_vapi: AtVapi) -> StepOutput {
        let receipt = self.cx.receipt(action, &vapi_id);
        let (id, now) = (self.number.id.clone(), self.cx.services.clock.now_ms());
        let (given, known) = (self.given.mark(), self.known.to_owned());
        StepOutput::new(
            receipt,
            Box::new(move |tx| {
                Box::pin(async move {
                    if !given.still_holds(tx).await? {
                        return Ok(Flow::Again);
                    }
                    let placed = numbers::reimport(tx, &id, &known, &vapi_id, now).await;
                    if !placed.map_err(taken)? {
                        return Ok(Flow::Again);
                    }
                    numbers::gave(tx, &id, &at_vapi).await?;
                    Ok(Flow::Next)
                })
            }),
        )
    }
}
