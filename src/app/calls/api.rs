//! The forms about calls.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    call::{CallEventId, RetentionForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{
        flash::Notice,
        role::Permission::{ManageIntegrations, ManageKeys},
    },
    server::{
        calls::{retention, service},
        forms::{Accepted, handle},
    },
};

/// The name under which the refused form comes back without JavaScript.
pub const REPLAY_FORM: &str = "replay_event";
pub const RETENTION_FORM: &str = "retention";

#[server(prefix = "/rpc", endpoint = "calls/replay", output = Postcard)]
pub async fn replay_event(id: CallEventId) -> Result<Answer, Problem> {
    handle(REPLAY_FORM, ManageIntegrations, (), async |cx, ()| {
        service::replay(cx, &id).await?;
        Ok(Accepted::here(Notice::EventReplayed))
    })
    .await
}

/// Chooses for how long calls are kept. What goes by it does not come back, so that it is proved who asks.
#[server(prefix = "/rpc", endpoint = "calls/retention", output = Postcard)]
pub async fn save_retention(form: RetentionForm) -> Result<Answer, Problem> {
    handle(RETENTION_FORM, ManageKeys.proved(), form, async |cx, form| {
        retention::save(cx, form).await?;
        Ok(Accepted::here(Notice::RetentionSaved))
    })
    .await
}
