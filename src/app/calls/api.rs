//! The forms about calls.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, call::CallEventId, problem::Problem};
#[cfg(feature = "ssr")]
use crate::{
    domain::{flash::Notice, provider::vapi, role::Permission::ManageIntegrations},
    server::{
        agents::hooks,
        calls::service,
        forms::{Accepted, handle},
    },
};

/// The names under which refused forms come back without JavaScript.
pub const ROTATE_HOOK_FORM: &str = "rotate_hook";
pub const REPLAY_FORM: &str = "replay_event";

/// Has events come to another address, with another secret.
#[server(prefix = "/rpc", endpoint = "calls/rotate-hook", output = Postcard)]
pub async fn rotate_hook() -> Result<Answer, Problem> {
    handle(ROTATE_HOOK_FORM, ManageIntegrations.of(vapi::PROVIDER).proved(), (), async |cx, ()| {
        hooks::rotate(cx).await?;
        Ok(Accepted::here(Notice::HookRotated))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "calls/replay", output = Postcard)]
pub async fn replay_event(id: CallEventId) -> Result<Answer, Problem> {
    handle(REPLAY_FORM, ManageIntegrations, (), async |cx, ()| {
        service::replay(cx, &id).await?;
        Ok(Accepted::here(Notice::EventReplayed))
    })
    .await
}
