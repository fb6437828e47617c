//! Switches from managed numbers to the org's own Twilio account, or the other way round. Both are
//! clean-ups at the providers, never a mark in the database alone.

use super::disconnect;
use crate::{
    domain::{
        credential::Account,
        feature::Feature,
        ids::OperationId,
        managed::{SwitchForm, SwitchView},
        number::NumberSource,
        operation::OperationKind,
        problem::{Field, Managed, Problem, ProblemKind, Rule},
        removal::AffectedNumber,
    },
    server::{
        credentials,
        cx::Cx,
        numbers::{
            managed::{release_all, state},
            views,
        },
        operations::queue,
    },
};

/// Lists by name what goes and who is affected.
pub async fn preview(cx: &Cx, to: NumberSource) -> Result<SwitchView, Problem> {
    cx.requires(Feature::of(to))?;
    let mut tx = cx.read().await?;
    let kind = match to {
        NumberSource::Byo => OperationKind::ReleaseManaged,
        NumberSource::Managed => OperationKind::Disconnect,
    };
    let numbers = views::in_use(&mut tx).await?;
    let own = credentials::find(&mut tx, Account::TWILIO).await?;
    Ok(SwitchView {
        now: cx.services.clock.now_ms(),
        to,
        numbers: numbers
            .into_iter()
            .filter(|details| details.number.source != to)
            .map(|details| AffectedNumber {
                e164: details.number.e164,
                agent: details.number.agent.map(|(_, name)| name),
            })
            .collect(),
        account: own.map(|row| row.config.masked("")),
        state: state(&cx.services, &mut tx).await?,
        operation: queue::latest_named(&mut tx, kind, Account::TWILIO.provider.name()).await?,
    })
}

/// Switches to the own account by releasing every managed number, or to managed numbers by
/// disconnecting the own account; the number is then chosen as any other. The second of two clicks
/// leads to the operation of the first. Returns the choice too.
pub async fn switch(cx: &Cx, form: &SwitchForm) -> Result<(NumberSource, OperationId), Problem> {
    let to = form.source().ok_or(ProblemKind::Malformed)?;
    cx.requires(Feature::of(to))?;
    if !form.agree {
        return Err(Problem::invalid(Field::Agree, Rule::Agree));
    }
    let operation = match to {
        NumberSource::Byo => release_all(cx).await?.ok_or(ProblemKind::Stale)?,
        NumberSource::Managed if cx.services.config.platform.is_none() => return Err(Managed::Off.into()),
        NumberSource::Managed => disconnect::disconnect(cx, Account::TWILIO.provider).await?,
    };
    Ok((to, operation))
}
