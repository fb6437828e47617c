//! Hours, closed days, lead time and services that an agent has of its own.

use super::{
    repo,
    settings::{booking_agents, saved},
};
use crate::{
    domain::{
        appointment::{
            AgentBooking, AgentBookingView, AgentHoursForm, AgentServicesForm, BookingAgent, ServiceId,
            ServiceView,
        },
        ids::AgentId,
        problem::{Field, Problem, ProblemKind, Rule},
    },
    server::{audit::Action, bookable, cx::Cx, db::OrgTx},
};

/// Shows what an agent has of its own, with what counts otherwise.
pub async fn view(cx: &Cx, id: AgentId) -> Result<AgentBookingView, Problem> {
    let mut tx = cx.read().await?;
    let services = repo::services(&mut tx).await?;
    let agent = find(&mut tx, &id, &services).await?;
    let settings = bookable::settings(&mut tx).await?;
    Ok(AgentBookingView {
        agent,
        is_set_up: settings.is_some(),
        settings: settings.unwrap_or_default(),
        services,
    })
}

/// Lists the agents that have something of their own, oldest first.
pub async fn list(cx: &Cx) -> Result<Vec<BookingAgent>, Problem> {
    let mut tx = cx.read().await?;
    let services = repo::services(&mut tx).await?;
    let agents = repo::agents(&mut tx).await?.into_iter().filter(|agent| !agent.own.is_nothing());
    Ok(agents.map(|agent| as_can_be_sent(agent, &services)).collect())
}

/// Finds an agent with what it has of its own, as that can be sent back.
async fn find(tx: &mut OrgTx, id: &AgentId, services: &[ServiceView]) -> Result<BookingAgent, Problem> {
    let agent = repo::agent(tx, id).await?.ok_or(ProblemKind::NotFound)?;
    Ok(as_can_be_sent(agent, services))
}

/// Leaves out the services that are deleted since, which nobody can choose any more.
fn as_can_be_sent(mut agent: BookingAgent, services: &[ServiceView]) -> BookingAgent {
    if let Some(chosen) = &mut agent.own.services {
        chosen.retain(|id| services.iter().any(|there| there.id == *id));
    }
    agent
}

/// Gives an agent hours, closed days and a lead time of its own, or those of the organisation.
///
/// # Errors
/// Fails with a [`Rule`] on each field that breaks one, or with `NotFound`.
pub async fn save_hours(cx: &Cx, agent: &AgentId, form: &AgentHoursForm) -> Result<(), Problem> {
    save_hours_if(cx, agent, form, |_| Ok(())).await
}

/// Does the same for an agent that has of its own what whoever asks has seen: `seen` looks at it in the transaction
/// that saves it.
///
/// # Errors
/// Fails as `seen` does, and as [`save_hours`].
pub async fn save_hours_if(
    cx: &Cx,
    agent: &AgentId,
    form: &AgentHoursForm,
    seen: impl FnOnce(&AgentBooking) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let (hours, lead_hours) = form.parse()?;
    change(cx, agent, seen, |own| AgentBooking { hours, lead_hours, ..own }).await
}

/// Has an agent offer some of the services, which may be none, or all.
///
/// # Errors
/// Fails with `UnknownChoice` for a service that there is not, or with `NotFound`.
pub async fn save_services(cx: &Cx, agent: &AgentId, form: &AgentServicesForm) -> Result<(), Problem> {
    save_services_if(cx, agent, form, |_| Ok(())).await
}

/// Does the same for an agent that has of its own what whoever asks has seen: see [`save_hours_if`].
///
/// # Errors
/// Fails as `seen` does, and as [`save_services`].
pub async fn save_services_if(
    cx: &Cx,
    agent: &AgentId,
    form: &AgentServicesForm,
    seen: impl FnOnce(&AgentBooking) -> Result<(), Problem> + Send,
) -> Result<(), Problem> {
    let services = if form.own { Some(read_services(cx, form).await?) } else { None };
    change(cx, agent, seen, |own| AgentBooking { services, ..own }).await
}

async fn read_services(cx: &Cx, form: &AgentServicesForm) -> Result<Vec<ServiceId>, Problem> {
    let mut tx = cx.read().await?;
    let there = repo::services(&mut tx).await?;
    let mut chosen = Vec::new();
    for typed in &form.services {
        let service = there.iter().find(|service| service.id.as_str() == typed);
        let service = service.ok_or_else(|| Problem::invalid(Field::Service, Rule::UnknownChoice))?;
        if !chosen.contains(&service.id) {
            chosen.push(service.id.clone());
        }
    }
    Ok(chosen)
}

async fn change(
    cx: &Cx,
    agent: &AgentId,
    seen: impl FnOnce(&AgentBooking) -> Result<(), Problem> + Send,
    change: impl FnOnce(AgentBooking) -> AgentBooking,
) -> Result<(), Problem> {
    let mut tx = cx.begin().await?;
    let services = repo::services(&mut tx).await?;
    let own = find(&mut tx, agent, &services).await?.own;
    let mut tx = tx.recorded(Action::AgentBookingSaved, agent.as_str()).await?;
    seen(&own)?;
    let before = booking_agents(&mut tx).await?;
    repo::save_own(&mut tx, agent, &change(own)).await?;
    saved(tx, before).await
}
