//! The parts that pages read, with a line for each that names the function that answers
//! it. The part's own type ([`Asked`]) reads the question out of the request; the rest is
//! the feature's.

use tower_sessions::Session;

use super::{
    account, agents, api_tokens, appointments, audit_log,
    auth::second_step,
    calls, contacts, current_user,
    cx::{Cx, PlatformCx, Services},
    integrations, invitations, notifications, numbers, operations, readiness, sandbox, team, tenants,
    timeline, trials, webhooks,
};
use crate::domain::{
    problem::{Problem, ProblemKind},
    view::{Asked, Audience, Page, View},
    webhook::DeliveriesAsked,
};

/// Reads a part, for whoever its row lets read it.
pub async fn read(page: Page, id: String) -> Result<View, Problem> {
    // Boxed: it is as large as its largest page, and would be moved through
    // every layer of the machinery of resources.
    current_user::of_request(Box::pin(answer(page, &id))).await
}

async fn answer(page: Page, id: &str) -> Result<View, Problem> {
    let reader = Reader::of(page).await?;
    Ok(match page {
        Page::Link => {
            let (services, session) = reader.visitor()?;
            invitations::accepting::view(services, session, id).await?.into()
        }
        Page::SecondStep => {
            let (services, session) = reader.visitor()?;
            second_step::view(services, session).await?.into()
        }
        Page::Integrations => integrations::service::overview(reader.member()?).await?.into(),
        Page::AccountNumbers => {
            integrations::connectors::twilio::numbers::account_numbers(reader.member()?, asked(id)?)
                .await?
                .into()
        }
        Page::Disconnect => integrations::disconnect::preview(reader.member()?, asked(id)?).await?.into(),
        Page::Operation => operations::service::page(reader.member()?, asked(id)?).await?.into(),
        Page::Operations => operations::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Notifications => notifications::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Readiness => readiness::service::page(reader.member()?, &asked(id)?).await?.into(),
        Page::Activity => audit_log::activity::page(reader.member()?, &asked(id)?).await?.into(),
        Page::Audit => audit_log::service::page(reader.member()?, &asked(id)?).await?.into(),
        Page::Agents => agents::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Agent => agents::service::get(reader.member()?, asked(id)?).await?.into(),
        Page::DeleteAgent => numbers::answering_agents::deletion(reader.member()?, asked(id)?).await?.into(),
        Page::Conflict => agents::decisions::conflict(reader.member()?, asked(id)?).await?.into(),
        Page::Calls => calls::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Call => calls::service::get(reader.member()?, asked(id)?).await?.into(),
        Page::CallRetention => calls::retention::view(reader.member()?).await?.into(),
        Page::CallFigures => calls::figures::page(reader.member()?, asked(id)?).await?.into(),
        Page::WayIn => agents::event_address::view(reader.member()?).await?.into(),
        Page::Trial => trials::service::page(reader.member()?, asked(id)?).await?.into(),
        Page::Numbers => numbers::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Number => numbers::service::get(reader.member()?, asked(id)?).await?.into(),
        Page::RemoveNumber => numbers::service::removal(reader.member()?, asked(id)?).await?.into(),
        Page::FindNumbers => numbers::managed::find(reader.member()?, asked(id)?).await?.into(),
        Page::BuyNumber => numbers::managed::purchase_preview(reader.member()?, &asked(id)?).await?.into(),
        Page::ReleaseNumber => numbers::managed::release_preview(reader.member()?, asked(id)?).await?.into(),
        Page::SwitchNumbers => integrations::switch::preview(reader.member()?, asked(id)?).await?.into(),
        Page::Appointments => appointments::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Appointment => appointments::service::page(reader.member()?, asked(id)?).await?.into(),
        Page::Slots => appointments::service::offered(reader.member()?, &asked(id)?).await?.into(),
        Page::BookingSettings => appointments::settings::view(reader.member()?).await?.into(),
        Page::AgentBooking => appointments::agents::view(reader.member()?, asked(id)?).await?.into(),
        Page::Service => appointments::settings::service(reader.member()?, asked(id)?).await?.into(),
        Page::Contacts => contacts::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Contact => timeline::service::page(reader.member()?, asked(id)?).await?.into(),
        Page::ContactImport => contacts::imports::service::view(reader.member()?, &asked(id)?).await?.into(),
        Page::Health => integrations::history::page(reader.member()?, asked(id)?).await?.into(),
        Page::Sandbox => sandbox::service::page(reader.member()?).await?.into(),
        Page::Webhooks => webhooks::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Webhook => webhooks::service::get(reader.member()?, &asked(id)?).await?.into(),
        Page::Deliveries => {
            let DeliveriesAsked { id, query } = asked(id)?;
            webhooks::service::deliveries(reader.member()?, &id, &query).await?.into()
        }
        Page::Delivery => webhooks::service::delivery(reader.member()?, &asked(id)?).await?.into(),
        Page::Team => team::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Member => team::service::member(reader.member()?, asked(id)?).await?.into(),
        Page::Invitations => invitations::service::list(reader.member()?, &asked(id)?).await?.into(),
        Page::Orgs => team::service::orgs(reader.member()?, &asked(id)?).await?.into(),
        Page::Factors => {
            account::factors::view(reader.member()?, &current_user::session().await?).await?.into()
        }
        Page::PersonalTokens => {
            let session = current_user::session().await?;
            api_tokens::list_own(reader.member()?, &session, &asked(id)?).await?.into()
        }
        Page::ServiceTokens => {
            let session = current_user::session().await?;
            api_tokens::list_service(reader.member()?, &session, &asked(id)?).await?.into()
        }
        Page::NotificationSettings => notifications::settings::view(reader.member()?).await?.into(),
        Page::Account => {
            account::service::view(reader.member()?, &current_user::visitor().await?).await?.into()
        }
        Page::Platform => tenants::overview::read(reader.admin()?, &asked(id)?).await?.into(),
        Page::Tenants => tenants::service::list(reader.admin()?, &asked(id)?).await?.into(),
        Page::Tenant => tenants::service::tenant(reader.admin()?, asked(id)?).await?.into(),
        Page::TenantAudit => tenants::service::audit(reader.admin()?, &asked(id)?).await?.into(),
        Page::PlatformLog => tenants::service::platform_log(reader.admin()?, &asked(id)?).await?.into(),
    })
}

/// The reader of a part, of the audience that its row names.
enum Reader {
    Visitor(Services, Session),
    Member(Cx),
    Admin(PlatformCx),
}

impl Reader {
    async fn of(page: Page) -> Result<Self, Problem> {
        Ok(match page.audience() {
            Audience::Everybody => Self::Visitor(current_user::services()?, current_user::session().await?),
            Audience::Members(permission) => {
                Self::Member(current_user::signed_in(page.door(permission)).await?)
            }
            Audience::PlatformAdmins => Self::Admin(current_user::platform_admin().await?),
        })
    }

    fn visitor(&self) -> Result<(&Services, &Session), ProblemKind> {
        match self {
            Self::Visitor(services, session) => Ok((services, session)),
            Self::Member(_) | Self::Admin(_) => Err(ProblemKind::NotFound),
        }
    }

    /// Fails where the row names no permission: nothing of an organisation is read without one.
    fn member(&self) -> Result<&Cx, ProblemKind> {
        match self {
            Self::Member(cx) => Ok(cx),
            Self::Visitor(..) | Self::Admin(_) => Err(ProblemKind::NotFound),
        }
    }

    fn admin(&self) -> Result<&PlatformCx, ProblemKind> {
        match self {
            Self::Admin(cx) => Ok(cx),
            Self::Visitor(..) | Self::Member(_) => Err(ProblemKind::NotFound),
        }
    }
}

fn asked<T: Asked>(id: &str) -> Result<T, Problem> {
    T::asked(id)
}
