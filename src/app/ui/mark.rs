//! The coloured tile with a letter that stands for a service.

use leptos::prelude::*;

use crate::domain::codes::codes;

codes! {
    /// The tile's colour; its code is a class of `style/ui-card.css`.
    pub enum Tint {
        Teal = "teal",
        Rose = "rose",
        Ink = "ink",
        Blue = "blue",
        Indigo = "indigo",
    }
}

/// Decoration beside a name, so hidden from screen readers.
#[component]
pub fn Mark(#[prop(into)] letter: String, tint: Tint) -> impl IntoView {
    view! { <span class=format!("mark {}", tint.code()) aria-hidden="true">{letter}</span> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn every_tint_has_a_colour() {
        let style = include_str!("../../../style/ui-card.css");
        for tint in Tint::ALL {
            assert!(style.contains(&format!("&.{} {{", tint.code())), "{tint:?}");
        }
    }
}
