//! The pages of [`Area::Start`](crate::domain::area::Area::Start).

use leptos::prelude::*;

use crate::{
    app::{
        account::AccountPage,
        address::Redirect,
        auth::{LoginPage, SignUpPage},
        integrations::{DisconnectPage, IntegrationsPage, ProviderPage},
        operations::{OperationPage, OperationsPage},
        page_context::use_viewer,
        sandbox::SandboxPage,
    },
    domain::auth_forms::HOME,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum StartPlace {
    /// No page of its own: leads to the first one that there is to see.
    First,
    LogIn,
    SignUp,
    Dashboard,
    Integrations,
    Provider(String),
    Disconnect(String),
    Operations,
    Operation(String),
    Account,
    Sandbox,
}

impl StartPlace {
    pub(super) fn at(segments: &[&str]) -> Option<Self> {
        Some(match *segments {
            [] => Self::First,
            ["login"] => Self::LogIn,
            ["signup"] => Self::SignUp,
            ["dashboard"] => Self::Dashboard,
            ["dashboard", "integrations"] => Self::Integrations,
            ["dashboard", "integrations", provider] => Self::Provider(provider.to_owned()),
            ["dashboard", "integrations", provider, "disconnect"] => Self::Disconnect(provider.to_owned()),
            ["dashboard", "operations"] => Self::Operations,
            ["dashboard", "operations", id] => Self::Operation(id.to_owned()),
            ["dashboard", "account"] => Self::Account,
            ["sandbox"] => Self::Sandbox,
            _ => return None,
        })
    }

    pub(super) fn behind_the_door(&self) -> bool {
        !matches!(self, Self::First | Self::LogIn | Self::SignUp)
    }

    pub(super) fn page(self) -> AnyView {
        match self {
            Self::First | Self::Dashboard => first(),
            Self::LogIn => view! { <LoginPage/> }.into_any(),
            Self::SignUp => view! { <SignUpPage/> }.into_any(),
            Self::Integrations => view! { <IntegrationsPage/> }.into_any(),
            Self::Provider(code) => view! { <ProviderPage code=code/> }.into_any(),
            Self::Disconnect(code) => view! { <DisconnectPage code=code/> }.into_any(),
            Self::Operations => view! { <OperationsPage/> }.into_any(),
            Self::Operation(id) => view! { <OperationPage id=id/> }.into_any(),
            Self::Account => view! { <AccountPage/> }.into_any(),
            Self::Sandbox => view! { <SandboxPage/> }.into_any(),
        }
    }
}

fn first() -> AnyView {
    let first = if use_viewer().is_some() { HOME } else { "/login" };
    view! { <Redirect path=first/> }.into_any()
}
