//! The only use of `leptos_meta`'s `Title`. On the server its text reaches the
//! HTML as it is, so it is escaped there; the browser sets plain text.

use crate::domain::escape::escape_html;
use leptos::prelude::*;
use leptos_meta::Title;

/// The document's title, which may hold names that people chose. The text is fixed when it
/// is drawn: leptos reads it again when the page's signals may be gone.
#[component]
pub fn PageTitle(#[prop(into)] text: String) -> impl IntoView {
    view! { <Title text=settled(&text)/> }.into_any()
}

fn settled(text: &str) -> String {
    if cfg!(feature = "ssr") { escape_html(text) } else { text.to_owned() }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::settled;

    #[test]
    fn a_title_is_escaped_on_the_server() {
        let title = settled("</title><script>alert(1)</script>");
        assert_eq!(title, "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    }
}
