//! The site map. Every page is rendered whole before it is sent, so it is
//! complete, with its status, without JavaScript.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Redirect, Route, Routes},
    path,
};

use super::{
    account::AccountPage,
    agents::{AgentPage, AgentsPage, NewAgentPage},
    auth::{LoginPage, SignUpPage},
    errors::NotFoundPage,
    integrations::{IntegrationsPage, ProviderPage},
    layout::SignedIn,
    operations::{OperationPage, OperationsPage},
    page_context::use_viewer,
    sandbox::SandboxPage,
};
use crate::domain::auth_forms::HOME;

#[component]
pub fn SiteMap() -> impl IntoView {
    const WHOLE: SsrMode = SsrMode::Async;
    view! {
        <Routes fallback=NotFoundPage>
            <Route path=path!("/") view=Start ssr=WHOLE/>
            <Route path=path!("/login") view=LoginPage ssr=WHOLE/>
            <Route path=path!("/signup") view=SignUpPage ssr=WHOLE/>
            <ParentRoute path=path!("/dashboard") view=SignedIn ssr=WHOLE>
                <Route path=path!("") view=Start ssr=WHOLE/>
                <Route path=path!("/integrations") view=IntegrationsPage ssr=WHOLE/>
                <Route path=path!("/integrations/:provider") view=ProviderPage ssr=WHOLE/>
                <Route path=path!("/agents") view=AgentsPage ssr=WHOLE/>
                <Route path=path!("/agents/new") view=NewAgentPage ssr=WHOLE/>
                <Route path=path!("/agents/:id") view=AgentPage ssr=WHOLE/>
                <Route path=path!("/operations") view=OperationsPage ssr=WHOLE/>
                <Route path=path!("/operations/:id") view=OperationPage ssr=WHOLE/>
                <Route path=path!("/account") view=AccountPage ssr=WHOLE/>
            </ParentRoute>
            <ParentRoute path=path!("/sandbox") view=SignedIn ssr=WHOLE>
                <Route path=path!("") view=SandboxPage ssr=WHOLE/>
            </ParentRoute>
        </Routes>
    }
}

/// No page of its own: leads to the first one that there is to see.
#[component]
fn Start() -> impl IntoView {
    let first = if use_viewer().is_some() { HOME } else { "/login" };
    view! { <Redirect path=first/> }
}
