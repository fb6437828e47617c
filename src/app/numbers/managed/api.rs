//! The forms of managed numbers.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    answer::Answer,
    ids::NumberId,
    managed::{BuyForm, ReleaseForm, SwitchForm},
    problem::Problem,
};

/// The names under which refused forms come back without JavaScript.
pub const BUY_FORM: &str = "buy_number";
pub const RELEASE_FORM: &str = "release_number";
pub const SWITCH_FORM: &str = "switch_numbers";

/// On to the operation that buys it.
#[server(prefix = "/rpc", endpoint = "numbers/buy", output = Postcard)]
pub async fn buy_number(#[server(default)] form: BuyForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::managed},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        managed::buy(&cx, &form).await
    };
    match answer.await {
        Ok(operation) => {
            forms::notice(Notice::PurchaseStarted).await;
            leptos_axum::redirect(&format!("/dashboard/operations/{operation}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(BUY_FORM, form.kept(), problem).await),
    }
}

/// On to the operation that gives it back.
#[server(prefix = "/rpc", endpoint = "numbers/release", output = Postcard)]
pub async fn release_number(
    number: NumberId,
    #[server(default)] form: ReleaseForm,
) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{cx::Cx, forms, numbers::managed},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        managed::release(&cx, number, &form).await
    };
    match answer.await {
        Ok(operation) => {
            forms::notice(Notice::NumberReleased).await;
            leptos_axum::redirect(&format!("/dashboard/operations/{operation}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(RELEASE_FORM, form.kept(), problem).await),
    }
}

/// Back to the page of the switch, which then shows its next step.
#[server(prefix = "/rpc", endpoint = "numbers/switch", output = Postcard)]
pub async fn switch_numbers(#[server(default)] form: SwitchForm) -> Result<Answer, Problem> {
    use crate::{
        app::telling::switch_href,
        domain::{flash::Notice, number::NumberSource, role::Permission},
        server::{cx::Cx, forms, numbers::managed},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageIntegrations).await?;
        managed::switch(&cx, &form).await
    };
    match answer.await {
        Ok(_) => {
            let to = NumberSource::from_code(&form.to).unwrap_or_default();
            forms::notice(Notice::NumbersSwitched).await;
            leptos_axum::redirect(&switch_href(to));
            Ok(Answer::Done)
        }
        Err(problem) => {
            Err(forms::refuse(SWITCH_FORM, vec![("agree", form.agree.to_string())], problem).await)
        }
    }
}
