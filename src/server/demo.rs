//! The demo organisation, which is there in stub mode only. Its password is published, so
//! nobody may sign in with it to a database that came from stub mode into use.

use super::{
    auth::{repo::find_login, service::create_account},
    cx::Services,
    db::{Writer, execute},
    passwords::fair_queue::Applicant,
    request::client_address::ClientAddress,
};
use crate::domain::{
    auth_forms::SignUpForm,
    demo::{DEMO_EMAIL, DEMO_PASSWORD},
    problem::{Problem, ProblemKind},
};

/// Sessions that were begun in stub mode, ended at the start.
struct DemoSessions;

impl Writer for DemoSessions {}

/// Ends the sessions that the demo account has from stub mode; returns whether the
/// account is in this database.
pub async fn close(services: &Services) -> Result<bool, sqlx::Error> {
    let mut tx = services.db.write_installation(DemoSessions).await?;
    let Some(login) = find_login(&mut tx, DEMO_EMAIL).await? else { return Ok(false) };
    execute!(tx, "DELETE FROM sessions WHERE user_id = $1", &login.user_id)?;
    tx.commit().await?;
    Ok(true)
}

/// Makes the demo organisation unless it is there.
pub async fn seed(services: &Services) -> Result<(), Problem> {
    let form = SignUpForm {
        org_name: "Lakeside Clinic".to_owned(),
        name: "Ana Morel".to_owned(),
        email: DEMO_EMAIL.to_owned(),
        password: DEMO_PASSWORD.into(),
    };
    let mut tx = services.db.read_installation().await?;
    let known = find_login(&mut tx, DEMO_EMAIL).await?.is_some();
    drop(tx);
    if known {
        return Ok(());
    }
    match create_account(services, &form, Applicant::of(None, ClientAddress::Unknown)).await {
        Ok(_) => Ok(()),
        Err(problem) if problem.kind == ProblemKind::EmailTaken => Ok(()),
        Err(problem) => Err(problem),
    }
}
