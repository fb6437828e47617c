//! The forms about calls.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, call::CallEventId, problem::Problem};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, role::Permission::ManageIntegrations},
    server::{
        calls::service,
        forms::{Accepted, handle},
    },
};

/// The name under which the refused form comes back without JavaScript.
pub const REPLAY_FORM: &str = "replay_event";

#[server(prefix = "/rpc", endpoint = "calls/replay", output = Postcard)]
pub async fn replay_event(id: CallEventId) -> Result<Answer, Problem> {
    handle(REPLAY_FORM, ManageIntegrations, (), async |cx, ()| {
        service::replay(cx, &id).await?;
        Ok(Accepted::here(Notice::EventReplayed))
    })
    .await
}
