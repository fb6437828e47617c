//! The places of the site, in the sidebar and on a phone's bar.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        address::use_address,
        auth::api::LogOut,
        i18n::{Spoken, t, use_locale},
        page_context::{use_sandbox, use_viewer},
        paths::orgs_href,
        routes::{Entry, entries, stands_under},
        team::TeamTexts,
        ui::{
            icon::Icon,
            nav::{NavButton, NavItem, Sidebar, TabBar, Who},
        },
    },
    domain::{account::Viewer, auth_forms::HOME},
};

fn items() -> Vec<NavItem> {
    let (locale, address, sandbox) = (use_locale(), use_address(), use_sandbox());
    let (off, role) = match use_viewer() {
        Some(viewer) => (viewer.off, Some(viewer.role)),
        None => Default::default(),
    };
    let item = |Entry { path, icon, label, .. }: Entry| NavItem {
        href: path.to_owned(),
        label: label(locale).to_owned(),
        icon,
        current: Signal::derive(move || address.with(|address| stands_under(&address.path, path))),
    };
    let shown = |entry: &Entry| {
        (sandbox || !entry.in_sandbox)
            && !(entry.off)(off)
            && role.is_some_and(|role| role.may(entry.permission))
    };
    entries().filter(shown).map(item).collect()
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

/// A plain form: signing out loads the sign-in page whole.
#[component]
fn SignOut() -> impl IntoView {
    view! {
        <form method="post" action=LogOut::PATH>
            <NavButton label=t().common.sign_out icon=Icon::Logout/>
        </form>
    }
    .into_any()
}

#[component]
pub fn Side(viewer: Viewer) -> impl IntoView {
    let texts = &t().common;
    let org = organisation(&viewer, (texts.role)(viewer.role));
    view! {
        <Sidebar label=texts.main_navigation brand="AVA" home=HOME items=items() org=org>
            <Who initials=initials(&viewer.name) name=viewer.name.clone() detail=viewer.email.clone()/>
            <SignOut/>
        </Sidebar>
    }
    .into_any()
}

#[component]
pub fn Bar(viewer: Viewer) -> impl IntoView {
    let texts = &t().common;
    view! {
        <TabBar label=texts.main_navigation more_label=texts.more items=items()>
            {organisation(&viewer, &viewer.email)}
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
