//! The forms of a conversation with an agent.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    ids::AgentId,
    problem::Problem,
    trial::{PhoneCodeForm, PhoneForm, TrialForm},
};
#[cfg(feature = "ssr")]
use crate::{
    app::paths::call_href,
    domain::{flash::Notice, provider::vapi, role::Permission::ManageAgents},
    server::{
        forms::{Accepted, handle},
        http::page_context::locale_of,
        trials::{phones, service},
    },
};

/// The names under which refused forms come back without JavaScript.
pub const SAY_FORM: &str = "say_to_agent";
pub const ANEW_FORM: &str = "trial_anew";
pub const PHONE_FORM: &str = "own_phone";
pub const CODE_FORM: &str = "own_phone_code";
pub const FORGET_FORM: &str = "forget_own_phone";
pub const RING_FORM: &str = "ring_me";

/// Takes a turn, and waits for the agent's.
#[server(prefix = "/rpc", endpoint = "trials/say", output = Postcard)]
pub async fn say_to_agent(agent: AgentId, form: TrialForm) -> Result<Answer, Problem> {
    handle(SAY_FORM, ManageAgents.of(vapi::PROVIDER), form, async |cx, form| {
        service::say(cx, &agent, form).await?;
        Ok(Accepted::here(None))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "trials/anew", output = Postcard)]
pub async fn begin_anew(agent: AgentId) -> Result<Answer, Problem> {
    handle(ANEW_FORM, ManageAgents.of(vapi::PROVIDER), (), async |cx, ()| {
        service::begin_anew(cx, &agent).await?;
        Ok(Accepted::here(Notice::TrialEnded))
    })
    .await
}

/// Rings a number and reads a code to it, in the language of the page.
#[server(prefix = "/rpc", endpoint = "trials/phone", output = Postcard)]
pub async fn ask_for_phone(agent: AgentId, form: PhoneForm) -> Result<Answer, Problem> {
    handle(PHONE_FORM, ManageAgents.of(vapi::PROVIDER), form, async |cx, form| {
        let headers = use_context::<http::request::Parts>().map(|parts| parts.headers);
        let locale = headers.as_ref().map(locale_of).unwrap_or_default();
        phones::ask(cx, &agent, form, locale).await?;
        Ok(Accepted::here(Notice::PhoneRings))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "trials/confirm", output = Postcard)]
pub async fn confirm_phone(form: PhoneCodeForm) -> Result<Answer, Problem> {
    handle(CODE_FORM, ManageAgents.of(vapi::PROVIDER), form, async |cx, form| {
        phones::confirm(cx, form).await?;
        Ok(Accepted::here(Notice::PhoneConfirmed))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "trials/forget", output = Postcard)]
pub async fn forget_phone() -> Result<Answer, Problem> {
    handle(FORGET_FORM, ManageAgents.of(vapi::PROVIDER), (), async |cx, ()| {
        phones::forget(cx).await?;
        Ok(Accepted::here(Notice::PhoneForgotten))
    })
    .await
}

/// Has the agent ring the person, and leads on to the page of the call.
#[server(prefix = "/rpc", endpoint = "trials/ring", output = Postcard)]
pub async fn ring_me(agent: AgentId) -> Result<Answer, Problem> {
    handle(RING_FORM, ManageAgents.of(vapi::PROVIDER), (), async |cx, ()| {
        let call = phones::ring(cx, &agent).await?;
        Ok(Accepted::on_to(call_href(&call), Notice::AgentCalls))
    })
    .await
}
