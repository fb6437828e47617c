//! The views that pages read: a page asks for one [`Page`] and gets the [`View`] of the
//! same name. No part is readable by default: a row without a permission does not compile,
//! and the server answers each row (`src/server/reads.rs`) or does not compile either.

#[cfg(not(feature = "ssr"))]
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};

use super::{
    account::AccountView,
    address::Address,
    agent::{AgentPageView, AgentView, AgentsView, ConflictView, SyncState},
    api_token::{PersonalTokensView, ServiceTokensView},
    appointment::{
        AgentBookingView, AppointmentPage, AppointmentsView, BookingSettingsView, ServiceView, SlotsView,
    },
    area::Area,
    audit::{ActivityView, AuditView},
    call::{CallPage, CallsView, FiguresView, RetentionView},
    contact::{ContactImportView, ContactPage, ContactsView},
    factor::{FactorsView, SecondStepView},
    feature::{Door, Feature},
    health::HealthView,
    integrations::{AccountNumbers, IntegrationsView},
    invitation::InvitationsView,
    link::LinkView,
    managed::{BuyView, FindView, ReleaseView, SwitchView},
    notification::{NotificationSettingsView, NotificationsView},
    number::{NumberPage, NumberSource, NumberView, NumbersPage},
    operation::{OperationList, OperationPage},
    phone::E164,
    problem::{Problem, ProblemKind},
    provider::{Provider, twilio, vapi},
    readiness::ReadinessView,
    removal::{DeleteAgentView, DisconnectView, RemoveNumberView},
    role::Permission,
    sandbox::Snapshot,
    team::{MemberPage, OrgsView, TeamView},
    tenant::{PlatformLogView, PlatformView, TenantAuditView, TenantView, TenantsView},
    trial::TrialView,
    way_in::WayInView,
    webhook::{DeliveriesView, DeliveryPage, WebhookView, WebhooksView},
};

/// The state of the simulators, and the state that AVA knows beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxView {
    pub now: i64,
    pub snapshot: Snapshot,
    /// The numbers that can be called at the simulators: [`Snapshot::numbers`].
    pub there: Vec<E164>,
    pub numbers: Vec<NumberView>,
    pub agents: Vec<SandboxAgent>,
    /// The address of a program that takes webhooks.
    pub receiver: Option<String>,
}

/// The part of an agent that is shown beside its assistant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxAgent {
    pub name: String,
    pub sync: SyncState,
    pub vapi_assistant_id: Option<String>,
}

impl From<AgentView> for SandboxAgent {
    fn from(agent: AgentView) -> Self {
        let AgentView { spec, sync, vapi_assistant_id, .. } = agent;
        Self { name: spec.name, sync, vapi_assistant_id }
    }
}

/// The content of one [`Page`], read by the pages of one area.
pub trait Part: Sized {
    const PAGE: Page;

    /// `None` for the view of another page.
    fn of(view: &View) -> Option<&Self>;
}

/// The request for a part, read from the `id`.
pub trait Asked: Sized {
    /// Fails if `id` can mean nothing.
    fn asked(id: &str) -> Result<Self, Problem>;
}

impl Asked for Provider {
    fn asked(id: &str) -> Result<Self, Problem> {
        Self::from_code(id).ok_or_else(|| ProblemKind::NotFound.into())
    }
}

impl Asked for NumberSource {
    fn asked(id: &str) -> Result<Self, Problem> {
        Self::from_code(id).ok_or_else(|| ProblemKind::NotFound.into())
    }
}

/// The query of the page.
impl Asked for Address {
    fn asked(id: &str) -> Result<Self, Problem> {
        Ok(Self::new("/", id))
    }
}

/// Stands for all areas where the number of one is asked for.
pub const EVERY_AREA: u8 = u8::MAX;

/// Reads the content of a part; `None` if it is none, or of a part that the reader does not have.
pub type Decode = fn(Page, &[u8]) -> Option<View>;

/// The reader of the area that a browser has loaded; a server reads them all.
#[cfg(not(feature = "ssr"))]
static DECODE: OnceLock<Decode> = OnceLock::new();

/// Says with what this browser reads views, once.
#[cfg(not(feature = "ssr"))]
pub fn set_decode(decode: Decode) {
    DECODE.get_or_init(|| decode);
}

/// A view travels as its page and, in bytes of their own, its content, so that a build for the browser
/// links what reads the parts of its area and no other. For people, it is written out.
impl Serialize for View {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() {
            return self.write_out(to);
        }
        let content = self.encode().map_err(S::Error::custom)?;
        (self.page(), content).serialize(to)
    }
}

impl<'de> Deserialize<'de> for View {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (page, content) = <(Page, &[u8])>::deserialize(from)?;
        #[cfg(feature = "ssr")]
        let decode = Some(View::decode::<EVERY_AREA> as Decode);
        #[cfg(not(feature = "ssr"))]
        let decode = DECODE.get();
        decode
            .and_then(|decode| decode(page, content))
            .ok_or_else(|| D::Error::custom("a view of another area"))
    }
}

/// The people who may read a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Nobody has to sign in.
    Everybody,
    /// The people of an organisation who have the permission read what is its.
    Members(Permission),
    /// For anybody else, the part does not exist.
    PlatformAdmins,
}

impl Audience {
    /// The permission that it takes, where it takes one.
    pub const fn permission(self) -> Option<Permission> {
        match self {
            Self::Members(permission) => Some(permission),
            Self::Everybody | Self::PlatformAdmins => None,
        }
    }
}

macro_rules! views {
    (@audience Everybody) => { Audience::Everybody };
    (@audience PlatformAdmins) => { Audience::PlatformAdmins };
    (@audience $permission:ident) => { Audience::Members(Permission::$permission) };
    ($($area:ident: {
        $($name:ident($part:ty $(, $also:ident)?) for $permission:ident $(of $feature:expr)?),+ $(,)?
    })+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Page {
            $($($name),+),+
        }

        impl Page {
            pub const ALL: &[Page] = &[$($(Page::$name),+),+];

            pub const fn audience(self) -> Audience {
                match self {
                    $($(Page::$name => views!(@audience $permission)),+),+
                }
            }

            /// The condition on which `permission` lets people read it: the feature that it is of.
            pub fn door(self, permission: Permission) -> Door {
                let door = Door::from(permission);
                match self {
                    $($(Page::$name => door$(.and($feature))?),+),+
                }
            }

            /// The areas whose pages show it.
            const fn areas(self) -> &'static [Area] {
                match self {
                    $($(Page::$name => &[Area::$area $(, Area::$also)?]),+),+
                }
            }

            /// Whether pages of the area show it.
            pub const fn is_in(self, area: Area) -> bool {
                let (areas, mut at) = (self.areas(), 0);
                while at < areas.len() {
                    if areas[at] as u8 == area as u8 {
                        return true;
                    }
                    at += 1;
                }
                false
            }

            /// The code of the page, the same text as on the wire.
            pub const fn code(self) -> &'static str {
                match self {
                    $($(Page::$name => stringify!($name)),+),+
                }
            }
        }

        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum View {
            $($($name(Box<$part>)),+),+
        }

        impl View {
            fn page(&self) -> Page {
                match self {
                    $($(Self::$name(_) => Page::$name),+),+
                }
            }

            fn encode(&self) -> postcard::Result<Vec<u8>> {
                match self {
                    $($(Self::$name(part) => postcard::to_allocvec(part)),+),+
                }
            }

            fn write_out<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $($(Self::$name(part) => {
                        to.serialize_newtype_variant("View", self.page() as u32, self.page().code(), part)
                    }),+),+
                }
            }

            /// Reads the parts of the area whose number is `AREA`, and links the code of no other; those of
            /// all of them for [`EVERY_AREA`].
            pub fn decode<const AREA: u8>(page: Page, content: &[u8]) -> Option<Self> {
                match page {
                    $($(Page::$name => if const {
                        AREA == EVERY_AREA || Page::$name.is_in(Area::ALL[AREA as usize])
                    } {
                        postcard::from_bytes::<$part>(content).ok().map(Self::from)
                    } else {
                        None
                    }),+),+
                }
            }
        }

        $($(
            impl Part for $part {
                const PAGE: Page = Page::$name;

                fn of(view: &View) -> Option<&Self> {
                    match view {
                        View::$name(part) => Some(part),
                        _ => None,
                    }
                }
            }

            impl From<$part> for View {
                fn from(part: $part) -> Self {
                    View::$name(Box::new(part))
                }
            }
        )+)+
    };
}

// A row for each part: its content, a second area that shows it, the permission that it takes to
// read it, or `Everybody` or `PlatformAdmins`, and the feature that it is of, which it is not read without.
views! {
    Integrations: {
        Integrations(IntegrationsView, Providers) for Read,
    }
    Start: {
        SecondStep(SecondStepView) for Everybody,
        Link(LinkView) for Everybody,
    }
    Providers: {
        AccountNumbers(AccountNumbers) for ManageIntegrations of twilio::PROVIDER,
        WayIn(WayInView) for ManageIntegrations of vapi::PROVIDER,
    }
    Removals: {
        Disconnect(DisconnectView) for ManageKeys,
        RemoveNumber(RemoveNumberView) for ManageIntegrations,
        ReleaseNumber(ReleaseView) for ManageIntegrations,
        SwitchNumbers(SwitchView) for ManageIntegrations,
    }
    Operations: {
        Operation(OperationPage) for Read,
        Operations(OperationList) for Read,
        Sandbox(SandboxView) for Read,
    }
    Health: {
        Health(HealthView) for Read,
        Notifications(NotificationsView) for Read,
        Readiness(ReadinessView) for Read,
    }
    Account: {
        Account(AccountView) for Own,
        Factors(FactorsView) for Own,
        PersonalTokens(PersonalTokensView) for Own,
        NotificationSettings(NotificationSettingsView) for Own,
        Activity(ActivityView) for Read,
        Orgs(OrgsView) for Own,
    }
    People: {
        ServiceTokens(ServiceTokensView) for ManageTeam,
        Team(TeamView) for Read,
        Member(MemberPage) for Read,
        Invitations(InvitationsView) for ManageTeam,
        Audit(AuditView) for ReadAudit,
    }
    Webhooks: {
        Webhooks(WebhooksView) for ManageKeys,
        Webhook(WebhookView) for ManageKeys,
        Deliveries(DeliveriesView) for ManageKeys,
        Delivery(DeliveryPage) for ManageKeys,
    }
    Admin: {
        Platform(PlatformView) for PlatformAdmins,
        Tenants(TenantsView) for PlatformAdmins,
        Tenant(TenantView) for PlatformAdmins,
        TenantAudit(TenantAuditView) for PlatformAdmins,
        PlatformLog(PlatformLogView) for PlatformAdmins,
    }
    Agents: {
        Agents(AgentsView) for Read,
        Agent(AgentPageView) for Read,
        DeleteAgent(DeleteAgentView) for ManageAgents,
        Conflict(ConflictView) for ManageAgents of vapi::PROVIDER,
        Trial(TrialView) for ManageAgents of vapi::PROVIDER,
    }
    Numbers: {
        Numbers(NumbersPage) for Read,
        Number(NumberPage) for Read,
        FindNumbers(FindView) for ManageIntegrations of Feature::ManagedNumbers,
        BuyNumber(BuyView) for ManageIntegrations of Feature::ManagedNumbers,
    }
    Calls: {
        Calls(CallsView) for Read,
        Call(CallPage) for Read,
        CallFigures(FiguresView) for Read,
        CallRetention(RetentionView) for ManageKeys,
    }
    Appointments: {
        Appointments(AppointmentsView) for Read,
        Appointment(AppointmentPage) for Read,
        Slots(SlotsView) for ManageAppointments,
        BookingSettings(BookingSettingsView) for Read,
        AgentBooking(AgentBookingView) for ManageAppointments,
        Service(ServiceView) for ManageAppointments,
    }
    Contacts: {
        Contacts(ContactsView) for Read,
        Contact(ContactPage) for Read,
        ContactImport(ContactImportView) for ManageAppointments,
    }
}
