//! What pages read: each asks for one [`Page`] and gets the [`View`] of the
//! same name.

use serde::{Deserialize, Serialize};

use super::{
    account::AccountView,
    agent::{AgentPageView, AgentView, AgentsView, ConflictView, SyncState},
    area,
    integrations::{AccountNumbers, IntegrationsView},
    managed::{BuyView, FindView, ReleaseView, SwitchView},
    number::{NumberPage, NumberView, NumbersPage},
    operation::{OperationList, OperationPage},
    phone::E164,
    release::{DeleteAgentView, DisconnectView, RemoveNumberView},
    sandbox::Snapshot,
};

/// What the simulators hold, and what AVA believes beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxView {
    pub now: i64,
    pub snapshot: Snapshot,
    /// Those that can be called at the simulators: [`Snapshot::numbers`].
    pub there: Vec<E164>,
    pub numbers: Vec<NumberView>,
    pub agents: Vec<SandboxAgent>,
}

/// As much of an agent as stands beside its assistant.
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

    /// None for the view of another page.
    fn of(view: &View) -> Option<&Self>;
}

macro_rules! views {
    ($($area:literal: { $($name:ident($part:ty)),+ $(,)? })+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Page {
            $($($name),+),+
        }

        impl Page {
            /// The same text as on the wire.
            pub const fn code(self) -> &'static str {
                match self {
                    $($(Page::$name => stringify!($name)),+),+
                }
            }
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum View {
            $($(#[serde(deserialize_with = $area)] $name(Box<$part>)),+),+
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

views! {
    "area::start": {
        Integrations(IntegrationsView),
        AccountNumbers(AccountNumbers),
        Disconnect(DisconnectView),
        Operation(OperationPage),
        Operations(OperationList),
        Account(AccountView),
        Sandbox(SandboxView),
    }
    "area::agents": {
        Agents(AgentsView),
        Agent(AgentPageView),
        DeleteAgent(DeleteAgentView),
        Conflict(ConflictView),
        Numbers(NumbersPage),
        Number(NumberPage),
        RemoveNumber(RemoveNumberView),
        FindNumbers(FindView),
        BuyNumber(BuyView),
        ReleaseNumber(ReleaseView),
        SwitchNumbers(SwitchView),
    }
}
