//! The places of the site, in the sidebar and on a phone's bar.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    app::{
        address::use_address,
        auth::api::LogOut,
        i18n::t,
        page_context::use_sandbox,
        ui::{
            icon::Icon,
            nav::{NavButton, NavItem, Sidebar, TabBar, Who},
        },
    },
    domain::{account::Viewer, auth_forms::HOME},
};

/// The order is the order of use, so that the bar's four come first.
fn items() -> Vec<NavItem> {
    let texts = &t().common;
    let address = use_address();
    let item = |href: &'static str, label: &'static str, icon: Icon| NavItem {
        href: href.to_owned(),
        label: label.to_owned(),
        icon,
        current: Signal::derive(move || address.with(|address| stands_under(&address.path, href))),
    };
    let mut items = vec![
        item(HOME, texts.integrations, Icon::Plug),
        item("/dashboard/agents", texts.agents, Icon::Team),
        item("/dashboard/numbers", texts.numbers, Icon::Phone),
        item("/dashboard/operations", texts.operations, Icon::List),
        item("/dashboard/account", texts.account, Icon::Person),
    ];
    if use_sandbox() {
        items.push(item("/sandbox", texts.sandbox, Icon::Flask));
    }
    items
}

fn stands_under(path: &str, place: &str) -> bool {
    path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The first letters of the first two words.
fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

/// A plain form: leaving loads the sign-in page whole.
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
    let org = view! {
        <Who
            boxed=true
            initials=initials(&viewer.org_name)
            name=viewer.org_name
            detail=(texts.role)(viewer.role)
        />
    }
    .into_any();
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
            <Who
                initials=initials(&viewer.org_name)
                name=viewer.org_name.clone()
                detail=viewer.email.clone()
            />
            <SignOut/>
        </TabBar>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_current_on_its_own_pages_only() {
        assert!(stands_under("/dashboard/agents", "/dashboard/agents"));
        assert!(stands_under("/dashboard/agents/new", "/dashboard/agents"));
        assert!(!stands_under("/dashboard/agents-old", "/dashboard/agents"));
        assert!(!stands_under("/dashboard", "/dashboard/agents"));
    }

    #[test]
    fn initials_are_two_letters_at_most() {
        assert_eq!(initials("Lakeside Clinic"), "LC");
        assert_eq!(initials("émile"), "É");
        assert_eq!(initials("ana maria morel"), "AM");
        assert_eq!(initials(""), "");
    }
}
