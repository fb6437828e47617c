//! The demo organisation: there in stub mode, and only there.

use super::{auth::service::create_account, cx::Services};
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
        password: DEMO_PASSWORD.to_owned(),
    };
    match create_account(services, &form).await {
        Ok(_) => Ok(()),
        Err(problem) if problem.kind == Kind::EmailTaken => Ok(()),
        Err(problem) => Err(problem),
    }
}
