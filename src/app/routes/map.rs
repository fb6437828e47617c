//! Which page an address leads to, and what stays when it changes.

use leptos::prelude::*;

use super::{agents::AgentsPlace, start::StartPlace};
use crate::{
    app::{
        address::use_address,
        errors::{NotFound, NotFoundPage},
        layout::SignedIn,
        read::nothing,
        ui::page::Page,
    },
    domain::{address::Address, area::Area},
};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Nowhere(Area),
    Start(StartPlace),
    Agents(AgentsPlace),
}

impl Place {
    fn at(address: &Address) -> Self {
        let segments = address.segments();
        let area = Area::of(address);
        let place = match area {
            Area::Start => StartPlace::at(&segments).map(Place::Start),
            Area::Agents => AgentsPlace::at(&segments).map(Place::Agents),
        };
        place.unwrap_or(Place::Nowhere(area))
    }

    /// Whether it is only for who is signed in.
    fn behind_the_door(&self) -> bool {
        match self {
            Place::Nowhere(area) => *area != Area::Start,
            Place::Start(place) => place.behind_the_door(),
            Place::Agents(_) => true,
        }
    }
}

/// Whether a page is at `address`, for this visitor or another.
#[cfg(feature = "ssr")]
pub fn is_page(address: &Address) -> bool {
    !matches!(Place::at(address), Place::Nowhere(_))
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
        // Only one area has what a visitor sees.
        Place::Nowhere(Area::Start) if const { Area::Start.is_here() } => {
            view! { <NotFoundPage/> }.into_any()
        }
        Place::Nowhere(Area::Agents) => view! { <Page><NotFound/></Page> }.into_any(),
        Place::Start(place) if const { Area::Start.is_here() } => place.page(),
        Place::Agents(place) if const { Area::Agents.is_here() } => place.page(),
        // A browser is loading that page, and what it needs.
        Place::Nowhere(_) | Place::Start(_) | Place::Agents(_) => nothing(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Place {
        Place::at(&Address::read(text))
    }

    #[test]
    fn addresses_lead_to_their_pages() {
        let provider = || "vapi".to_owned();
        let id = || "7".to_owned();
        for (text, place) in [
            ("/", StartPlace::First),
            ("/login?next=/dashboard", StartPlace::LogIn),
            ("/dashboard/", StartPlace::Dashboard),
            ("/dashboard/integrations/vapi/disconnect", StartPlace::Disconnect(provider())),
            ("/dashboard/operations/7", StartPlace::Operation(id())),
            ("/sandbox", StartPlace::Sandbox),
        ] {
            assert_eq!(at(text), Place::Start(place), "{text}");
        }
        for (text, place) in [
            ("/dashboard/agents/new", AgentsPlace::NewAgent),
            ("/dashboard/agents/7", AgentsPlace::Agent(id())),
            ("/dashboard/agents/7/delete", AgentsPlace::DeleteAgent(id())),
            ("/dashboard/numbers?show=ready", AgentsPlace::Numbers),
            ("/dashboard/numbers/7/remove", AgentsPlace::RemoveNumber(id())),
            ("/dashboard/numbers/buy?country=FR", AgentsPlace::FindNumber),
            ("/dashboard/numbers/buy/confirm?number=14155550142", AgentsPlace::BuyNumber),
            ("/dashboard/numbers/7/release", AgentsPlace::ReleaseNumber(id())),
            ("/dashboard/integrations/twilio/switch?to=byo", AgentsPlace::SwitchNumbers),
        ] {
            assert_eq!(at(text), Place::Agents(place), "{text}");
        }
        for text in ["//dashboard", "/sandbox/x"] {
            assert_eq!(at(text), Place::Nowhere(Area::Start), "{text}");
        }
        assert_eq!(at("/dashboard/agents/7/x"), Place::Nowhere(Area::Agents));
    }

    #[test]
    fn only_the_way_in_is_open_to_visitors() {
        for text in ["/", "/login", "/signup", "/no/such/page"] {
            assert!(!at(text).behind_the_door(), "{text}");
        }
        for text in [
            "/dashboard",
            "/dashboard/integrations",
            "/dashboard/agents",
            "/dashboard/agents/7/x",
            "/sandbox",
        ] {
            assert!(at(text).behind_the_door(), "{text}");
        }
    }
}
