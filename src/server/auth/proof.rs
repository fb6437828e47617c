//! The password of a signed-in person, given again: whoever has only the session changes no way of
//! signing in.

use super::{repo::Person, service::Visitor};
use crate::{
    domain::{
        demo::is_demo,
        problem::{Field, Problem, ProblemKind, Rule},
    },
    server::{audit::Action, cx::Cx, passwords::fair_queue::Applicant},
};

/// The rule that an empty input breaks.
pub fn is_there(typed: &str) -> Result<(), Rule> {
    if typed.is_empty() { Err(Rule::Required) } else { Ok(()) }
}

/// Asks for it before a way of signing in changes.
///
/// # Errors
/// Fails with `DemoAccount` for the one whose password everybody has, with `WrongPassword` on its field, which is audited, and with `TooManyAttempts` after too
/// many of them in this session.
pub async fn of_password(cx: &Cx, visitor: &Visitor, person: &Person, typed: &str) -> Result<(), Problem> {
    if is_demo(&person.email) {
        return Err(ProblemKind::DemoAccount.into());
    }
    let services = &cx.services;
    services.limits.proof(&visitor.hashed_session())?;
    let applicant = Applicant::of(visitor.known().await?.as_ref(), visitor.address);
    if services.passwords.verify(typed, Some(&person.password_hash), applicant).await? {
        return Ok(());
    }
    cx.write(Action::PasswordRefused, cx.user.as_str()).await?.commit().await?;
    Err(Problem::new(ProblemKind::WrongPassword).on(Field::PresentPassword))
}
