//! The forms of webhooks.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    problem::Problem,
    webhook::{DeliveryId, ReplayForm, WebhookForm, WebhookId},
};
#[cfg(feature = "ssr")]
use crate::{
    app::{
        agents::api::VERSION,
        paths::{WEBHOOKS, webhook_href},
    },
    domain::{flash::Notice, form::Parameter, role::Permission::ManageKeys, webhook::Replayed},
    server::{
        forms::{Accepted, handle},
        webhooks::service,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const MAKE_FORM: &str = "make_webhook";
pub const CHANGE_FORM: &str = "change_webhook";
pub const DELETE_FORM: &str = "delete_webhook";
pub const ROTATE_FORM: &str = "rotate_webhook";
pub const TEST_FORM: &str = "test_webhook";
pub const PAUSE_FORM: &str = "pause_webhook";
pub const RESUME_FORM: &str = "resume_webhook";
pub const REPLAY_FORM: &str = "replay_delivery";
pub const SPAN_FORM: &str = "replay_span";

/// In the query of a webhook's page: the moment at which the form of a span begins, in epoch milliseconds.
pub const SINCE: &str = "since";

/// Leads to the page of the webhook, which is loaded whole and shows the secret.
#[server(prefix = "/rpc", endpoint = "webhooks/make", output = Postcard)]
pub async fn make_webhook(#[server(default)] form: WebhookForm) -> Result<Answer, Problem> {
    handle(MAKE_FORM, ManageKeys.proved(), form, async |cx, form| {
        let id = service::create(cx, form).await?.id;
        Ok(Accepted::on_to(webhook_href(&id), Notice::WebhookMade).showing_secret_of(id))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "webhooks/change", output = Postcard)]
pub async fn change_webhook(
    id: WebhookId,
    version: i64,
    #[server(default)] form: WebhookForm,
) -> Result<Answer, Problem> {
    // A page that is drawn anew must not pass for one of a newer version.
    let form = (form, Parameter { name: VERSION, value: version.to_string() });
    handle(CHANGE_FORM, ManageKeys.proved(), form, async |cx, (form, _)| {
        service::update(cx, &id, form, version).await?;
        Ok(Accepted::on_to(webhook_href(&id), Notice::WebhookSaved))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "webhooks/delete", output = Postcard)]
pub async fn delete_webhook(id: WebhookId) -> Result<Answer, Problem> {
    handle(DELETE_FORM, ManageKeys.proved(), (), async |cx, ()| {
        service::delete(cx, &id).await?;
        Ok(Accepted::on_to(WEBHOOKS, Notice::WebhookDeleted))
    })
    .await
}

/// Leads to the page of the webhook, which is loaded whole and shows the secret.
#[server(prefix = "/rpc", endpoint = "webhooks/rotate", output = Postcard)]
pub async fn rotate_webhook(id: WebhookId) -> Result<Answer, Problem> {
    handle(ROTATE_FORM, ManageKeys.proved(), (), async |cx, ()| {
        service::rotate(cx, &id).await?;
        let made = Accepted::on_to(webhook_href(&id), Notice::WebhookSecretMade);
        Ok(made.showing_secret_of(id.clone()))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "webhooks/test", output = Postcard)]
pub async fn test_webhook(id: WebhookId) -> Result<Answer, Problem> {
    handle(TEST_FORM, ManageKeys, (), async |cx, ()| {
        service::test(cx, &id).await?;
        Ok(Accepted::here(Notice::WebhookTested))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "webhooks/pause", output = Postcard)]
pub async fn pause_webhook(id: WebhookId) -> Result<Answer, Problem> {
    handle(PAUSE_FORM, ManageKeys, (), async |cx, ()| {
        service::pause(cx, &id).await?;
        Ok(Accepted::here(Notice::WebhookPaused))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "webhooks/resume", output = Postcard)]
pub async fn resume_webhook(id: WebhookId) -> Result<Answer, Problem> {
    handle(RESUME_FORM, ManageKeys, (), async |cx, ()| {
        service::resume(cx, &id).await?;
        Ok(Accepted::here(Notice::WebhookResumed))
    })
    .await
}

/// Sends one delivery again.
#[server(prefix = "/rpc", endpoint = "webhooks/replay", output = Postcard)]
pub async fn replay_delivery(id: DeliveryId) -> Result<Answer, Problem> {
    handle(REPLAY_FORM, ManageKeys, (), async |cx, ()| {
        service::replay(cx, &id).await?;
        Ok(Accepted::here(Notice::DeliveryReplayed))
    })
    .await
}

/// Sends what happened in a span of time again. Where that is more than is sent at once, it leads to a form
/// that begins where the rest does.
#[server(prefix = "/rpc", endpoint = "webhooks/replay_span", output = Postcard)]
pub async fn replay_span(id: WebhookId, #[server(default)] form: ReplayForm) -> Result<Answer, Problem> {
    handle(SPAN_FORM, ManageKeys, form, async |cx, form| {
        let page = webhook_href(&id);
        Ok(match service::replay_span(cx, &id, form).await? {
            Replayed { count: 0, .. } => Accepted::on_to(page, Notice::NothingReplayed),
            Replayed { next_from: None, .. } => Accepted::on_to(page, Notice::SpanReplayed),
            Replayed { next_from: Some(from), .. } => {
                Accepted::on_to(format!("{page}?{SINCE}={from}"), Notice::SpanReplayedInPart)
            }
        })
    })
    .await
}
