//! The match of an address with a page.

use super::{
    loaded::routes,
    table::{Access, Route},
};
#[cfg(feature = "ssr")]
use crate::domain::view::Page;
use crate::{
    app::paths,
    domain::{account::Viewer, address::Address, area::Area},
};

/// The kind of person who looks for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ViewerKind {
    /// Nobody is signed in, so that it is not known yet.
    Visitor,
    Person,
    PlatformAdmin,
}

impl ViewerKind {
    pub fn of(viewer: Option<&Viewer>) -> Self {
        match viewer {
            None => Self::Visitor,
            Some(Viewer { platform_admin: true, .. }) => Self::PlatformAdmin,
            Some(_) => Self::Person,
        }
    }

    /// Whether the row exists for them.
    fn finds(self, route: &Route) -> bool {
        self != Self::Person || route.access != Access::PlatformAdmins
    }
}

#[derive(Clone, PartialEq)]
pub(super) struct RouteMatch {
    /// The page's row; for an address without a page, the area that it stands under.
    pub route: Result<&'static Route, Area>,
    /// The part of the path in the place of `{id}`.
    pub id: String,
}

impl RouteMatch {
    pub(super) fn at(address: &Address, standing: ViewerKind) -> Self {
        let segments = address.segments();
        let fits = |route: &'static Route| Some((route, id_in(route.path, &segments)?));
        match routes().iter().filter(|route| standing.finds(route)).find_map(fits) {
            Some((route, id)) => Self { route: Ok(route), id },
            None => Self { route: Err(nowhere(address, standing)), id: String::new() },
        }
    }

    fn area(&self) -> Area {
        self.route.map_or_else(|area| area, |route| route.area)
    }

    /// Whether only signed-in people see it.
    pub(super) fn behind_the_door(&self) -> bool {
        match self.route {
            Ok(route) => route.access != Access::Everybody,
            Err(area) => area != Area::Start,
        }
    }

    /// Whether it is drawn also where the organisation is suspended.
    pub(super) fn outlasts_suspension(&self) -> bool {
        self.route.is_ok_and(|route| matches!(route.access, Access::Oneself | Access::PlatformAdmins))
    }
}

/// The part of `segments` in the place of `{id}`; empty if `path` has none, and `None` if
/// they do not fit it.
fn id_in(path: &str, segments: &[&str]) -> Option<String> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let mut id = "";
    for segment in segments {
        match parts.next()? {
            paths::ID => id = segment,
            part if part != *segment => return None,
            _ => {}
        }
    }
    parts.next().is_none().then(|| id.to_owned())
}

/// An address that leads nowhere is of the area whose entry it stands under.
fn nowhere(address: &Address, standing: ViewerKind) -> Area {
    let above = |route: &&Route| {
        route.entry.is_some() && standing.finds(route) && stands_under(&address.path, route.path)
    };
    routes().iter().find(above).map_or(Area::Start, |route| route.area)
}

/// The area whose code a browser needs for an address.
pub fn area_of(address: &Address, standing: ViewerKind) -> Area {
    RouteMatch::at(address, standing).area()
}

/// Whether a page is at `address`, for this visitor or another.
#[cfg(feature = "ssr")]
pub fn is_page(address: &Address) -> bool {
    RouteMatch::at(address, ViewerKind::PlatformAdmin).route.is_ok()
}

/// Whether the row of the page at `address` reads `part`.
#[cfg(feature = "ssr")]
pub fn reads(address: &Address, part: Page) -> bool {
    RouteMatch::at(address, ViewerKind::PlatformAdmin).route.is_ok_and(|route| route.reads.contains(&part))
}

/// The path of each row, with `{id}` for any one part.
#[cfg(feature = "ssr")]
pub fn paths() -> impl Iterator<Item = &'static str> {
    routes().iter().map(|route| route.path)
}

/// Whether `path` is that of `route_match`, or of a page below it.
pub fn stands_under(path: &str, route_match: &str) -> bool {
    path.strip_prefix(route_match).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> RouteMatch {
        RouteMatch::at(&Address::read(text), ViewerKind::Person)
    }

    #[test]
    fn addresses_lead_to_their_pages() {
        for (text, area, path, id) in [
            ("/", Area::Start, "/", ""),
            ("/login?next=/dashboard", Area::Start, "/login", ""),
            ("/dashboard/", Area::Start, "/dashboard", ""),
            (
                "/dashboard/integrations/vapi/disconnect",
                Area::Removals,
                "/dashboard/integrations/{id}/disconnect",
                "vapi",
            ),
            ("/dashboard/operations/7", Area::Operations, "/dashboard/operations/{id}", "7"),
            ("/sandbox", Area::Operations, "/sandbox", ""),
            ("/dashboard/agents/new", Area::Agents, "/dashboard/agents/new", ""),
            ("/dashboard/agents/7", Area::Agents, "/dashboard/agents/{id}", "7"),
            ("/dashboard/agents/7/delete", Area::Agents, "/dashboard/agents/{id}/delete", "7"),
            ("/dashboard/numbers?show=ready", Area::Numbers, "/dashboard/numbers", ""),
            ("/dashboard/numbers/7/remove", Area::Removals, "/dashboard/numbers/{id}/remove", "7"),
            ("/dashboard/numbers/buy?country=FR", Area::Numbers, "/dashboard/numbers/buy", ""),
            (
                "/dashboard/numbers/buy/confirm?number=14155550142",
                Area::Numbers,
                "/dashboard/numbers/buy/confirm",
                "",
            ),
            ("/dashboard/numbers/7/release", Area::Removals, "/dashboard/numbers/{id}/release", "7"),
            (
                "/dashboard/integrations/twilio/switch?to=byo",
                Area::Removals,
                "/dashboard/integrations/twilio/switch",
                "",
            ),
        ] {
            let route_match = at(text);
            assert_eq!(route_match.route.map(|route| route.path), Ok(path), "{text}");
            assert_eq!((route_match.area(), route_match.id.as_str()), (area, id), "{text}");
        }
        for (text, area) in [
            ("//dashboard", Area::Start),
            ("/sandbox/x", Area::Operations),
            ("/dashboard/agents/7/x", Area::Agents),
        ] {
            assert_eq!(at(text).route.map(|route| route.path), Err(area), "{text}");
        }
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

    #[test]
    fn an_address_is_of_one_area() {
        let of = |text| area_of(&Address::read(text), ViewerKind::Person);
        for text in ["/", "/login?next=/dashboard/agents"] {
            assert_eq!(of(text), Area::Start, "{text}");
        }
        assert_eq!(of("/dashboard/integrations"), Area::Integrations);
        for text in ["/dashboard/account", "/dashboard/account/activity"] {
            assert_eq!(of(text), Area::Account, "{text}");
        }
        for text in ["/dashboard/team", "/dashboard/audit"] {
            assert_eq!(of(text), Area::People, "{text}");
        }
        for text in ["/dashboard/agents", "/dashboard/agents/", "/dashboard/agents/7/try?x=y"] {
            assert_eq!(of(text), Area::Agents, "{text}");
        }
        for text in ["/dashboard/numbers", "/dashboard/numbers/7?x=y", "/dashboard/numbers/7/x"] {
            assert_eq!(of(text), Area::Numbers, "{text}");
        }
        for text in ["/dashboard/operations/7", "/dashboard/operations/7/x", "/sandbox"] {
            assert_eq!(of(text), Area::Operations, "{text}");
        }
        assert_eq!(of("/dashboard/agents-old"), Area::Start);
    }

    #[test]
    fn a_place_is_current_on_its_own_pages_only() {
        assert!(stands_under("/dashboard/agents", "/dashboard/agents"));
        assert!(stands_under("/dashboard/agents/new", "/dashboard/agents"));
        assert!(!stands_under("/dashboard/agents-old", "/dashboard/agents"));
        assert!(!stands_under("/dashboard", "/dashboard/agents"));
    }
}
