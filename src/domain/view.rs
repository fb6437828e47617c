//! What pages read: each asks for one [`Page`] and gets the [`View`] of the
//! same name.

use serde::{Deserialize, Serialize};

use super::{
    account::AccountView,
    agent::{AgentPageView, AgentView, AgentsView, ConflictView},
    area,
    integrations::{AccountNumbers, IntegrationsView},
    managed::{BuyView, FindView, ReleaseView, SwitchView},
    number::{NumberPage, NumbersPage},
    operation::{OperationList, OperationPage},
    release::{DeleteAgentView, DisconnectView, RemoveNumberView},
    sandbox::Snapshot,
};

/// What the simulators hold, and what AVA believes beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxView {
    pub snapshot: Snapshot,
    pub integrations: IntegrationsView,
    pub agents: Vec<AgentView>,
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
        Sandbox(SandboxView),
    }
}
