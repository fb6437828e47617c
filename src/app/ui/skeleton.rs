//! The shape of what is coming, while it is coming.

use leptos::prelude::*;

/// A card's worth of grey lines; `label` says what is loading.
#[component]
pub fn SkeletonCard(#[prop(into)] label: String) -> impl IntoView {
    view! {
        <div class="card pad skeleton" role="status">
            <span class="sr">{label}</span>
            <header>
                <i class="tile"></i>
                <div><i></i><i></i></div>
            </header>
            <div class="lines"><i></i><i></i><i></i></div>
        </div>
    }
    .into_any()
}

/// As many grey lines as the text will have.
#[component]
pub fn SkeletonLines(#[prop(into)] label: String, #[prop(default = 3)] count: usize) -> impl IntoView {
    let lines: Vec<AnyView> = (0..count).map(|_| view! { <i></i> }.into_any()).collect();
    view! {
        <div class="skeleton" role="status">
            <span class="sr">{label}</span>
            <div class="lines">{lines}</div>
        </div>
    }
    .into_any()
}
