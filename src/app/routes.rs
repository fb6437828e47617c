//! The site map. Every page is rendered whole before it is sent, so it is
//! complete, with its status, without JavaScript.

use leptos::prelude::*;

use super::{
    account::AccountPage,
    address::{Redirect, use_address},
    agents::{AgentPage, AgentsPage, NewAgentPage},
    auth::{LoginPage, SignUpPage},
    errors::NotFoundPage,
    integrations::{IntegrationsPage, ProviderPage},
    layout::SignedIn,
    operations::{OperationPage, OperationsPage},
    page_context::use_viewer,
    sandbox::SandboxPage,
};
use crate::domain::{address::Address, auth_forms::HOME};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    LogIn,
    SignUp,
    /// No page of its own: leads to the first one that there is to see.
    Start,
    SignedIn(Room),
    Nowhere,
}

/// A place behind the door of [`SignedIn`].
#[derive(Clone, Debug, PartialEq, Eq)]
enum Room {
    Start,
    Integrations,
    Provider(String),
    Agents,
    NewAgent,
    Agent(String),
    Operations,
    Operation(String),
    Account,
    Sandbox,
}

impl Place {
    fn at(address: &Address) -> Self {
        let room = match address.segments()[..] {
            [] => return Place::Start,
            ["login"] => return Place::LogIn,
            ["signup"] => return Place::SignUp,
            ["dashboard"] => Room::Start,
            ["dashboard", "integrations"] => Room::Integrations,
            ["dashboard", "integrations", provider] => Room::Provider(provider.to_owned()),
            ["dashboard", "agents"] => Room::Agents,
            ["dashboard", "agents", "new"] => Room::NewAgent,
            ["dashboard", "agents", id] => Room::Agent(id.to_owned()),
            ["dashboard", "operations"] => Room::Operations,
            ["dashboard", "operations", id] => Room::Operation(id.to_owned()),
            ["dashboard", "account"] => Room::Account,
            ["sandbox"] => Room::Sandbox,
            _ => return Place::Nowhere,
        };
        Place::SignedIn(room)
    }

    fn room(&self) -> Option<Room> {
        match self {
            Place::SignedIn(room) => Some(room.clone()),
            _ => None,
        }
    }
}

/// The frame around the rooms stays when the room changes, and the page stays
/// when only the query does.
#[component]
pub fn SiteMap() -> impl IntoView {
    let address = use_address();
    let place = Memo::new(move |_| address.with(Place::at));
    let room = Memo::new(move |_| place.with(Place::room));
    let outside = Memo::new(move |_| place.with(|place| place.room().is_none().then(|| place.clone())));
    view! {
        {move || match outside.get() {
            Some(place) => untrack(|| page(place)),
            None => untrack(|| view! { <SignedIn>{in_room(room)}</SignedIn> }.into_any()),
        }}
    }
    .into_any()
}

fn in_room(room: Memo<Option<Room>>) -> AnyView {
    view! { {move || room.get().map(|room| untrack(|| room_page(room)))} }.into_any()
}

fn page(place: Place) -> AnyView {
    match place {
        Place::LogIn => view! { <LoginPage/> }.into_any(),
        Place::SignUp => view! { <SignUpPage/> }.into_any(),
        Place::Start | Place::SignedIn(_) => start(),
        Place::Nowhere => view! { <NotFoundPage/> }.into_any(),
    }
}

fn room_page(room: Room) -> AnyView {
    match room {
        Room::Start => start(),
        Room::Integrations => view! { <IntegrationsPage/> }.into_any(),
        Room::Provider(code) => view! { <ProviderPage code=code/> }.into_any(),
        Room::Agents => view! { <AgentsPage/> }.into_any(),
        Room::NewAgent => view! { <NewAgentPage/> }.into_any(),
        Room::Agent(id) => view! { <AgentPage id=id/> }.into_any(),
        Room::Operations => view! { <OperationsPage/> }.into_any(),
        Room::Operation(id) => view! { <OperationPage id=id/> }.into_any(),
        Room::Account => view! { <AccountPage/> }.into_any(),
        Room::Sandbox => view! { <SandboxPage/> }.into_any(),
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
        assert_eq!(at("/dashboard/"), Place::SignedIn(Room::Start));
        assert_eq!(at("/dashboard/agents/new"), Place::SignedIn(Room::NewAgent));
        assert_eq!(at("/dashboard/agents/7"), Place::SignedIn(Room::Agent("7".to_owned())));
        assert_eq!(at("/dashboard/agents/7/x"), Place::Nowhere);
        assert_eq!(at("//dashboard"), Place::Nowhere);
    }
}
