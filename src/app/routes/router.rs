//! What is drawn where an address leads, and what stays when it changes.

use leptos::prelude::*;

use super::place::Place;
use crate::{
    app::{
        address::use_address,
        errors::{NotFound, NotFoundPage},
        layout::SignedIn,
        read::nothing,
        ui::page::Page,
    },
    domain::area::Area,
};

/// The frame behind the door stays when the page changes, and the page stays
/// when only the query does.
#[component]
pub fn Router() -> impl IntoView {
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
    match place.route {
        Ok(route) => route.draw(place.id),
        // Only one area has what a visitor sees.
        Err(Area::Start) if const { Area::Start.is_here() } => view! { <NotFoundPage/> }.into_any(),
        Err(Area::Start) => nothing(),
        Err(_) => view! { <Page><NotFound/></Page> }.into_any(),
    }
}
