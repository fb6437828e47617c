//! `verify_credential`: ask a provider about a key that was stored while the
//! provider could not be reached.

use super::step::{Done, Flow, StepCx, StepResult};
use crate::{
    domain::{
        operation::{Action, Receipt},
        problem::Kind,
        provider::Provider,
    },
    server::{integrations::verify, vault::decryptor::Purpose},
};

/// Idempotent: a read, and the status it found.
pub async fn ask_provider(cx: &StepCx<'_>) -> StepResult {
    let provider = Provider::from_code(&cx.operation.subject).ok_or(Kind::Internal)?;
    let opened = cx.open(provider, Purpose::Verify).await?;
    let (id, version) = (opened.credential.id.clone(), opened.credential.version);
    let facts = verify::verify(cx.services, &cx.call(), &opened.credential.known(), &opened.secret).await?;
    let (org, now) = (cx.operation.org.clone(), cx.services.clock.now_ms());
    let receipt = Receipt::about(Action::KeyAccepted, provider, None);
    Ok(Done::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let accepted = verify::accepted(tx, &org, provider, &id, version, &facts, now).await?;
                Ok(if accepted { Flow::Next } else { Flow::Again })
            })
        }),
    ))
}
