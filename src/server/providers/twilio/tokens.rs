//! Renewal of an account's Auth Token. Only the account itself can renew it, by the token
//! that it has.

use serde::Deserialize;
use url::Url;

use super::client::{Ask, TwilioAuth, TwilioClient};
use crate::{
    domain::problem::Problem,
    server::{
        providers::call::{self, CallCx},
        vault::secret::Secret,
    },
};

const SECONDARY: &str = "/v1/AuthTokens/Secondary";
const PROMOTE: &str = "/v1/AuthTokens/Promote";

#[derive(Deserialize)]
struct Made {
    secondary_auth_token: String,
}

#[derive(Deserialize)]
struct Promoted {
    auth_token: String,
}

impl TwilioClient {
    /// Renews the token; the former one opens nothing from then on. Somebody else who has
    /// it may have made a second one, which goes first; and where they put another in its
    /// place, the answer says so and the renewal counts as failed. An answer that is lost
    /// loses no token: the parent account can read it.
    pub async fn renew_token(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<Secret, Problem> {
        let ask = self.ask_accounts(cx, auth);
        second_deleted(&ask).await?;
        let made = second_made(&ask).await?;
        let token = promoted(&ask).await?;
        if token.same(&made) { Ok(token) } else { Err(ask.garbled()) }
    }

    /// Makes a second token, which opens the account beside the first. There is room for one.
    /// Never repeated by itself.
    pub async fn make_second_token(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<Secret, Problem> {
        second_made(&self.ask_accounts(cx, auth)).await
    }

    /// Deletes the second token, whoever made it; `false` where there was none.
    pub async fn delete_second_token(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<bool, Problem> {
        second_deleted(&self.ask_accounts(cx, auth)).await
    }

    /// Puts the second token in the place of the first, which opens nothing from then on. Never
    /// repeated by itself: which of both opens the account tells whether it was done.
    pub async fn promote_second_token(&self, cx: &CallCx, auth: &TwilioAuth) -> Result<Secret, Problem> {
        promoted(&self.ask_accounts(cx, auth)).await
    }
}

async fn second_made(ask: &Ask<'_>) -> Result<Secret, Problem> {
    let made: Made = ask.create(SECONDARY, url(ask, SECONDARY)?, &[]).await?;
    Ok(Secret::new(made.secondary_auth_token))
}

async fn second_deleted(ask: &Ask<'_>) -> Result<bool, Problem> {
    ask.delete(SECONDARY, url(ask, SECONDARY)?).await
}

async fn promoted(ask: &Ask<'_>) -> Result<Secret, Problem> {
    let promoted: Promoted = ask.create(PROMOTE, url(ask, PROMOTE)?, &[]).await?;
    Ok(Secret::new(promoted.auth_token))
}

fn url(ask: &Ask<'_>, template: &str) -> Result<Url, Problem> {
    call::url(ask.base(), template, &[]).ok_or_else(|| ask.garbled())
}
