//! The frame of a page: the skip link, the main landmark, the heading.

use super::icon::Icon;
use super::notice::NextStep;
use leptos::prelude::*;

/// The first link in the tab order. `rel=external` leaves the jump to the browser, which
/// moves the focus as well.
#[component]
pub fn SkipLink(#[prop(into)] label: String) -> impl IntoView {
    view! { <a class="skip" href="#main" rel="external">{label}</a> }.into_any()
}

/// The main landmark, target of the skip link.
#[component]
pub fn Page(
    /// Limits the width, for forms and reading, where long lines tire.
    #[prop(optional)]
    narrow: bool,
    children: Children,
) -> impl IntoView {
    let class = if narrow { "page narrow" } else { "page" };
    view! { <main id="main" tabindex="-1" class=class>{children()}</main> }.into_any()
}

/// The one `h1` of a page, with the way back above it. Children are the page's
/// own buttons.
#[component]
pub fn PageHead(
    #[prop(into)] title: String,
    #[prop(optional, into)] lead: Option<String>,
    #[prop(optional)] crumb: Option<NextStep>,
    /// A mark or a status before the heading.
    #[prop(optional)]
    mark: Option<AnyView>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let crumb =
        crumb.map(|to| view! { <a class="crumb" href=to.href>{Icon::Back.view()}{to.label}</a> }.into_any());
    view! {
        {crumb}
        <div class="page-head">
            <div class="titles">
                {mark}
                <div>
                    <h1>{title}</h1>
                    {lead.map(|text| view! { <p class="lead">{text}</p> }.into_any())}
                </div>
            </div>
            {children.map(|buttons| view! { <div class="actions">{buttons()}</div> }.into_any())}
        </div>
    }
    .into_any()
}
