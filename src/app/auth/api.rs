//! The forms of authentication.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    auth_forms::{LoginForm, SignUpForm},
    problem::Problem,
};
#[cfg(feature = "ssr")]
use crate::{
    domain::{
        auth_forms::{HOME, LOGIN, landing},
        flash::{Flash, Notice},
    },
    server::{
        auth::service,
        forms::{Accepted, handle_open},
    },
};

/// The names under which a refused form comes back.
pub const LOG_IN: &str = "log_in";
pub const SIGN_UP: &str = "sign_up";

#[server(prefix = "/rpc", endpoint = "sign_up", output = Postcard)]
pub async fn sign_up(#[server(default)] form: SignUpForm) -> Result<Answer, Problem> {
    handle_open(SIGN_UP, form, async |visitor, form| {
        let browser = service::sign_up(visitor, form).await?;
        Ok(Accepted::on_to(HOME, None).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "log_in", output = Postcard)]
pub async fn log_in(#[server(default)] form: LoginForm) -> Result<Answer, Problem> {
    handle_open(LOG_IN, form, async |visitor, form| {
        let browser = service::log_in(visitor, form).await?;
        Ok(Accepted::on_to(landing(&form.next), None).with(browser))
    })
    .await
}

#[server(prefix = "/rpc", endpoint = "log_out", output = Postcard)]
pub async fn log_out() -> Result<Answer, Problem> {
    handle_open(Flash::EVERY_PAGE, (), async |visitor, ()| {
        service::log_out(&visitor).await?;
        Ok(Accepted::on_to(LOGIN, Notice::SignedOut))
    })
    .await
}
