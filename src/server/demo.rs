//! The demo organisation: there in stub mode, and only there.

use super::{
    auth::{repo::find_login, service::create_account, turns::Asking},
    cx::Services,
    db::Scope,
    http::client_address::ClientAddress,
};
use crate::domain::{
    auth_forms::SignUpForm,
    demo::{DEMO_EMAIL, DEMO_PASSWORD},
    problem::{Kind, Problem},
};

/// Makes it unless it is there.
pub async fn seed(services: &Services) -> Result<(), Problem> {
    let form = SignUpForm {
        org_name: "Lakeside Clinic".to_owned(),
        name: "Ana Morel".to_owned(),
        email: DEMO_EMAIL.to_owned(),
        password: DEMO_PASSWORD.into(),
    };
    let mut tx = services.db.read(Scope::Installation).await?;
    let known = find_login(&mut tx, DEMO_EMAIL).await?.is_some();
    drop(tx);
    if known {
        return Ok(());
    }
    match create_account(services, &form, Asking::of(None, ClientAddress::Unknown)).await {
        Ok(_) => Ok(()),
        Err(problem) if problem.kind == Kind::EmailTaken => Ok(()),
        Err(problem) => Err(problem),
    }
}
