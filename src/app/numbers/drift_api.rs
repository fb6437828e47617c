//! The forms of what differs at the providers.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{answer::Answer, ids::FindingId, problem::Problem};

/// The names under which refused forms come back without JavaScript.
pub const COMPARE_FORM: &str = "compare";
pub const REPAIR_FORM: &str = "repair";
pub const ADOPT_FORM: &str = "adopt";
pub const FORGET_FORM: &str = "forget";

#[server(prefix = "/rpc", endpoint = "numbers/compare", output = Postcard)]
pub async fn compare_numbers() -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::drift},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        drift::compare(&cx).await
    };
    match answer.await {
        Ok(_) => {
            forms::told(Notice::ComparisonStarted).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(COMPARE_FORM, Vec::new(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "numbers/repair", output = Postcard)]
pub async fn repair_difference(finding: FindingId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::drift},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        drift::repair(&cx, finding).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::RepairStarted).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(REPAIR_FORM, Vec::new(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "numbers/adopt", output = Postcard)]
pub async fn adopt_difference(finding: FindingId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::drift},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        drift::adopt(&cx, finding).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::DifferenceAdopted).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(ADOPT_FORM, Vec::new(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "numbers/forget", output = Postcard)]
pub async fn forget_difference(finding: FindingId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::drift},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        drift::forget(&cx, finding).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::DifferenceForgotten).await;
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(FORGET_FORM, Vec::new(), problem).await),
    }
}
