//! Draws the page that an address leads to, and keeps what stays when the address changes.

use leptos::prelude::*;

use super::{loaded::not_found, route_match::RouteMatch, table::Access};
use crate::{
    app::{
        address::{use_address, use_viewer_kind},
        errors::{NotFound, ProblemView},
        layout::{FactorNeeded, Resting, SignedIn},
        page_context::use_viewer,
        ui::page::Page,
    },
    domain::{account::Viewer, area::Area, problem::ProblemKind},
};

/// The frame behind the door stays when the page changes, and the page stays
/// when only the query does.
#[component]
pub fn Router() -> impl IntoView {
    let address = use_address();
    let standing = use_viewer_kind();
    let route_match = move |inside: bool| {
        Memo::new(move |_| {
            let route_match = address.with(|address| RouteMatch::at(address, standing));
            (route_match.behind_the_door() == inside).then_some(route_match)
        })
    };
    let (outside, inside) = (route_match(false), route_match(true));
    view! {
        {move || match outside.get() {
            Some(route_match) => untrack(|| page(route_match)),
            None => untrack(|| framed(inside)),
        }}
    }
    .into_any()
}

fn framed(inside: Memo<Option<RouteMatch>>) -> AnyView {
    view! {
        <SignedIn>
            {move || inside.get().map(|route_match| untrack(|| page_at_work(route_match)))}
        </SignedIn>
    }
    .into_any()
}

/// Draws why there are none in place of the pages of an organisation that rests, and of one that asks for
/// a second factor.
fn page_at_work(route_match: RouteMatch) -> AnyView {
    let viewer = use_viewer().filter(|viewer| !viewer.is_at_work() && !route_match.outlasts_suspension());
    match viewer {
        Some(Viewer { rest: Some(rest), visit: None, .. }) => view! { <Resting rest=rest/> }.into_any(),
        Some(viewer) => view! { <FactorNeeded viewer=viewer/> }.into_any(),
        None => page(route_match),
    }
}

fn page(route_match: RouteMatch) -> AnyView {
    let visits = use_viewer().is_some_and(|viewer| viewer.visit.is_some());
    match route_match.route {
        // Also a page that reads nothing, whose form would only be refused.
        Ok(route) if visits && route.access == Access::PlatformAdmins => {
            view! { <Page><ProblemView problem=ProblemKind::NotForSupport.into()/></Page> }.into_any()
        }
        Ok(route) => route.draw(route_match.id),
        Err(Area::Start) => not_found(),
        Err(_) => view! { <Page><NotFound/></Page> }.into_any(),
    }
}
