//! A list of effects, or of things to do: a line each, with an icon.

use super::icon::Icon;
use leptos::prelude::*;

pub fn effects(lines: Vec<(Icon, String)>) -> AnyView {
    let lines: Vec<AnyView> = lines
        .into_iter()
        .map(|(icon, text)| view! { <li>{icon.view()}<span>{text}</span></li> }.into_any())
        .collect();
    view! { <ul class="effects">{lines}</ul> }.into_any()
}
