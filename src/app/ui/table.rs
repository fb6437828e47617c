//! A table that becomes cards on a phone, where each cell carries the name of its column.

use leptos::prelude::*;

/// A table of `rows` under the names of its columns.
pub fn table(heads: &[&'static str], rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<AnyView> =
        heads.iter().map(|head| view! { <th scope="col">{*head}</th> }.into_any()).collect();
    view! {
        <div class="table-wrap">
            <table class="table">
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
