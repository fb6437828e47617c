//! Carrying a new Twilio secret to Vapi, which keeps one inside every imported
//! number; the key that Vapi had instead is revoked then.

use crate::{
    domain::{
        ids::OperationId,
        number::NumberSource,
        operation::{OperationKind, StepKind, Target},
        problem::Problem,
        provider::twilio::PROVIDER,
        vapi_key::KeyState,
    },
    server::{
        credentials,
        db::Tx,
        integrations::operations::vapi_key,
        numbers::{operations::target, repo as numbers},
        operations::{
            cleanup::By,
            queue::{self, Cancel, Plan, Planned},
        },
    },
};

/// Enqueues a step for each number at Vapi, with whatever secret is stored when
/// it runs. An earlier one is stopped: it would carry the same. `None`: there is
/// nothing to carry it to.
pub async fn start<'a>(by: impl Into<By<'a>>, tx: &mut Tx) -> Result<Option<OperationId>, Problem> {
    let By { services, org, user, .. } = by.into();
    let Some(credential) = credentials::find(tx, org, PROVIDER).await? else { return Ok(None) };
    let kind = OperationKind::CarrySecret;
    queue::cancel(tx, org, &[Cancel { kind, subject: None }], services.clock.now_ms()).await?;
    let key = credential.config.vapi_key().cloned().unwrap_or_default();
    let mut steps: Vec<Planned> = numbers::in_use(tx, org)
        .await?
        .into_iter()
        .filter(|number| number.source == NumberSource::Byo && number.vapi_phone_id.is_some())
        .map(|number| Planned { kind: StepKind::CarryToVapi, target: Some(target(&number)) })
        .collect();
    if !steps.is_empty() && key.state == KeyState::Wanted {
        steps.insert(0, StepKind::MakeKey.into());
    }
    // Last: until then Vapi signs in with it.
    if key.is_left_over() {
        let name = vapi_key::name(&credential.id);
        let target = Target::Key { name, sid: key.former.last().cloned(), source: NumberSource::Byo };
        steps.push(Planned { kind: StepKind::RevokeKey, target: Some(target) });
    }
    if steps.is_empty() {
        return Ok(None);
    }
    // Each version has its own, beside one that a worker still has.
    let subject = format!("{}:{}:{}", PROVIDER.code(), credential.id, credential.version);
    let plan = Plan { kind, subject: &subject, label: PROVIDER.name(), steps: &steps };
    Ok(queue::open(services, tx, org, user, &plan).await?)
}
