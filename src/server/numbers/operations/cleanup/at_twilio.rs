//! Twilio's side of a clean-up: the webhooks that were there before the import, and managed numbers
//! themselves.

use std::slice;

use super::ends;
use crate::{
    domain::{
        number::NumberSource,
        operation::{Action, StepKind, Target},
        problem::{Managed, Problem, ProblemKind},
    },
    server::{
        numbers::repo::{self as numbers, BeforeImage},
        operations::step::{StepCx, StepOutput, StepResult},
        provider_auth::accounts::{self, InManaged},
        providers::{
            twilio::{TwilioNumber, Webhook, Webhooks},
            vapi::VapiClient,
        },
    },
};

/// Gives the number its webhooks back where they still point to Vapi; webhooks that somebody
/// changed since are left. Idempotent: it reads first, and sets whole values.
pub async fn restore_at_twilio(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, e164, source, twilio_sid, .. }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    match restore(cx).await {
        // The account was closed meanwhile, behind the last number that was in it.
        Err(error)
            if *source == NumberSource::Managed
                && !error.problem.passes_by_itself()
                && accounts::open(cx, *source).await?.is_none() =>
        {
            let effect = ends::number_effect(cx, id, e164);
            Ok(StepOutput { effect, ..cx.gone(twilio_sid.as_deref()) })
        }
        result => result,
    }
}

async fn restore(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, e164, source, vapi_phone_id, twilio_sid }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let known = twilio_sid.as_deref();
    let Some(twilio) = accounts::open(cx, *source).await? else {
        let effect = ends::number_effect(cx, id, e164);
        return Ok(StepOutput { effect, ..cx.gone(known) });
    };
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let found = match known {
        Some(sid) => match client.get_number(&call, &twilio, sid).await {
            Ok(found) => Some(found),
            Err(Problem { kind: ProblemKind::GoneAt(_), .. }) => None,
            Err(problem) => return Err(problem.into()),
        },
        None => client.find_number(&call, &twilio, e164).await?,
    };
    let effect = ends::number_effect(cx, id, e164);
    let Some(found) = found else {
        return Ok(StepOutput { effect, ..cx.gone(known) });
    };
    // Another org brought the number since, and Vapi's addresses are that org's.
    let here = slice::from_ref(e164);
    if !numbers::used_elsewhere(cx.services, &cx.operation.org, here).await?.is_empty() {
        let receipt = cx.receipt(Action::LeftWebhooks, &found.sid);
        return Ok(StepOutput { effect, ..StepOutput::skipped(receipt) });
    }
    if vapi_phone_id.is_none() && is_at_vapi_by_others(cx) {
        let receipt = cx.receipt(Action::LeftWebhooks, &found.sid);
        return Ok(StepOutput { effect, ..StepOutput::skipped(receipt) });
    }
    let mut tx = cx.read().await?;
    let number = numbers::find_leaving(&mut tx, id).await?;
    drop(tx);
    // The webhooks were given back already, upon which AVA forgot them: nothing is made up in their
    // place.
    let Some(number) = number else {
        let receipt = cx.receipt(Action::GivenBack, &found.sid);
        return Ok(StepOutput { effect, ..StepOutput::skipped(receipt) });
    };
    let Restoration { webhooks, action } = restoration(&found, number.before_image.as_ref());
    let changes = webhooks != Webhooks::default();
    if changes {
        client.set_webhooks(&call, &twilio, &found.sid, &webhooks).await?;
    }
    let receipt = cx.receipt(action, &found.sid);
    Ok(StepOutput { skipped: !changes, ..StepOutput::new(receipt, effect) })
}

/// Whether the calls of a number that AVA never placed at Vapi go there by somebody else's doing:
/// AVA found another number there, or was not asked to look.
fn is_at_vapi_by_others(cx: &StepCx<'_>) -> bool {
    let looked = cx
        .operation
        .steps
        .iter()
        .find(|step| step.kind == StepKind::RemoveAtVapi && step.target == cx.step.target);
    let receipt = looked.and_then(|step| step.receipt.as_ref());
    receipt.is_none_or(|receipt| receipt.action == Action::LeftAtVapi)
}

/// Gives a managed number back to Twilio, so that it is not billed any more. The step finds the
/// number by itself where an attempt to buy it was not answered, and does not depend on Vapi.
/// Idempotent: a number that is not there counts as released.
pub async fn release_at_twilio(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Number { id, e164, twilio_sid: known, .. }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let twilio = match accounts::managed(cx).await? {
        InManaged::Open(twilio) => twilio,
        // Numbers in a suspended account are billed all the same.
        InManaged::Suspended => return Err(Problem::from(Managed::PlatformRefused).into()),
        InManaged::Nowhere => {
            let effect = ends::number_effect(cx, id, e164);
            return Ok(StepOutput { effect, ..cx.gone(known.as_deref()) });
        }
    };
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let mut released = None;
    if let Some(known) = known
        && client.release_number(&call, &twilio, known).await?
    {
        released = Some(known.clone());
    }
    if released.is_none()
        && let Some(found) = client.find_number(&call, &twilio, e164).await?
        && client.release_number(&call, &twilio, &found.sid).await?
    {
        released = Some(found.sid);
    }
    let effect = ends::number_effect(cx, id, e164);
    Ok(match released {
        Some(object) => StepOutput::new(cx.receipt(Action::ReleasedNumber, &object), effect),
        None => StepOutput { effect, ..cx.gone(known.as_deref()) },
    })
}

struct Restoration<'a> {
    webhooks: Webhooks<'a>,
    action: Action,
}

/// The webhooks to set, and the action for the receipt.
fn restoration<'a>(found: &TwilioNumber, before: Option<&'a BeforeImage>) -> Restoration<'a> {
    let mut changed_since = false;
    let mut back = |now: &Option<String>, then: Option<(&'a Option<String>, &'a Option<String>)>| {
        let was = then.and_then(|(url, _)| url.as_deref());
        if now.as_deref().is_some_and(VapiClient::owns_webhook) {
            let method = then.and_then(|(_, method)| method.as_deref());
            return Some(Webhook { url: was.unwrap_or_default(), method });
        }
        changed_since |= then.is_some() && now.as_deref() != was;
        None
    };
    let webhooks = Webhooks {
        voice: back(&found.voice_url, before.map(|was| (&was.voice_url, &was.voice_method))),
        sms: back(&found.sms_url, before.map(|was| (&was.sms_url, &was.sms_method))),
        status: back(
            &found.status_callback,
            before.map(|was| (&was.status_callback, &was.status_callback_method)),
        ),
    };
    let changes = webhooks != Webhooks::default();
    let action = match (before.is_some(), changes, changed_since) {
        (true, true, true) => Action::RestoredSome,
        (true, false, true) => Action::LeftWebhooks,
        (true, ..) => Action::RestoredWebhooks,
        (false, true, _) => Action::ClearedWebhooks,
        (false, false, _) => Action::LeftWebhooks,
    };
    Restoration { webhooks, action }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::phone::E164;

    const VAPI: &str = "https://api.vapi.ai/twilio/inbound_call";

    fn number(voice: &str, status: &str) -> TwilioNumber {
        TwilioNumber {
            sid: "PN1".to_owned(),
            e164: E164::parse("+14155550142").expect("a number"),
            friendly_name: None,
            voice: true,
            voice_url: Some(voice.to_owned()),
            voice_method: None,
            sms_url: None,
            sms_method: None,
            status_callback: Some(status.to_owned()),
            status_callback_method: None,
            trunk_sid: None,
            voice_application_sid: None,
            sms_application_sid: None,
        }
    }

    fn image(voice: &str) -> BeforeImage {
        BeforeImage {
            voice_url: Some(voice.to_owned()),
            voice_method: Some("GET".to_owned()),
            sms_url: None,
            sms_method: None,
            status_callback: None,
            status_callback_method: None,
        }
    }

    #[test]
    fn what_points_to_vapi_goes_back_to_what_it_was() {
        let was = image("https://example.com/voice");
        let found = number(VAPI, "https://api.vapi.ai/twilio/status");
        let restoration = restoration(&found, Some(&was));
        let voice = Webhook { url: "https://example.com/voice", method: Some("GET") };
        assert_eq!(restoration.webhooks.voice, Some(voice));
        assert_eq!(restoration.webhooks.status, Some(Webhook { url: "", method: None }));
        assert_eq!((restoration.webhooks.sms, restoration.action), (None, Action::RestoredWebhooks));
    }

    #[test]
    fn what_somebody_changed_since_is_left_and_said() {
        let was = image("https://example.com/voice");
        let found = number("https://other.example.com/", "https://other.example.com/");
        let left = restoration(&found, Some(&was));
        assert_eq!((left.webhooks, left.action), (Webhooks::default(), Action::LeftWebhooks));
        let found = number("https://other.example.com/", "https://api.eu.vapi.ai/twilio/status");
        assert_eq!(restoration(&found, Some(&was)).action, Action::RestoredSome);
    }

    #[test]
    fn without_a_memory_only_vapis_own_addresses_are_cleared() {
        let found = number(VAPI, "https://other.example.com/");
        let cleared = restoration(&found, None);
        assert_eq!(cleared.webhooks.voice, Some(Webhook { url: "", method: None }));
        assert_eq!((cleared.webhooks.status, cleared.action), (None, Action::ClearedWebhooks));
    }
}
