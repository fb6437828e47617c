//! The parts that pages read, with a line for each that names the function that answers
//! it. The part's own type ([`Asked`]) reads the question out of the request; the rest is
//! the feature's.

use tower_sessions::Session;

use super::{
    account, agents, appointments,
    auth::second_step,
    calls, contacts, current_user,
    cx::{Cx, PlatformCx, Services},
    integrations, invitations, notifications, numbers, operations, readiness, sandbox, team, tenants, trail,
};
use crate::domain::{
    problem::{Problem, ProblemKind},
    view::{Asked, Audience, Page, View},
};

/// Reads a part, for whoever its row lets read it.
pub async fn read(page: Page, id: String) -> Result<View, Problem> {
    // Boxed: it is as large as its largest page, and would be moved through
    // every layer of the machinery of resources.
    current_user::of_request(Box::pin(answer(page, &id))).await
}

async fn answer(page: Page, id: &str) -> Result<View, Problem> {
    Ok(match page {
        Page::Link => {
            let (services, session) = visited().await?;
            invitations::accepting::view(&services, &session, id).await?.into()
        }
        Page::SecondStep => {
            let (services, session) = visited().await?;
            second_step::view(&services, &session).await?.into()
        }
        Page::Integrations => integrations::service::overview(&member(page).await?).await?.into(),
        Page::AccountNumbers => {
            integrations::connectors::twilio::numbers::account_numbers(&member(page).await?, asked(id)?)
                .await?
                .into()
        }
        Page::Disconnect => integrations::disconnect::preview(&member(page).await?, asked(id)?).await?.into(),
        Page::Operation => operations::service::page(&member(page).await?, asked(id)?).await?.into(),
        Page::Operations => operations::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Notifications => notifications::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Readiness => readiness::service::page(&member(page).await?, &asked(id)?).await?.into(),
        Page::Activity => trail::activity::page(&member(page).await?, &asked(id)?).await?.into(),
        Page::Audit => trail::service::page(&member(page).await?, &asked(id)?).await?.into(),
        Page::Agents => agents::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Agent => agents::service::get(&member(page).await?, asked(id)?).await?.into(),
        Page::DeleteAgent => {
            numbers::answering_agents::deletion(&member(page).await?, asked(id)?).await?.into()
        }
        Page::Conflict => agents::decisions::conflict(&member(page).await?, asked(id)?).await?.into(),
        Page::Calls => calls::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Call => calls::service::get(&member(page).await?, asked(id)?).await?.into(),
        Page::Numbers => numbers::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Number => numbers::service::get(&member(page).await?, asked(id)?).await?.into(),
        Page::RemoveNumber => numbers::service::removal(&member(page).await?, asked(id)?).await?.into(),
        Page::FindNumbers => numbers::managed::find(&member(page).await?, asked(id)?).await?.into(),
        Page::BuyNumber => {
            numbers::managed::purchase_preview(&member(page).await?, &asked(id)?).await?.into()
        }
        Page::ReleaseNumber => {
            numbers::managed::release_preview(&member(page).await?, asked(id)?).await?.into()
        }
        Page::SwitchNumbers => integrations::switch::preview(&member(page).await?, asked(id)?).await?.into(),
        Page::Appointments => appointments::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Appointment => appointments::service::page(&member(page).await?, asked(id)?).await?.into(),
        Page::Slots => appointments::service::offered(&member(page).await?, &asked(id)?).await?.into(),
        Page::BookingSettings => appointments::settings::view(&member(page).await?).await?.into(),
        Page::Service => appointments::settings::service(&member(page).await?, asked(id)?).await?.into(),
        Page::Contacts => contacts::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Contact => appointments::contacts::page(&member(page).await?, asked(id)?).await?.into(),
        Page::Health => integrations::history::page(&member(page).await?, asked(id)?).await?.into(),
        Page::Sandbox => sandbox::service::page(&member(page).await?).await?.into(),
        Page::Team => team::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Member => team::service::member(&member(page).await?, asked(id)?).await?.into(),
        Page::Invitations => invitations::service::list(&member(page).await?, &asked(id)?).await?.into(),
        Page::Orgs => team::service::orgs(&member(page).await?, &asked(id)?).await?.into(),
        Page::Factors => {
            account::factors::view(&member(page).await?, &current_user::session().await?).await?.into()
        }
        Page::Account => {
            account::service::view(&member(page).await?, &current_user::visitor().await?).await?.into()
        }
        Page::Platform => tenants::overview::read(&admin(page).await?).await?.into(),
        Page::Tenants => tenants::service::list(&admin(page).await?, &asked(id)?).await?.into(),
        Page::Tenant => tenants::service::tenant(&admin(page).await?, asked(id)?).await?.into(),
        Page::TenantAudit => tenants::service::audit(&admin(page).await?, &asked(id)?).await?.into(),
    })
}

/// The reader of a part of an organisation.
///
/// # Errors
/// Fails for a part whose row names no permission, so that none is read under a weaker condition
/// than its row's.
async fn member(page: Page) -> Result<Cx, Problem> {
    match page.audience() {
        Audience::Members(permission) => current_user::signed_in(page.door(permission)).await,
        Audience::Everybody | Audience::PlatformAdmins => Err(ProblemKind::NotFound.into()),
    }
}

/// The reader of a part of the platform admins.
///
/// # Errors
/// Fails for a part whose row does not say that it is theirs.
async fn admin(page: Page) -> Result<PlatformCx, Problem> {
    match page.audience() {
        Audience::PlatformAdmins => current_user::platform_admin().await,
        Audience::Everybody | Audience::Members(_) => Err(ProblemKind::NotFound.into()),
    }
}

/// What a part is read with that visitors read.
async fn visited() -> Result<(Services, Session), Problem> {
    Ok((current_user::services()?, current_user::session().await?))
}

fn asked<T: Asked>(id: &str) -> Result<T, Problem> {
    T::asked(id)
}
