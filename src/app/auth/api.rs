//! The forms of authentication.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    auth_forms::{LoginForm, SignUpForm},
    problem::Problem,
};

/// The names under which a refused form comes back.
pub const LOG_IN: &str = "log_in";
pub const SIGN_UP: &str = "sign_up";

#[server(prefix = "/rpc", endpoint = "sign_up", output = Postcard)]
pub async fn sign_up(#[server(default)] form: SignUpForm) -> Result<Answer, Problem> {
    use crate::{
        domain::auth_forms::HOME,
        server::{auth::service, forms},
    };

    let typed = form.kept();
    match service::sign_up(form).await {
        Ok(()) => leptos_axum::redirect(HOME),
        Err(problem) => return Err(forms::refuse(SIGN_UP, typed, problem).await),
    }
    Ok(Answer::Done)
}

#[server(prefix = "/rpc", endpoint = "log_in", output = Postcard)]
pub async fn log_in(#[server(default)] form: LoginForm) -> Result<Answer, Problem> {
    use crate::{
        domain::auth_forms::landing,
        server::{auth::service, forms},
    };

    let next = form.next.clone();
    let typed = form.kept();
    match service::log_in(form).await {
        Ok(()) => leptos_axum::redirect(landing(&next)),
        Err(problem) => return Err(forms::refuse(LOG_IN, typed, problem).await),
    }
    Ok(Answer::Done)
}

#[server(prefix = "/rpc", endpoint = "log_out", output = Postcard)]
pub async fn log_out() -> Result<Answer, Problem> {
    use crate::{
        domain::flash::Notice,
        server::{auth::service, forms},
    };

    service::log_out().await?;
    forms::notice(Notice::SignedOut).await;
    leptos_axum::redirect("/login");
    Ok(Answer::Done)
}
