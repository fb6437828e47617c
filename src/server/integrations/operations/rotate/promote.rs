//! The promotion, after which the former token opens nothing, and the check that follows it.

use super::{PROVIDER, by_second_token, goes_on, holds_token, rollback::Rollback};
use crate::{
    domain::{
        credential::{Account, CredentialStatus},
        ids::NumberId,
        operation::{Action, StepKind, Target, WaitingFor},
        problem::{Problem, ProblemKind},
    },
    server::{
        audit::{self, Actor},
        credentials::{self, Credential, NewCredential, decryptor::Purpose, escrow},
        health::Saved,
        integrations::verify,
        numbers::{operations::carry_secret, repo as numbers},
        operations::{
            cleanup::By,
            queue,
            step::{Effect, Flow, StepCx, StepError, StepOutput, StepResult},
        },
        providers::twilio::TwilioAuth,
        vault::secret::Secret,
    },
};

/// Promotes the second token, and stores it in the transaction that records it. Idempotent: where
/// the former token opens nothing any more, and the second one does, it was promoted.
pub(super) async fn promote_token(cx: &StepCx<'_>) -> StepResult {
    let second = by_second_token(cx).await?;
    let opened = cx.open(Account::TWILIO, Purpose::RotateToken).await?;
    let first = TwilioAuth::of(&opened.credential.config, &opened.secret)?.by_token();
    let mut tx = cx.read().await?;
    let unanswered = queue::may_have_made(&mut tx, cx.operation, cx.step).await?;
    drop(tx);
    if unanswered {
        cx.on_failure(ends_here(cx));
    }
    let (client, call) = (&cx.services.providers.twilio, cx.call());
    let token = match client.check_account(&call, &first).await {
        Ok(_) => promote(cx, &first).await?,
        Err(Problem { kind: ProblemKind::KeyRefused(_), .. }) if unanswered => {
            match client.check_account(&call, &second).await {
                Ok(_) => second.auth_token.clone(),
                // Neither opens the account: somebody replaced both, or it is suspended.
                Err(problem) if problem.passes_by_itself() => return Err(problem.into()),
                Err(problem) => return Err(StepError::from(problem).gives_up()),
            }
        }
        Err(problem) if unanswered && problem.passes_by_itself() => return Err(problem.into()),
        Err(problem) => {
            let error = StepError::from(problem);
            return Err(if goes_on(cx, &error) { error } else { error.gives_up() });
        }
    };
    let receipt = cx.receipt(Action::PromotedToken, &first.account_sid);
    let ours = token.same(&second.auth_token);
    Ok(StepOutput::new(receipt, stores(cx, opened.credential, token, ours)))
}

/// Asks for the promotion. Without an answer it is tried again, after looking what became of it.
async fn promote(cx: &StepCx<'_>, first: &TwilioAuth) -> Result<Secret, StepError> {
    // The former token opens the account, so that nothing was promoted until now.
    let undone = Rollback::of(cx.operation).effect(cx.services);
    if !cx.may_make(Account::TWILIO).await? {
        return Err(StepError::from(ProblemKind::Stale).gives_up().on_failure(undone));
    }
    cx.on_failure(ends_here(cx));
    let asked = cx.services.providers.twilio.promote_second_token(&cx.call(), first).await;
    asked.map_err(|problem| match problem.kind {
        // The token that opened the account a moment ago may have been replaced in between.
        ProblemKind::KeyRefused(provider) => {
            Problem { kind: ProblemKind::ProviderFailed(provider), field: None, ..problem }.into()
        }
        _ if problem.passes_by_itself() => problem.into(),
        // Twilio has no second token any more, or promotes none: the first one holds.
        _ => StepError::from(problem).gives_up().on_failure(undone),
    })
}

/// Stores the token in the same row. Somebody else may have put another one in the place of ours;
/// it is the account's all the same. Numbers for which Vapi does not have it get it.
fn stores(cx: &StepCx<'_>, before: Credential, token: Secret, ours: bool) -> Effect {
    let (services, by, me) = (cx.services.clone(), cx.operation.by.clone(), cx.operation.id.clone());
    let carried = |step: &queue::Step| match (&step.target, step.kind) {
        (Some(Target::Number { id, .. }), StepKind::CarryToVapi) if ours => Some(id.clone()),
        _ => None,
    };
    let carried: Vec<NumberId> = cx.operation.steps.iter().filter_map(carried).collect();
    Box::new(move |tx| {
        Box::pin(async move {
            let now = services.clock.now_ms();
            let row = credentials::find(tx, Account::TWILIO).await?.filter(|row| row.id == before.id);
            let Some(row) = row else { return Ok(Flow::Again) };
            let actor = Actor::Operation(me);
            audit::append(&services, tx, &actor, audit::Action::TokenRenewed, row.id.as_str()).await?;
            let sealed = services.decryptor.seal_with_token(tx, &row, token).await?;
            let new = NewCredential {
                id: row.id.clone(),
                account: Account::TWILIO,
                config: &row.config,
                sealed,
                status: CredentialStatus::Connected,
                problem: None,
                verified_at: Some(now),
                saved_by: &by,
                now,
            };
            credentials::upsert(tx, &new).await?;
            let saved = Saved {
                credential: &row.id,
                account: new.account,
                from: Some(row.status),
                to: new.status,
                problem: None,
                now,
            };
            services.health.saved(tx, &saved).await?;
            let missed = |number: &numbers::Number| holds_token(number) && !carried.contains(&number.id);
            if numbers::in_use(tx).await?.iter().any(missed) {
                let by = By { services, user: by, actor };
                carry_secret::start(by, tx).await?;
            }
            queue::wake(tx, WaitingFor::from(PROVIDER), now).await?;
            Ok(Flow::Next)
        })
    })
}

/// Ends a promotion of which nobody can say what became: it is not taken back. Where Twilio refuses
/// both tokens, the card says so by itself, and the person types the one that holds.
fn ends_here(cx: &StepCx<'_>) -> Effect {
    let me = cx.operation.id.clone();
    Box::new(move |tx| {
        Box::pin(async move {
            escrow::shred(tx, &me).await?;
            Ok(Flow::Next)
        })
    })
}

/// Asks Twilio about the token that is stored now, keeps what it tells of the account, and forgets
/// the operation's own copy. Idempotent: a read.
pub(super) async fn check_again(cx: &StepCx<'_>) -> StepResult {
    let opened = cx.open(Account::TWILIO, Purpose::Verify).await?;
    let (id, version) = (opened.credential.id.clone(), opened.credential.version);
    let config = opened.credential.verified_config();
    let told = verify::verify(cx.services, &cx.call(), &config, &opened.secret).await?;
    let me = cx.operation.id.clone();
    let receipt = cx.receipt_about(Action::TokenAccepted, config.account_sid().map(str::to_owned));
    Ok(StepOutput::new(
        receipt,
        Box::new(move |tx| {
            Box::pin(async move {
                let row = credentials::find(tx, Account::TWILIO).await?.filter(|row| row.id == id);
                match row {
                    Some(row) if row.version != version => return Ok(Flow::Again),
                    Some(row) => credentials::set_config(tx, &id, &row.config.learning(told)).await?,
                    None => {}
                }
                escrow::shred(tx, &me).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}
