//! The site map. Every page is rendered whole before it is sent, so it is
//! complete, with its status, without JavaScript.

use leptos::prelude::*;

use super::{
    account::AccountPage,
    address::{Redirect, use_address},
    agents::{AgentPage, AgentsPage, ConflictPage, DeleteAgentPage, NewAgentPage},
    auth::{LoginPage, SignUpPage},
    errors::NotFoundPage,
    integrations::{DisconnectPage, IntegrationsPage, ProviderPage},
    layout::SignedIn,
    numbers::{
        BuyNumberPage, FindNumberPage, NumberPage, NumbersPage, ReleaseNumberPage, RemoveNumberPage,
        SwitchNumbersPage,
    },
    operations::{OperationPage, OperationsPage},
    page_context::use_viewer,
    sandbox::SandboxPage,
};
use crate::domain::{address::Address, auth_forms::HOME};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// No page of its own: leads to the first one that there is to see.
    Start,
    LogIn,
    SignUp,
    Nowhere,
    /// From here on behind the door of [`SignedIn`].
    Dashboard,
    Integrations,
    Provider(String),
    SwitchNumbers,
    Disconnect(String),
    Agents,
    NewAgent,
    Agent(String),
    DeleteAgent(String),
    Conflict(String),
    Numbers,
    FindNumber,
    BuyNumber,
    Number(String),
    RemoveNumber(String),
    ReleaseNumber(String),
    Operations,
    Operation(String),
    Account,
    Sandbox,
}

impl Place {
    fn at(address: &Address) -> Self {
        match address.segments()[..] {
            [] => Place::Start,
            ["login"] => Place::LogIn,
            ["signup"] => Place::SignUp,
            ["dashboard"] => Place::Dashboard,
            ["dashboard", "integrations"] => Place::Integrations,
            ["dashboard", "integrations", provider] => Place::Provider(provider.to_owned()),
            ["dashboard", "integrations", "twilio", "switch"] => Place::SwitchNumbers,
            ["dashboard", "integrations", provider, "disconnect"] => Place::Disconnect(provider.to_owned()),
            ["dashboard", "agents"] => Place::Agents,
            ["dashboard", "agents", "new"] => Place::NewAgent,
            ["dashboard", "agents", id] => Place::Agent(id.to_owned()),
            ["dashboard", "agents", id, "delete"] => Place::DeleteAgent(id.to_owned()),
            ["dashboard", "agents", id, "conflict"] => Place::Conflict(id.to_owned()),
            ["dashboard", "numbers"] => Place::Numbers,
            ["dashboard", "numbers", "buy"] => Place::FindNumber,
            ["dashboard", "numbers", "buy", "confirm"] => Place::BuyNumber,
            ["dashboard", "numbers", id] => Place::Number(id.to_owned()),
            ["dashboard", "numbers", id, "remove"] => Place::RemoveNumber(id.to_owned()),
            ["dashboard", "numbers", id, "release"] => Place::ReleaseNumber(id.to_owned()),
            ["dashboard", "operations"] => Place::Operations,
            ["dashboard", "operations", id] => Place::Operation(id.to_owned()),
            ["dashboard", "account"] => Place::Account,
            ["sandbox"] => Place::Sandbox,
            _ => Place::Nowhere,
        }
    }

    fn behind_the_door(&self) -> bool {
        !matches!(self, Place::Start | Place::LogIn | Place::SignUp | Place::Nowhere)
    }
}

/// The frame behind the door stays when the page changes, and the page stays
/// when only the query does.
#[component]
pub fn SiteMap() -> impl IntoView {
    let address = use_address();
    let place = move |inside: bool| {
        Memo::new(move |_| {
            let place = address.with(Place::at);
            (place.behind_the_door() == inside).then_some(place)
        })
    };
    let (outside, inside) = (place(false), place(true));
    view! {
        {move || match outside.get() {
            Some(place) => untrack(|| page(place)),
            None => untrack(|| framed(inside)),
        }}
    }
    .into_any()
}

fn framed(inside: Memo<Option<Place>>) -> AnyView {
    view! {
        <SignedIn>
            {move || inside.get().map(|place| untrack(|| page(place)))}
        </SignedIn>
    }
    .into_any()
}

fn page(place: Place) -> AnyView {
    match place {
        Place::Start | Place::Dashboard => start(),
        Place::LogIn => view! { <LoginPage/> }.into_any(),
        Place::SignUp => view! { <SignUpPage/> }.into_any(),
        Place::Nowhere => view! { <NotFoundPage/> }.into_any(),
        Place::Integrations => view! { <IntegrationsPage/> }.into_any(),
        Place::Provider(code) => view! { <ProviderPage code=code/> }.into_any(),
        Place::SwitchNumbers => view! { <SwitchNumbersPage/> }.into_any(),
        Place::Disconnect(code) => view! { <DisconnectPage code=code/> }.into_any(),
        Place::Agents => view! { <AgentsPage/> }.into_any(),
        Place::NewAgent => view! { <NewAgentPage/> }.into_any(),
        Place::Agent(id) => view! { <AgentPage id=id/> }.into_any(),
        Place::DeleteAgent(id) => view! { <DeleteAgentPage id=id/> }.into_any(),
        Place::Conflict(id) => view! { <ConflictPage id=id/> }.into_any(),
        Place::Numbers => view! { <NumbersPage/> }.into_any(),
        Place::FindNumber => view! { <FindNumberPage/> }.into_any(),
        Place::BuyNumber => view! { <BuyNumberPage/> }.into_any(),
        Place::Number(id) => view! { <NumberPage id=id/> }.into_any(),
        Place::RemoveNumber(id) => view! { <RemoveNumberPage id=id/> }.into_any(),
        Place::ReleaseNumber(id) => view! { <ReleaseNumberPage id=id/> }.into_any(),
        Place::Operations => view! { <OperationsPage/> }.into_any(),
        Place::Operation(id) => view! { <OperationPage id=id/> }.into_any(),
        Place::Account => view! { <AccountPage/> }.into_any(),
        Place::Sandbox => view! { <SandboxPage/> }.into_any(),
    }
}

fn start() -> AnyView {
    let first = if use_viewer().is_some() { HOME } else { "/login" };
    view! { <Redirect path=first/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_their_pages() {
        let at = |text| Place::at(&Address::read(text));
        assert_eq!(at("/"), Place::Start);
        assert_eq!(at("/login?next=/dashboard"), Place::LogIn);
        assert_eq!(at("/dashboard/"), Place::Dashboard);
        assert_eq!(at("/dashboard/agents/new"), Place::NewAgent);
        assert_eq!(at("/dashboard/agents/7"), Place::Agent("7".to_owned()));
        assert_eq!(at("/dashboard/agents/7/delete"), Place::DeleteAgent("7".to_owned()));
        assert_eq!(at("/dashboard/agents/7/x"), Place::Nowhere);
        assert_eq!(at("/dashboard/integrations/vapi/disconnect"), Place::Disconnect("vapi".to_owned()));
        assert_eq!(at("/dashboard/numbers?show=ready"), Place::Numbers);
        assert_eq!(at("/dashboard/numbers/7/remove"), Place::RemoveNumber("7".to_owned()));
        assert_eq!(at("/dashboard/numbers/buy?country=FR"), Place::FindNumber);
        assert_eq!(at("/dashboard/numbers/buy/confirm?number=14155550142"), Place::BuyNumber);
        assert_eq!(at("/dashboard/numbers/7/release"), Place::ReleaseNumber("7".to_owned()));
        assert_eq!(at("/dashboard/integrations/twilio/switch?to=byo"), Place::SwitchNumbers);
        assert_eq!(at("//dashboard"), Place::Nowhere);
    }
}
