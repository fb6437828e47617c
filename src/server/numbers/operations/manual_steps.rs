//! The steps left of a clean-up, for a person who does them at the providers.

use super::cleanup;
use crate::{
    domain::{
        operation::{LeftStep, ManualStep, OperationView, StepView, Target, Webhooks},
        problem::Problem,
    },
    server::{
        db::OrgTx,
        numbers::repo::{self as numbers, BeforeImage, Number},
        operations::handler::{Manual, OperationHandler, StepDef},
    },
};

/// The manual end of any clean-up.
pub const fn manual<T: OperationHandler>() -> Manual {
    Manual {
        left: |tx, operation| Box::pin(left(tx, operation, T::STEPS.all())),
        closed: |tx, operation, now| Box::pin(cleanup::closed(tx, operation, now)),
    }
}

async fn left(
    tx: &mut OrgTx,
    operation: &OperationView,
    steps: &[StepDef],
) -> Result<Vec<ManualStep>, Problem> {
    let of_numbers = operation.left().any(|step| matches!(step.target, Some(Target::Number { .. })));
    let known = if of_numbers { numbers::not_released(tx).await? } else { Vec::new() };
    Ok(operation.left().filter_map(|step| one(step, steps, &known)).collect())
}

/// Returns `None` for steps that AVA does alone, such as shredding keys.
fn one(step: &StepView, steps: &[StepDef], known: &[Number]) -> Option<ManualStep> {
    let by_hand = steps.iter().find(|def| def.kind == step.kind)?.by_hand?;
    let target = step.target.as_ref()?;
    step.kind.provider()?;
    let object = step.kind.object(target).map(str::to_owned);
    let before = match target {
        Target::Number { id, .. } => {
            let number = known.iter().find(|number| number.id == *id);
            number.and_then(|number| number.before_image.as_ref()).map(webhooks)
        }
        Target::Agent { .. }
        | Target::Key { .. }
        | Target::Account { .. }
        | Target::Credential { .. }
        | Target::Consent { .. } => None,
    };
    by_hand(LeftStep { target, object, before })
}

fn webhooks(before: &BeforeImage) -> Webhooks {
    let set = |url: &Option<String>| url.clone().filter(|url| !url.is_empty());
    Webhooks {
        voice: set(&before.voice_url),
        sms: set(&before.sms_url),
        status: set(&before.status_callback),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            number::{NumberSource, NumberState},
            operation::{StepKind, StepState},
            phone::E164,
        },
        server::{
            agents::operations::DELETE_ASSISTANT,
            numbers::{
                operations::{
                    cleanup::{
                        DELETE_ADDRESS, RELEASE_AT_TWILIO, REMOVE_AT_VAPI, RESTORE_AT_TWILIO, UNBIND_AT_VAPI,
                    },
                    target,
                    vapi_key::REVOKE_KEY,
                },
                repo::AtVapi,
            },
            operations::cleanup::{LET_END, SHRED_KEYS},
        },
    };

    const STEPS: [StepDef; 9] = [
        LET_END,
        REMOVE_AT_VAPI,
        RESTORE_AT_TWILIO,
        RELEASE_AT_TWILIO,
        DELETE_ADDRESS,
        UNBIND_AT_VAPI,
        DELETE_ASSISTANT,
        REVOKE_KEY,
        SHRED_KEYS,
    ];

    fn one(step: &StepView, known: &[Number]) -> Option<ManualStep> {
        super::one(step, &STEPS, known)
    }

    const ID: &str = "0190a5e2-7c1b-7def-8123-0123456789ab";

    fn number() -> Number {
        Number {
            source: NumberSource::Byo,
            id: ID.parse().unwrap(),
            e164: E164::parse("+14155550142").unwrap(),
            state: NumberState::Releasing,
            twilio_sid: Some("PN1".to_owned()),
            vapi_phone_id: Some("vapi-1".to_owned()),
            agent: None,
            wanted_agent: None,
            sms_enabled: false,
            before_image: Some(BeforeImage {
                voice_url: Some("https://example.com/voice".to_owned()),
                voice_method: None,
                sms_url: Some(String::new()),
                sms_method: None,
                status_callback: None,
                status_callback_method: None,
            }),
            at_vapi: AtVapi::default(),
        }
    }

    fn step(kind: StepKind, target: Option<Target>) -> StepView {
        StepView {
            kind,
            target,
            state: StepState::Failed,
            attempts: 1,
            receipt: None,
            problem: None,
            finished_at: None,
        }
    }

    fn of_number() -> Option<Target> {
        Some(target(&number()))
    }

    #[test]
    fn each_step_at_a_provider_is_one_thing_to_do() {
        let (e164, known) = (number().e164, [number()]);
        assert_eq!(
            one(&step(StepKind::RemoveAtVapi, of_number()), &known),
            Some(ManualStep::RemoveAtVapi { e164: e164.clone(), object: Some("vapi-1".to_owned()) })
        );
        let voice = Some("https://example.com/voice".to_owned());
        assert_eq!(
            one(&step(StepKind::RestoreAtTwilio, of_number()), &known),
            Some(ManualStep::RestoreAtTwilio {
                e164: e164.clone(),
                object: Some("PN1".to_owned()),
                before: Some(Webhooks { voice, sms: None, status: None }),
            })
        );
        assert_eq!(
            one(&step(StepKind::ReleaseAtTwilio, of_number()), &known),
            Some(ManualStep::ReleaseAtTwilio { e164: e164.clone(), object: Some("PN1".to_owned()) })
        );
        assert_eq!(
            one(&step(StepKind::DeleteAddress, of_number()), &[]),
            Some(ManualStep::DeleteAddress { e164: e164.clone(), name: format!("AVA {ID}") })
        );
        assert_eq!(
            one(&step(StepKind::UnbindAtVapi, of_number()), &[]),
            Some(ManualStep::UnbindAtVapi { e164, object: Some("vapi-1".to_owned()) })
        );
        let target = Target::Agent { id: ID.parse().unwrap(), name: "Reception".to_owned(), assistant: None };
        assert_eq!(
            one(&step(StepKind::DeleteAssistant, Some(target)), &known),
            Some(ManualStep::DeleteAssistant { name: "Reception".to_owned(), object: None })
        );
        let (name, sid) = ("ava-1".to_owned(), Some("SK1".to_owned()));
        assert_eq!(
            one(
                &step(
                    StepKind::RevokeKey,
                    Some(Target::Key { name: name.clone(), sid: sid.clone(), source: NumberSource::Byo })
                ),
                &known
            ),
            Some(ManualStep::RevokeKey { name, object: sid })
        );
    }

    #[test]
    fn what_ava_does_alone_is_nobodys_work() {
        assert_eq!(one(&step(StepKind::LetEnd, None), &[]), None);
        assert_eq!(one(&step(StepKind::ShredKeys, None), &[]), None);
    }
}
