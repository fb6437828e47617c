//! Every page, a row each. From these rows follow the router, what is a page and
//! what is not found, which area's code a browser loads, and the navigation.

use leptos::prelude::*;

use super::loaded::routes;
use crate::{
    app::{
        account::{AccountPage, FactorsPage},
        address::Redirect,
        agents::{AgentPage, AgentsPage, ConflictPage, DeleteAgentPage, NewAgentPage},
        appointments::{
            self, AgentBookingPage, AppointmentPage, AppointmentTexts, AppointmentsPage, BookPage,
            BookingSettingsPage, NewServicePage, ServicePage,
        },
        audit::{self, ActivityPage, AuditPage, AuditTexts},
        auth::{ForgotPage, LinkPage, LoginPage, SecondStepPage, SignUpPage},
        calls::{CallPage, CallsPage, CallsTexts, FiguresPage, RetentionPage},
        contacts::{self, ContactPage, ContactTexts, ContactsPage, ImportContactsPage, NewContactPage},
        health::HealthPage,
        i18n::{CommonTexts, Spoken},
        integrations::{DisconnectPage, IntegrationsPage, ProviderPage},
        notifications::{NotificationSettingsPage, NotificationsPage},
        numbers::{
            BuyNumberPage, FindNumberPage, NumberPage, NumbersPage, ReleaseNumberPage, RemoveNumberPage,
            SwitchNumbersPage,
        },
        operations::{OperationPage, OperationsPage},
        page_context::use_viewer,
        paths,
        readiness::{self, ReadinessPage, ReadinessTexts},
        sandbox::SandboxPage,
        team::{self, InvitationsPage, MemberPage, OrgsPage, RolesPage, TeamPage, TeamTexts},
        tenants::{
            self, NewTenantPage, OverviewPage, PlatformLogPage, TenantAuditPage, TenantPage, TenantsPage,
            TenantsTexts,
        },
        tokens::{self, PersonalTokensPage, ServiceTokensPage},
        trials::TrialPage,
        ui::icon::Icon,
        webhooks::{
            self, DeliveryPage, NewWebhookPage, WebhookPage, WebhookSettingsPage, WebhooksPage, WebhooksTexts,
        },
    },
    domain::{
        area::Area,
        feature::{Feature, Off},
        locale::Locale,
        provider::{twilio, vapi},
        role::Permission,
        view::Page,
    },
};

/// The people that a page is drawn for. Each part that it reads asks for a permission of its own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Everybody,
    /// A visitor is sent to sign in, and comes back from there.
    SignedIn,
    /// Like `SignedIn`, of the person and not of the organisation: drawn also where that is suspended.
    Oneself,
    /// Nor does a visitor learn more of it; for whoever is signed in otherwise, it does not exist.
    PlatformAdmins,
}

/// The entry of a page in the navigation.
#[derive(Clone, Copy)]
pub struct Entry {
    pub path: &'static str,
    pub icon: Icon,
    pub label: fn(Locale) -> &'static str,
    /// Shown only where the simulators stand in for the providers.
    pub in_sandbox: bool,
    /// Whether what it leads to is turned off.
    pub off: fn(Off) -> bool,
    /// The permission without which the page would show nothing.
    pub permission: Permission,
    /// Whether it is of the platform's own navigation.
    pub of_platform: bool,
}

/// A row of the table of pages.
#[derive(Clone, Copy)]
pub(super) struct Route {
    /// `{id}` stands for any one part of a path, which the page is given.
    pub path: &'static str,
    pub area: Area,
    pub access: Access,
    /// The parts that it reads; each names the permission that it takes.
    #[cfg(feature = "ssr")]
    pub reads: &'static [Page],
    draw: fn(String) -> AnyView,
    pub entry: Option<Entry>,
}

impl Route {
    pub(super) fn draw(&self, id: String) -> AnyView {
        (self.draw)(id)
    }

    const fn in_navigation(self, icon: Icon, in_sandbox: bool, label: fn(Locale) -> &'static str) -> Self {
        Self {
            entry: Some(Entry {
                path: self.path,
                icon,
                label,
                in_sandbox,
                off: |_| false,
                permission: Permission::Read,
                of_platform: matches!(self.access, Access::PlatformAdmins),
            }),
            ..self
        }
    }

    /// Leaves the page out of the navigation of those who have not the permission.
    const fn only(self, permission: Permission) -> Self {
        match self.entry {
            Some(entry) => Self { entry: Some(Entry { permission, ..entry }), ..self },
            None => self,
        }
    }

    /// Leaves the page out of the navigation where what it is for is turned off.
    const fn unless(self, off: fn(Off) -> bool) -> Self {
        match self.entry {
            Some(entry) => Self { entry: Some(Entry { off, ..entry }), ..self },
            None => self,
        }
    }
}

/// Rows are compared by their path, which no two share.
impl PartialEq for Route {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

/// Makes a row; does not compile if a page would read a part that its area does not have.
const fn page(
    path: &'static str,
    area: Area,
    access: Access,
    reads: &'static [Page],
    draw: fn(String) -> AnyView,
) -> Route {
    let mut at = 0;
    while at < reads.len() {
        assert!(reads[at].is_in(area), "a part of another area");
        at += 1;
    }
    Route {
        path,
        area,
        access,
        #[cfg(feature = "ssr")]
        reads,
        draw,
        entry: None,
    }
}

/// Draws nothing for a page of another area, which the browser is loading.
#[cfg(feature = "hydrate")]
fn elsewhere(_: String) -> AnyView {
    crate::app::read::nothing()
}

/// The rows as a browser has them that loaded `area`: those of others refer to no component,
/// so that nothing of it is linked.
#[cfg(feature = "hydrate")]
pub(super) const fn of(area: Area) -> [Route; TABLE.len()] {
    let (mut rows, mut at) = ([TABLE[0]; TABLE.len()], 0);
    while at < TABLE.len() {
        rows[at] = if TABLE[at].area as u8 == area as u8 {
            TABLE[at]
        } else {
            Route { draw: elsewhere, ..TABLE[at] }
        };
        at += 1;
    }
    rows
}

/// If two rows fit an address, the first counts. The order of the entries is the order of
/// use, so that a phone's bar has the first four.
pub(super) const TABLE: &[Route] = {
    use Access::{Everybody, Oneself, PlatformAdmins, SignedIn};
    use Area::{
        Account, Admin, Agents, Appointments, Calls, Contacts, Health, Integrations, Numbers, Operations,
        People, Providers, Removals, Start, Webhooks,
    };
    &[
        page(paths::START, Start, Everybody, &[], |_| first()),
        page(paths::LOGIN, Start, Everybody, &[], |_| view! { <LoginPage/> }.into_any()),
        page(paths::SECOND_STEP, Start, Everybody, &[Page::SecondStep], |_| {
            view! { <SecondStepPage/> }.into_any()
        }),
        page(paths::SIGN_UP, Start, Everybody, &[], |_| view! { <SignUpPage/> }.into_any()),
        page(paths::FORGOT, Start, Everybody, &[], |_| view! { <ForgotPage/> }.into_any()),
        page(paths::LINK, Start, Everybody, &[Page::Link], |token| {
            view! { <LinkPage token=token/> }.into_any()
        }),
        page(paths::DASHBOARD, Start, SignedIn, &[], |_| first()),
        page(paths::INTEGRATIONS, Integrations, SignedIn, &[Page::Integrations], |_| {
            view! { <IntegrationsPage/> }.into_any()
        })
        .in_navigation(Icon::Plug, false, |locale| CommonTexts::spoken(locale).integrations),
        page(paths::SWITCH_NUMBERS, Removals, SignedIn, &[Page::SwitchNumbers], |_| {
            view! { <SwitchNumbersPage/> }.into_any()
        }),
        page(
            paths::PROVIDER,
            Providers,
            SignedIn,
            &[Page::Integrations, Page::AccountNumbers, Page::WayIn],
            |provider| view! { <ProviderPage code=provider/> }.into_any(),
        ),
        page(paths::DISCONNECT, Removals, SignedIn, &[Page::Disconnect], |provider| {
            view! { <DisconnectPage code=provider/> }.into_any()
        }),
        page(paths::AGENTS, Agents, SignedIn, &[Page::Agents], |_| view! { <AgentsPage/> }.into_any())
            .in_navigation(Icon::Team, false, |locale| CommonTexts::spoken(locale).agents)
            .unless(|off| off.has(vapi::PROVIDER)),
        page(paths::NEW_AGENT, Agents, SignedIn, &[], |_| view! { <NewAgentPage/> }.into_any()),
        page(paths::AGENT, Agents, SignedIn, &[Page::Agent], |id| view! { <AgentPage id=id/> }.into_any()),
        page(paths::DELETE_AGENT, Agents, SignedIn, &[Page::DeleteAgent], |id| {
            view! { <DeleteAgentPage id=id/> }.into_any()
        }),
        page(paths::CONFLICT, Agents, SignedIn, &[Page::Conflict], |id| {
            view! { <ConflictPage id=id/> }.into_any()
        }),
        page(paths::TRY_AGENT, Agents, SignedIn, &[Page::Trial], |id| {
            view! { <TrialPage id=id/> }.into_any()
        }),
        page(paths::NUMBERS, Numbers, SignedIn, &[Page::Numbers], |_| view! { <NumbersPage/> }.into_any())
            .in_navigation(Icon::Phone, false, |locale| CommonTexts::spoken(locale).numbers)
            .unless(|off| {
                off.has(vapi::PROVIDER) || (off.has(twilio::PROVIDER) && off.has(Feature::ManagedNumbers))
            }),
        page(paths::BUY_NUMBER, Numbers, SignedIn, &[Page::FindNumbers], |_| {
            view! { <FindNumberPage/> }.into_any()
        }),
        page(paths::CONFIRM_PURCHASE, Numbers, SignedIn, &[Page::BuyNumber], |_| {
            view! { <BuyNumberPage/> }.into_any()
        }),
        page(paths::NUMBER, Numbers, SignedIn, &[Page::Number], |id| {
            view! { <NumberPage id=id/> }.into_any()
        }),
        page(paths::REMOVE_NUMBER, Removals, SignedIn, &[Page::RemoveNumber], |id| {
            view! { <RemoveNumberPage id=id/> }.into_any()
        }),
        page(paths::RELEASE_NUMBER, Removals, SignedIn, &[Page::ReleaseNumber], |id| {
            view! { <ReleaseNumberPage id=id/> }.into_any()
        }),
        page(paths::CALLS, Calls, SignedIn, &[Page::Calls], |_| view! { <CallsPage/> }.into_any())
            .in_navigation(Icon::Waves, false, |locale| CallsTexts::spoken(locale).title)
            .unless(|off| off.has(vapi::PROVIDER)),
        page(paths::FIGURES, Calls, SignedIn, &[Page::CallFigures], |_| view! { <FiguresPage/> }.into_any()),
        page(paths::RETENTION, Calls, SignedIn, &[Page::CallRetention], |_| {
            view! { <RetentionPage/> }.into_any()
        }),
        page(paths::CALL, Calls, SignedIn, &[Page::Call], |id| view! { <CallPage id=id/> }.into_any()),
        page(appointments::PATH, Appointments, SignedIn, &[Page::Appointments], |_| {
            view! { <AppointmentsPage/> }.into_any()
        })
        .in_navigation(Icon::Calendar, false, |locale| AppointmentTexts::spoken(locale).title),
        page(appointments::BOOK, Appointments, SignedIn, &[Page::Slots], |_| {
            view! { <BookPage/> }.into_any()
        }),
        page(appointments::SETTINGS, Appointments, SignedIn, &[Page::BookingSettings], |_| {
            view! { <BookingSettingsPage/> }.into_any()
        }),
        page(appointments::NEW_SERVICE, Appointments, SignedIn, &[], |_| {
            view! { <NewServicePage/> }.into_any()
        }),
        page(appointments::SERVICE, Appointments, SignedIn, &[Page::Service], |id| {
            view! { <ServicePage id=id/> }.into_any()
        }),
        page(appointments::AGENT, Appointments, SignedIn, &[Page::AgentBooking], |id| {
            view! { <AgentBookingPage id=id/> }.into_any()
        }),
        page(appointments::APPOINTMENT, Appointments, SignedIn, &[Page::Appointment], |id| {
            view! { <AppointmentPage id=id/> }.into_any()
        }),
        page(contacts::PATH, Contacts, SignedIn, &[Page::Contacts], |_| view! { <ContactsPage/> }.into_any())
            .in_navigation(Icon::Book, false, |locale| ContactTexts::spoken(locale).title),
        page(contacts::NEW, Contacts, SignedIn, &[], |_| view! { <NewContactPage/> }.into_any()),
        page(contacts::IMPORT, Contacts, SignedIn, &[Page::ContactImport], |_| {
            view! { <ImportContactsPage/> }.into_any()
        }),
        page(contacts::CONTACT, Contacts, SignedIn, &[Page::Contact], |id| {
            view! { <ContactPage id=id/> }.into_any()
        }),
        page(paths::OPERATIONS, Operations, SignedIn, &[Page::Operations], |_| {
            view! { <OperationsPage/> }.into_any()
        })
        .in_navigation(Icon::List, false, |locale| CommonTexts::spoken(locale).operations),
        page(paths::NOTIFICATIONS, Health, SignedIn, &[Page::Notifications], |_| {
            view! { <NotificationsPage/> }.into_any()
        }),
        page(readiness::PATH, Health, SignedIn, &[Page::Readiness], |_| {
            view! { <ReadinessPage/> }.into_any()
        })
        .in_navigation(Icon::Pulse, false, |locale| ReadinessTexts::spoken(locale).title),
        page(paths::WEBHOOKS, Webhooks, SignedIn, &[Page::Webhooks], |_| {
            view! { <WebhooksPage/> }.into_any()
        })
        .in_navigation(Icon::Outgoing, false, |locale| WebhooksTexts::spoken(locale).title)
        .only(Permission::ManageKeys),
        page(webhooks::NEW, Webhooks, SignedIn, &[], |_| view! { <NewWebhookPage/> }.into_any()),
        page(webhooks::DELIVERY, Webhooks, SignedIn, &[Page::Delivery], |id| {
            view! { <DeliveryPage id=id/> }.into_any()
        }),
        page(webhooks::SETTINGS, Webhooks, SignedIn, &[Page::Webhook], |id| {
            view! { <WebhookSettingsPage id=id/> }.into_any()
        }),
        page(paths::WEBHOOK, Webhooks, SignedIn, &[Page::Deliveries], |id| {
            view! { <WebhookPage id=id/> }.into_any()
        }),
        page(audit::PATH, People, SignedIn, &[Page::Audit], |_| view! { <AuditPage/> }.into_any())
            .in_navigation(Icon::Shield, false, |locale| AuditTexts::spoken(locale).title)
            .only(Permission::ReadAudit),
        page(paths::OPERATION, Operations, SignedIn, &[Page::Operation], |id| {
            view! { <OperationPage id=id/> }.into_any()
        }),
        page(paths::HEALTH, Health, SignedIn, &[Page::Health], |provider| {
            view! { <HealthPage code=provider/> }.into_any()
        }),
        page(team::PATH, People, SignedIn, &[Page::Team], |_| view! { <TeamPage/> }.into_any())
            .in_navigation(Icon::Badge, false, |locale| TeamTexts::spoken(locale).title),
        page(team::INVITATIONS, People, SignedIn, &[Page::Invitations], |_| {
            view! { <InvitationsPage/> }.into_any()
        }),
        page(tokens::SERVICE, People, SignedIn, &[Page::ServiceTokens], |_| {
            view! { <ServiceTokensPage/> }.into_any()
        }),
        page(team::ROLES, People, SignedIn, &[], |_| view! { <RolesPage/> }.into_any()),
        page(team::MEMBER, People, SignedIn, &[Page::Member], |id| view! { <MemberPage id=id/> }.into_any()),
        page(paths::ORGS, Account, Oneself, &[Page::Orgs], |_| view! { <OrgsPage/> }.into_any()),
        page(paths::ACCOUNT, Account, Oneself, &[Page::Account], |_| view! { <AccountPage/> }.into_any())
            .in_navigation(Icon::Person, false, |locale| CommonTexts::spoken(locale).account),
        page(paths::ACTIVITY, Account, SignedIn, &[Page::Activity], |_| view! { <ActivityPage/> }.into_any()),
        page(paths::NOTIFICATION_SETTINGS, Account, Oneself, &[Page::NotificationSettings], |_| {
            view! { <NotificationSettingsPage/> }.into_any()
        }),
        page(paths::FACTORS, Account, Oneself, &[Page::Factors], |_| view! { <FactorsPage/> }.into_any()),
        page(tokens::PERSONAL, Account, Oneself, &[Page::PersonalTokens], |_| {
            view! { <PersonalTokensPage/> }.into_any()
        }),
        page(paths::SANDBOX, Operations, SignedIn, &[Page::Sandbox], |_| view! { <SandboxPage/> }.into_any())
            .in_navigation(Icon::Flask, true, |locale| CommonTexts::spoken(locale).sandbox),
        page(tenants::OVERVIEW, Admin, PlatformAdmins, &[Page::Platform], |_| {
            view! { <OverviewPage/> }.into_any()
        })
        .in_navigation(Icon::Pulse, false, |locale| TenantsTexts::spoken(locale).overview),
        page(tenants::PATH, Admin, PlatformAdmins, &[Page::Tenants], |_| view! { <TenantsPage/> }.into_any())
            .in_navigation(Icon::Team, false, |locale| TenantsTexts::spoken(locale).title),
        page(tenants::NEW, Admin, PlatformAdmins, &[], |_| view! { <NewTenantPage/> }.into_any()),
        page(tenants::TENANT, Admin, PlatformAdmins, &[Page::Tenant], |id| {
            view! { <TenantPage id=id/> }.into_any()
        }),
        page(tenants::LOG, Admin, PlatformAdmins, &[Page::PlatformLog], |_| {
            view! { <PlatformLogPage/> }.into_any()
        })
        .in_navigation(Icon::Shield, false, |locale| TenantsTexts::spoken(locale).log),
        page(tenants::AUDIT, Admin, PlatformAdmins, &[Page::TenantAudit], |id| {
            view! { <TenantAuditPage id=id/> }.into_any()
        }),
    ]
};

/// The entries of the navigation, in their order.
pub fn entries() -> impl Iterator<Item = Entry> {
    routes().iter().filter_map(|route| route.entry)
}

/// Leads to the first page that the viewer may see.
fn first() -> AnyView {
    let first = if use_viewer().is_some() { paths::INTEGRATIONS } else { paths::LOGIN };
    view! { <Redirect path=first/> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{
        super::route_match::{RouteMatch, ViewerKind},
        *,
    };
    use crate::domain::address::Address;

    #[test]
    fn every_row_is_reached() {
        for route in TABLE {
            let route_match =
                RouteMatch::at(&Address::read(&route.path.replace("{id}", "7")), ViewerKind::PlatformAdmin);
            assert_eq!(route_match.route.map(|found| found.path), Ok(route.path));
        }
    }

    #[test]
    fn every_part_is_read_by_a_page() {
        for part in Page::ALL {
            assert!(TABLE.iter().any(|route| route.reads.contains(part)), "{part:?}");
        }
    }
}
