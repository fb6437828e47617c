//! The places of the site, in the sidebar and on a phone's bar.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        address::{use_address, use_viewer_kind},
        auth::api::LogOut,
        i18n::{CommonTexts, Spoken, use_locale},
        page_context::{use_sandbox, use_viewer},
        paths::orgs_href,
        routes::{Entry, area_of, entries, stands_under},
        team::TeamTexts,
        tenants::{self, TenantsTexts},
        ui::{
            icon::Icon,
            nav::{NavButton, NavItem, Sidebar, TabBar, Who},
        },
    },
    domain::{account::Viewer, area::Area, auth_forms::HOME},
};

fn items() -> Vec<NavItem> {
    let (locale, address, sandbox) = (use_locale(), use_address(), use_sandbox());
    let (off, rights) = match use_viewer() {
        Some(viewer) => (viewer.off, Some(viewer.rights())),
        None => Default::default(),
    };
    let item = |Entry { path, icon, label, .. }: Entry| NavItem {
        href: path.to_owned(),
        label: label(locale).to_owned(),
        icon,
        current: Signal::derive(move || address.with(|address| is_at(&address.path, path))),
    };
    let platform = on_the_platform();
    let shown = |entry: &Entry| {
        entry.of_platform == platform
            && (sandbox || !entry.in_sandbox)
            && !(entry.off)(off)
            && rights.is_some_and(|rights| rights.may(entry.permission))
    };
    let places = entries().filter(shown).map(item);
    // Whoever acts for an organisation ends that first.
    let admin = |viewer: &Viewer| viewer.platform_admin && viewer.visit.is_none();
    let other = use_viewer().filter(admin).map(|viewer| NavItem {
        href: if platform { HOME.to_owned() } else { tenants::OVERVIEW.to_owned() },
        label: if platform { viewer.org_name } else { TenantsTexts::spoken(locale).platform.to_owned() },
        icon: if platform { Icon::Back } else { Icon::Shield },
        current: Signal::stored(false),
    });
    places.chain(other).collect()
}

/// Whether the page is one of the platform's, and not of an organisation. That lasts as long as the
/// page load: it is another area of the site.
pub fn on_the_platform() -> bool {
    use_address().with_untracked(|address| area_of(address, use_viewer_kind()) == Area::Admin)
}

/// Whether a page is that of the entry, or below it. All of the platform's are below its overview,
/// which has an entry of its own.
fn is_at(path: &str, entry: &str) -> bool {
    if entry == tenants::OVERVIEW { path.trim_end_matches('/') == entry } else { stands_under(path, entry) }
}

/// The first letters of the first two words.
fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

/// The organisation, with the way to another of the person's, and from there back to this page.
fn organisation(viewer: &Viewer, detail: &str) -> AnyView {
    let address = use_address();
    let href = Signal::derive(move || orgs_href(&address.with(ToString::to_string)));
    let spoken = (TeamTexts::spoken(use_locale()).switch_spoken)(&viewer.org_name);
    view! {
        <Who
            switch=(href, spoken)
            initials=initials(&viewer.org_name)
            name=viewer.org_name.clone()
            detail=detail
        />
    }
    .into_any()
}

/// Says whose data the pages show: the organisation's, or those of all of them.
fn whose(viewer: &Viewer, detail: &str) -> AnyView {
    if !on_the_platform() {
        return organisation(viewer, detail);
    }
    let t = TenantsTexts::spoken(use_locale());
    view! { <Who initials=initials(t.platform) name=t.platform detail=t.platform_detail/> }.into_any()
}

/// A plain form: signing out loads the sign-in page whole.
#[component]
fn SignOut() -> impl IntoView {
    view! {
        <form method="post" action=LogOut::PATH>
            <NavButton label=CommonTexts::spoken(use_locale()).sign_out icon=Icon::Logout/>
        </form>
    }
    .into_any()
}

#[component]
pub fn Side(viewer: Viewer) -> impl IntoView {
    let texts = CommonTexts::spoken(use_locale());
    let org = whose(&viewer, (texts.role)(viewer.role));
    let home = if on_the_platform() { tenants::OVERVIEW } else { HOME };
    view! {
        <Sidebar label=texts.main_navigation brand="AVA" home=home items=items() org=org>
            <Who initials=initials(&viewer.name) name=viewer.name.clone() detail=viewer.email.clone()/>
            <SignOut/>
        </Sidebar>
    }
    .into_any()
}

#[component]
pub fn Bar(viewer: Viewer) -> impl IntoView {
    let texts = CommonTexts::spoken(use_locale());
    view! {
        <TabBar label=texts.main_navigation more_label=texts.more items=items()>
            {whose(&viewer, &viewer.email)}
            <SignOut/>
        </TabBar>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_two_letters_at_most() {
        assert_eq!(initials("Lakeside Clinic"), "LC");
        assert_eq!(initials("émile"), "É");
        assert_eq!(initials("ana maria morel"), "AM");
        assert_eq!(initials(""), "");
    }
}
