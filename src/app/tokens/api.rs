//! The forms of tokens.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    api_token::{ApiTokenId, PassOnForm, TokenForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{
        api_token::TokenKind,
        flash::Notice,
        role::Permission::{ManageTeam, Own},
    },
    server::{
        api_tokens,
        current_user::session,
        forms::{Accepted, handle},
        sessions,
    },
};

/// The names under which refused forms come back without JavaScript.
pub const MAKE_FORM: &str = "make_token";
pub const REVOKE_FORM: &str = "revoke_token";
pub const KEPT_FORM: &str = "token_kept";
pub const MAKE_SERVICE_FORM: &str = "make_service_token";
pub const REVOKE_SERVICE_FORM: &str = "revoke_service_token";
pub const PASS_ON_FORM: &str = "pass_on_token";

#[server(prefix = "/rpc", endpoint = "account/make_token", output = Postcard)]
pub async fn make_token(#[server(default)] form: TokenForm) -> Result<Answer, Problem> {
    handle(MAKE_FORM, Own.proved(), form, async |cx, form| {
        api_tokens::make(cx, &session().await?, TokenKind::Personal, form).await?;
        Ok(Accepted::here(Notice::ApiTokenMade))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "account/revoke_token", output = Postcard)]
pub async fn revoke_token(token: ApiTokenId) -> Result<Answer, Problem> {
    handle(REVOKE_FORM, Own, (), async |cx, ()| {
        api_tokens::revoke_own(cx, &token).await?;
        Ok(Accepted::here(Notice::ApiTokenRevoked))
    })
    .await
}

/// The person has put a fresh token by, whoever's it is.
#[server(prefix = "/rpc", endpoint = "account/token_kept", output = Postcard)]
pub async fn token_kept() -> Result<Answer, Problem> {
    handle(KEPT_FORM, Own, (), async |_, ()| {
        sessions::forget_token(&session().await?).await?;
        Ok(Accepted::here(None))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/make_token", output = Postcard)]
pub async fn make_service_token(#[server(default)] form: TokenForm) -> Result<Answer, Problem> {
    handle(MAKE_SERVICE_FORM, ManageTeam.proved(), form, async |cx, form| {
        api_tokens::make(cx, &session().await?, TokenKind::Service, form).await?;
        Ok(Accepted::here(Notice::ApiTokenMade))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/revoke_token", output = Postcard)]
pub async fn revoke_service_token(token: ApiTokenId) -> Result<Answer, Problem> {
    handle(REVOKE_SERVICE_FORM, ManageTeam, (), async |cx, ()| {
        api_tokens::revoke_service(cx, &token).await?;
        Ok(Accepted::here(Notice::ApiTokenRevoked))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "team/pass_on_token", output = Postcard)]
pub async fn pass_on_token(#[server(default)] form: PassOnForm) -> Result<Answer, Problem> {
    handle(PASS_ON_FORM, ManageTeam.proved(), form, async |cx, form| {
        api_tokens::pass_on(cx, form).await?;
        Ok(Accepted::here(Notice::ApiTokenPassedOn))
    })
    .await
}
