//! The forms of the agents.

use leptos::{prelude::*, server_fn::codec::Postcard};

use crate::domain::{
    agent::{AgentForm, ConflictForm},
    answer::Answer,
    ids::AgentId,
    problem::Problem,
};

/// The names under which refused forms come back without JavaScript.
pub const NEW_FORM: &str = "new_agent";
pub const EDIT_FORM: &str = "agent";
pub const DUPLICATE_FORM: &str = "duplicate_agent";
pub const DELETE_FORM: &str = "delete_agent";
pub const REMAKE_FORM: &str = "remake_agent";
pub const CONFLICT_FORM: &str = "agent_conflict";

/// On to the new agent's page.
#[server(prefix = "/rpc", endpoint = "agents/create", output = Postcard)]
pub async fn create_agent(form: AgentForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::service, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        service::create(&cx, &form).await
    };
    match answer.await {
        Ok(id) => {
            forms::notice(Notice::AgentCreated).await;
            leptos_axum::redirect(&format!("/dashboard/agents/{id}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(NEW_FORM, form.kept(), problem).await),
    }
}

#[server(prefix = "/rpc", endpoint = "agents/update", output = Postcard)]
pub async fn update_agent(id: AgentId, version: i64, form: AgentForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::service, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        service::update(&cx, id, &form, version).await
    };
    match answer.await {
        Ok(()) => {
            forms::told(Notice::AgentSaved).await;
            Ok(Answer::Done)
        }
        Err(problem) => {
            // A page that is drawn anew must not pass for one of a newer version.
            let kept = [form.kept(), vec![("version", version.to_string())]].concat();
            Err(forms::refuse(EDIT_FORM, kept, problem).await)
        }
    }
}

/// On to the copy's page.
#[server(prefix = "/rpc", endpoint = "agents/duplicate", output = Postcard)]
pub async fn duplicate_agent(id: AgentId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::service, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        service::duplicate(&cx, id).await
    };
    match answer.await {
        Ok(copy) => {
            forms::notice(Notice::AgentCopied).await;
            leptos_axum::redirect(&format!("/dashboard/agents/{copy}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(DUPLICATE_FORM, Vec::new(), problem).await),
    }
}

/// On to the operation that clears it away at Vapi.
#[server(prefix = "/rpc", endpoint = "agents/delete", output = Postcard)]
pub async fn delete_agent(id: AgentId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::service, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        service::delete(&cx, id).await
    };
    match answer.await {
        Ok(operation) => {
            forms::notice(Notice::AgentDeleted).await;
            leptos_axum::redirect(&format!("/dashboard/operations/{operation}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(DELETE_FORM, Vec::new(), problem).await),
    }
}

/// Another assistant for an agent whose own was deleted at Vapi.
#[server(prefix = "/rpc", endpoint = "agents/remake", output = Postcard)]
pub async fn remake_agent(id: AgentId) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::decisions, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        decisions::remake(&cx, id.clone()).await
    };
    match answer.await {
        Ok(()) => {
            forms::notice(Notice::AgentRemade).await;
            leptos_axum::redirect(&format!("/dashboard/agents/{id}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(REMAKE_FORM, Vec::new(), problem).await),
    }
}

/// Which side of a conflict counts, field by field.
#[server(prefix = "/rpc", endpoint = "agents/decide", output = Postcard)]
pub async fn decide_conflict(id: AgentId, version: i64, form: ConflictForm) -> Result<Answer, Problem> {
    use crate::{
        domain::{flash::Notice, role::Permission},
        server::{agents::decisions, cx::Cx, forms},
    };
    let answer = async {
        let cx = Cx::require(Permission::ManageAgents).await?;
        decisions::decide(&cx, id.clone(), &form, version).await
    };
    match answer.await {
        Ok(()) => {
            forms::notice(Notice::Decided).await;
            leptos_axum::redirect(&format!("/dashboard/agents/{id}"));
            Ok(Answer::Done)
        }
        Err(problem) => Err(forms::refuse(CONFLICT_FORM, Vec::new(), problem).await),
    }
}
