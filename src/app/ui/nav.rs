//! The coloured navigation: a sidebar, and on a phone a bar at the bottom with
//! four places and the rest behind "More". Both render; CSS shows the one that
//! fits, so no page needs to know the width.

use super::icon::Icon;
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};
use web_sys::{Node, wasm_bindgen::JsCast};

const ON_THE_BAR: usize = 4;

#[derive(Clone)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub icon: Icon,
    pub current: Signal<bool>,
}

fn link(item: NavItem, class: &'static str) -> AnyView {
    let NavItem { href, label, icon, current } = item;
    view! {
        <li>
            <a href=href class=class aria-current=move || current.try_get().unwrap_or_default().then_some("page")>
                {icon.view()}
                <span class="label">{label}</span>
            </a>
        </li>
    }
    .into_any()
}

fn links(items: Vec<NavItem>, class: &'static str) -> Vec<AnyView> {
    items.into_iter().map(|item| link(item, class)).collect()
}

/// The name of the product, as a link home.
#[component]
pub fn Brand(#[prop(into)] name: String, #[prop(into)] href: String) -> impl IntoView {
    view! { <a class="brand" href=href>{Icon::Pulse.view()}{name}</a> }.into_any()
}

/// An organisation or a person, with a line under the name.
#[component]
pub fn Who(
    #[prop(into)] initials: String,
    #[prop(into)] name: String,
    #[prop(optional, into)] detail: Option<String>,
    /// Where another one is chosen in its place, and what a screen reader says of the link.
    #[prop(optional)]
    switch: Option<(Signal<String>, String)>,
) -> impl IntoView {
    let inside = view! {
        <span class="avatar" aria-hidden="true">{initials}</span>
        <span>
            {name}
            {detail.map(|text| view! { <small>{text}</small> }.into_any())}
        </span>
    };
    match switch {
        None => view! { <div class="who">{inside}</div> }.into_any(),
        Some((href, spoken)) => view! {
            <a class="who boxed" href=move || href.try_get().unwrap_or_default() aria-label=spoken>
                {inside}
                {Icon::ChevronDown.view()}
            </a>
        }
        .into_any(),
    }
}

/// A line of the navigation that is a button of a form, such as "Sign out".
#[component]
pub fn NavButton(#[prop(into)] label: String, icon: Icon) -> impl IntoView {
    view! {
        <button type="submit" class="nav-item">
            {icon.view()}
            <span class="label">{label}</span>
        </button>
    }
    .into_any()
}

/// The navigation of a wide screen. `org` stands on top; children are the block
/// of the signed-in person, at the bottom.
#[component]
pub fn Sidebar(
    #[prop(into)] label: String,
    #[prop(into)] brand: String,
    #[prop(into)] home: String,
    items: Vec<NavItem>,
    org: AnyView,
    children: Children,
) -> impl IntoView {
    view! {
        <nav class="sidebar" aria-label=label>
            <Brand name=brand href=home/>
            {org}
            <ul>{links(items, "nav-item")}</ul>
            <div class="end">{children()}</div>
        </nav>
    }
    .into_any()
}

/// The navigation of a phone: the first four items, and "More" with the others
/// and the children. It opens without WASM, and closes when a place is chosen
/// or with Esc.
#[component]
pub fn TabBar(
    #[prop(into)] label: String,
    #[prop(into)] more_label: String,
    mut items: Vec<NavItem>,
    children: Children,
) -> impl IntoView {
    let rest = items.split_off(items.len().min(ON_THE_BAR));
    let (more, trigger) = (NodeRef::<html::Details>::new(), NodeRef::<html::Summary>::new());
    let close = move || more.get().into_iter().for_each(|details| details.set_open(false));
    let press = move |event: MouseEvent| {
        let on = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        // The browser itself opens and closes the menu by its trigger.
        if trigger.get().is_some_and(|trigger| !trigger.contains(on.as_ref())) {
            close();
        }
    };
    let escape = move |event: KeyboardEvent| {
        if event.key() == "Escape"
            && more.get().is_some_and(|details| details.open())
            && let Some(trigger) = trigger.get()
        {
            close();
            // Fails only for an element that has left the page.
            let _ = trigger.focus();
        }
    };
    view! {
        <nav class="tabs" aria-label=label on:click=press on:keydown=escape>
            <ul>
                {links(items, "tab")}
                <li>
                    <details node_ref=more>
                        <summary class="tab" node_ref=trigger>
                            {Icon::More.view()}
                            <span class="label">{more_label}</span>
                        </summary>
                        <div class="more-panel">
                            <ul>{links(rest, "nav-item")}</ul>
                            <div>{children()}</div>
                        </div>
                    </details>
                </li>
            </ul>
        </nav>
    }
    .into_any()
}
