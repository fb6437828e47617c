//! The parts that pages read, with a line for each that names the function that answers
//! it. The part's own type ([`Asked`]) reads the question out of the request; the rest is
//! the feature's.

use super::{
    account, agents, appointments,
    auth::second_step,
    calls, contacts, current_user,
    cx::{Cx, PlatformCx},
    integrations, invitations, notifications, numbers, operations, readiness, sandbox, team, tenants, trail,
};
use crate::domain::{
    problem::{Problem, ProblemKind},
    view::{Asked, Audience, Page, View},
};

/// Reads a part, for a person who has the permission that its row names.
pub async fn read(page: Page, id: String) -> Result<View, Problem> {
    // Boxed: it is as large as its largest page, and would be moved through
    // every layer of the machinery of resources.
    current_user::of_request(Box::pin(answer(page, id))).await
}

async fn answer(page: Page, id: String) -> Result<View, Problem> {
    match page.audience() {
        Audience::Everybody => open(page, &id).await,
        Audience::Members(permission) => {
            let cx = current_user::signed_in(page.door(permission)).await?;
            of_org(&cx, page, &id).await
        }
        Audience::PlatformAdmins => of_platform(&current_user::platform_admin().await?, page, &id).await,
    }
}

async fn of_org(cx: &Cx, page: Page, id: &str) -> Result<View, Problem> {
    Ok(match page {
        Page::Integrations => integrations::service::overview(cx).await?.into(),
        Page::AccountNumbers => {
            integrations::connectors::twilio::numbers::account_numbers(cx, asked(id)?).await?.into()
        }
        Page::Disconnect => integrations::disconnect::preview(cx, asked(id)?).await?.into(),
        Page::Operation => operations::service::page(cx, asked(id)?).await?.into(),
        Page::Operations => operations::service::list(cx, &asked(id)?).await?.into(),
        Page::Notifications => notifications::service::list(cx, &asked(id)?).await?.into(),
        Page::Readiness => readiness::service::page(cx, &asked(id)?).await?.into(),
        Page::Activity => trail::activity::page(cx, &asked(id)?).await?.into(),
        Page::Audit => trail::service::page(cx, &asked(id)?).await?.into(),
        Page::Agents => agents::service::list(cx, &asked(id)?).await?.into(),
        Page::Agent => agents::service::get(cx, asked(id)?).await?.into(),
        Page::DeleteAgent => numbers::answering_agents::deletion(cx, asked(id)?).await?.into(),
        Page::Conflict => agents::decisions::conflict(cx, asked(id)?).await?.into(),
        Page::Calls => calls::service::list(cx, &asked(id)?).await?.into(),
        Page::Call => calls::service::get(cx, asked(id)?).await?.into(),
        Page::Numbers => numbers::service::list(cx, &asked(id)?).await?.into(),
        Page::Number => numbers::service::get(cx, asked(id)?).await?.into(),
        Page::RemoveNumber => numbers::service::removal(cx, asked(id)?).await?.into(),
        Page::FindNumbers => numbers::managed::find(cx, asked(id)?).await?.into(),
        Page::BuyNumber => numbers::managed::purchase_preview(cx, &asked(id)?).await?.into(),
        Page::ReleaseNumber => numbers::managed::release_preview(cx, asked(id)?).await?.into(),
        Page::SwitchNumbers => integrations::switch::preview(cx, asked(id)?).await?.into(),
        Page::Appointments => appointments::service::list(cx, &asked(id)?).await?.into(),
        Page::Appointment => appointments::service::page(cx, asked(id)?).await?.into(),
        Page::Slots => appointments::service::offered(cx, &asked(id)?).await?.into(),
        Page::BookingSettings => appointments::settings::view(cx).await?.into(),
        Page::Service => appointments::settings::service(cx, asked(id)?).await?.into(),
        Page::Contacts => contacts::service::list(cx, &asked(id)?).await?.into(),
        Page::Contact => appointments::contacts::page(cx, asked(id)?).await?.into(),
        Page::Health => integrations::history::page(cx, asked(id)?).await?.into(),
        Page::Sandbox => sandbox::service::page(cx).await?.into(),
        Page::Team => team::service::list(cx, &asked(id)?).await?.into(),
        Page::Member => team::service::member(cx, asked(id)?).await?.into(),
        Page::Invitations => invitations::service::list(cx, &asked(id)?).await?.into(),
        Page::Orgs => team::service::orgs(cx, &asked(id)?).await?.into(),
        Page::Factors => account::factors::view(cx, &current_user::session().await?).await?.into(),
        Page::Account => account::service::view(cx, &current_user::visitor().await?).await?.into(),
        Page::Link | Page::SecondStep | Page::Platform | Page::Tenants | Page::Tenant | Page::TenantAudit => {
            return Err(ProblemKind::NotFound.into());
        }
    })
}

/// The parts of the platform admins.
async fn of_platform(cx: &PlatformCx, page: Page, id: &str) -> Result<View, Problem> {
    Ok(match page {
        Page::Platform => tenants::overview::read(cx).await?.into(),
        Page::Tenants => tenants::service::list(cx, &asked(id)?).await?.into(),
        Page::Tenant => tenants::service::tenant(cx, asked(id)?).await?.into(),
        Page::TenantAudit => tenants::service::audit(cx, &asked(id)?).await?.into(),
        _ => return Err(ProblemKind::NotFound.into()),
    })
}

/// The parts that visitors read.
async fn open(page: Page, id: &str) -> Result<View, Problem> {
    let (services, session) = (current_user::services()?, current_user::session().await?);
    Ok(match page {
        Page::SecondStep => second_step::view(&services, &session).await?.into(),
        _ => invitations::accepting::view(&services, &session, id).await?.into(),
    })
}

fn asked<T: Asked>(id: &str) -> Result<T, Problem> {
    T::asked(id)
}
