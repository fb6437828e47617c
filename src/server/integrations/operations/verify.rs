//! `verify_credential` asks a provider about a key that was stored while the provider could not be
//! reached.

use std::time::Duration;

use futures::FutureExt;

use crate::{
    domain::{
        operation::{Action, OperationKind, Receipt, StepKind},
        topic::Topic,
    },
    server::{
        credentials::decryptor::Purpose,
        integrations::verify,
        operations::{
            handler::{DAY, OperationHandler, StepDef, Steps},
            step::{Flow, StepCx, StepOutput, StepResult},
        },
    },
};

pub struct VerifyCredential;

impl OperationHandler for VerifyCredential {
    const KIND: OperationKind = OperationKind::VerifyCredential;
    const STEPS: Steps = Steps::Always(&[StepDef::new(StepKind::AskProvider, |cx| ask_provider(cx).boxed())]);
    /// The time for which a key that could not be checked may matter.
    const RETRY_WINDOW: Duration = DAY.saturating_mul(30);
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];
}

/// Idempotent: a read, and the status that it found.
async fn ask_provider(cx: &StepCx<'_>) -> StepResult {
    let provider = cx.operation.subject.provider()?;
    let opened = cx.open(provider, Purpose::Verify).await?;
    let (id, version) = (opened.credential.id.clone(), opened.credential.version);
    let facts =
        verify::verify(cx.services, &cx.call(), &opened.credential.verified_config(), &opened.secret).await?;
    let now = cx.services.clock.now_ms();
    let receipt = Receipt::about(Action::KeyAccepted, provider, None);
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let accepted = verify::accepted(tx, provider, &id, version, &facts, now).await?;
                Ok(if accepted { Flow::Next } else { Flow::Again })
            })
        }),
    ))
}
