//! A point in time, told as people do. All three texts are computed on the
//! server, so both sides render the same.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// One moment in its three spellings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// RFC 3339, for `datetime`.
    pub iso: String,
    /// The exact time, shown on hover.
    pub exact: String,
    /// The text on the page, such as "2 min ago".
    pub relative: String,
}

/// `<time>`, relative on the page and exact on hover.
#[component]
pub fn Time(at: Moment) -> impl IntoView {
    view! { <time datetime=at.iso title=at.exact>{at.relative}</time> }.into_any()
}
