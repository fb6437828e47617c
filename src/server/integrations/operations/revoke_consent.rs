//! The step that takes a consent back at Google.

use futures::FutureExt;

use crate::{
    domain::{
        credential::Account,
        operation::{Action, ManualStep, StepKind, Target},
        problem::{Problem, ProblemKind},
        provider::{
            OfProvider as _,
            google_calendar::{GoogleCalendarConfig, PROVIDER},
        },
    },
    server::{
        audit::{self, Actor},
        integrations::connectors::google_calendar::{AccountTurn, is_held},
        operations::{
            cleanup::Cleanup,
            handler::StepDef,
            step::{Flow, StepCx, StepOutput, StepResult},
        },
        provider_auth::accounts,
        vault::provider_secret::GoogleCalendarSecret,
    },
};

pub const REVOKE_CONSENT: StepDef = StepDef::new(StepKind::RevokeConsent, |cx| revoke_consent(cx).boxed())
    .by_hand(|left| {
        let Target::Consent { account } = left.target else { return None };
        Some(ManualStep::RevokeConsent { account: account.clone() })
    });

impl Cleanup {
    pub fn revoke_consent(&mut self, config: &GoogleCalendarConfig) {
        let account = config.email.clone().unwrap_or_else(|| config.sub.clone());
        self.add(StepKind::RevokeConsent, Target::Consent { account }, Account::own(PROVIDER));
    }
}

/// A revocation ends every token that the person gave this installation, whichever organisation
/// has it. Idempotent: a token that is revoked already counts as such.
async fn revoke_consent(cx: &StepCx<'_>) -> StepResult {
    let Some(Target::Consent { account }) = &cx.step.target else {
        return Err(ProblemKind::Internal.into());
    };
    let (config, secret) = accounts::google(cx).await?;
    let secret = GoogleCalendarSecret::of(&secret).ok_or(ProblemKind::Unreadable(PROVIDER))?;
    let sub = &GoogleCalendarConfig::read(&config)?.sub;
    // Somebody connects the account just now: whether it is held shows once that is over. A turn that
    // a worker left behind is this operation’s own.
    let me = cx.operation.id.as_str();
    let Some(turn) = AccountTurn::take(cx.services, sub, me).await? else {
        return Err(ProblemKind::Busy.into());
    };
    let revoked = async {
        if is_held(cx.services, sub).await? {
            return Ok::<_, Problem>(None);
        }
        cx.services.providers.google.revoke(&cx.call(), &secret.refresh_token).await.map(Some)
    };
    let revoked = revoked.await;
    turn.end(cx.services).await?;
    match revoked? {
        None => return Ok(StepOutput::skipped(cx.receipt(Action::ConsentStillUsed, account))),
        Some(false) => return Ok(cx.gone(Some(account))),
        Some(true) => {}
    }
    let (services, me, subject) = (cx.services.clone(), cx.operation.id.clone(), account.clone());
    Ok(StepOutput::new(
        cx.receipt(Action::RevokedConsent, account),
        Box::new(move |tx| {
            Box::pin(async move {
                let actor = Actor::Operation(me);
                audit::append(&services, tx, &actor, audit::Action::ConsentRevoked, &subject).await?;
                Ok(Flow::Next)
            })
        }),
    ))
}
