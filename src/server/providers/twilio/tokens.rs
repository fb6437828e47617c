//! Renewal of an account's Auth Token. Only the account itself can renew it, by the token
//! that it has.

use serde::Deserialize;

use super::client::{TwilioAuth, TwilioClient};
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
        let url = |template| call::url(ask.base(), template, &[]).ok_or_else(|| ask.garbled());
        ask.delete(SECONDARY, url(SECONDARY)?).await?;
        let made: Made = ask.create(SECONDARY, url(SECONDARY)?, &[]).await?;
        let promoted: Promoted = ask.create(PROMOTE, url(PROMOTE)?, &[]).await?;
        let token = Secret::new(promoted.auth_token);
        if token.same(&Secret::new(made.secondary_auth_token)) { Ok(token) } else { Err(ask.garbled()) }
    }
}
