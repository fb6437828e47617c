//! A placeholder in the shape of the content that is loading.

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
