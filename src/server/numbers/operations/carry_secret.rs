//! `carry_secret` gives Vapi the new Twilio secret, which it keeps inside every imported number;
//! then it revokes the key that Vapi had instead.

use std::time::Duration;

use futures::{FutureExt, future::BoxFuture};

use super::{
    CARRY_TO_VAPI, target,
    vapi_key::{self, MakeFor, REVOKE_KEY, make_key},
};
use crate::{
    domain::{
        credential::Account,
        ids::OperationId,
        number::NumberSource,
        operation::{OperationKind, StepKind, SubjectId, Target},
        problem::{Problem, ProblemKind},
        topic::Topic,
        vapi_key::KeyState,
    },
    server::{
        credentials,
        cx::Unit,
        db::OrgTx,
        numbers::repo as numbers,
        operations::{
            cleanup::By,
            handler::{DAY, OperationHandler, Retried, StepDef, Steps},
            queue::{self, Cancel, Plan, Planned},
        },
    },
};

pub struct CarrySecret;

impl OperationHandler for CarrySecret {
    const KIND: OperationKind = OperationKind::CarrySecret;
    const STEPS: Steps = Steps::Planned(&[
        StepDef::new(StepKind::MakeKey, |cx| make_key(cx, MakeFor::default()).boxed()),
        CARRY_TO_VAPI,
        REVOKE_KEY,
    ]);
    const RETRY_WINDOW: Duration = DAY;
    const TOPICS: &'static [Topic] = &[Topic::Operations, Topic::Integrations];

    /// Starts over with the secret that is stored now, for the numbers that are there now.
    fn retry<'a>(tx: &'a mut Unit, _: Retried<'a>) -> BoxFuture<'a, Result<OperationId, Problem>> {
        Box::pin(async move { Ok(start(By::from(&*tx), tx).await?.ok_or(ProblemKind::Stale)?) })
    }
}

/// Enqueues a step for each number at Vapi, with whatever secret is stored when it runs. Stops an
/// earlier operation, which would carry the same. `None`: there is nothing to do.
pub async fn start(by: By, tx: &mut OrgTx) -> Result<Option<OperationId>, Problem> {
    let By { services, user, .. } = by;
    let Some(credential) = credentials::find(tx, Account::TWILIO).await? else { return Ok(None) };
    let kind = OperationKind::CarrySecret;
    queue::cancel(tx, &[Cancel { kind, subject: None }], services.clock.now_ms()).await?;
    let key = credential.config.vapi_key().cloned().unwrap_or_default();
    let mut steps: Vec<Planned> = numbers::in_use(tx)
        .await?
        .into_iter()
        .filter(|number| number.source == NumberSource::Byo && number.vapi_phone_id.is_some())
        .map(|number| Planned { kind: StepKind::CarryToVapi, target: Some(target(&number)) })
        .collect();
    if !steps.is_empty() && key.state == KeyState::Wanted {
        steps.insert(0, StepKind::MakeKey.into());
    }
    // The key is revoked last: until then Vapi signs in with it.
    if key.is_left_over() {
        let name = vapi_key::name(&credential.id);
        let target = Target::Key { name, sid: key.former.last().cloned(), source: NumberSource::Byo };
        steps.push(Planned { kind: StepKind::RevokeKey, target: Some(target) });
    }
    if steps.is_empty() {
        return Ok(None);
    }
    let provider = credential.account.provider;
    let subject = SubjectId::Credential(provider, credential.id);
    let plan = Plan { kind, subject: &subject, label: provider.name(), steps: &steps };
    Ok(queue::open(&services, tx, &user, &plan).await?)
}
