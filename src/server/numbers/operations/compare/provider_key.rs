//! Looks whether Vapi still has the OpenAI key that it was given. Reads, and changes nothing there.

use crate::{
    domain::{
        credential::Account,
        ids::CredentialId,
        openai_key_at_vapi::{HandOver, HandOverState},
        topic::Topic,
    },
    server::{
        credentials,
        db::OrgTx,
        operations::step::{StepCx, StepError},
        providers::vapi::VapiAuth,
    },
};

/// A credential that is not at Vapi any more, and the key here that it was made of.
pub(super) struct Lost {
    of: CredentialId,
    at_vapi: String,
}

/// Where Vapi does not say, it counts as there.
pub(super) async fn look(cx: &StepCx<'_>, vapi: &VapiAuth) -> Result<Option<Lost>, StepError> {
    let mut tx = cx.read().await?;
    let row = credentials::find(&mut tx, Account::OPENAI).await?;
    drop(tx);
    let given = row.and_then(|row| {
        let known = row.config.hand_over().filter(|known| known.is_given())?;
        Some(Lost { at_vapi: known.credential.clone()?, of: row.id })
    });
    let Some(given) = given else { return Ok(None) };
    let there = cx.services.providers.vapi.has_credential(&cx.call(), vapi, &given.at_vapi).await;
    Ok(matches!(there, Ok(false)).then_some(given))
}

/// Has the card say that somebody deleted it; the next save gives Vapi the key anew.
pub(super) async fn write_down(tx: &mut OrgTx, lost: Lost, at: i64) -> Result<(), sqlx::Error> {
    let Some(row) = credentials::find(tx, Account::OPENAI).await?.filter(|row| row.id == lost.of) else {
        return Ok(());
    };
    let known = row.config.hand_over().filter(|known| known.credential.as_ref() == Some(&lost.at_vapi));
    if known.is_some_and(HandOver::is_given) {
        let state = HandOverState::Lost { at };
        let config = row.config.clone().with_hand_over(HandOver { state, ..HandOver::default() });
        credentials::set_config(tx, &row.id, &config).await?;
        tx.publish(&[Topic::Integrations]);
    }
    Ok(())
}
