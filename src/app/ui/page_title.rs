//! The only use of `leptos_meta`'s `Title`. On the server its text reaches the
//! HTML as it is, so it is escaped there; the browser sets plain text.

use super::escape::escape_html;
use leptos::prelude::*;
use leptos_meta::Title;

fn title_text(text: String) -> String {
    if cfg!(feature = "ssr") { escape_html(&text) } else { text }
}

/// The document's title. May hold names that people chose.
#[component]
pub fn PageTitle(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <Title text=move || title_text(text.get())/> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::title_text;

    #[test]
    fn a_title_is_escaped_on_the_server() {
        assert_eq!(
            title_text("</title><script>alert(1)</script>".to_owned()),
            "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
        );
    }
}
