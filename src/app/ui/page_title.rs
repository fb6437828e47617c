//! The only use of `leptos_meta`'s `Title`. On the server its text reaches the
//! HTML as it is, so it is escaped there; the browser sets plain text.

use super::escape::escape_html;
use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;

/// What the title is made of: on the server settled at once, since leptos
/// writes it when the page's signals may be gone already.
fn title_text(text: Signal<String>) -> TextProp {
    if cfg!(feature = "ssr") {
        escape_html(&text.get_untracked()).into()
    } else {
        (move || text.get()).into()
    }
}

/// The document's title. May hold names that people chose.
#[component]
pub fn PageTitle(#[prop(into)] text: Signal<String>) -> impl IntoView {
    view! { <Title text=title_text(text)/> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos::prelude::*;

    use super::title_text;

    #[test]
    fn a_title_is_escaped_on_the_server_and_outlives_its_signal() {
        let owner = Owner::new();
        let text = owner.with(|| title_text(Signal::stored("</title><script>alert(1)</script>".to_owned())));
        owner.cleanup();
        assert_eq!(text.get().as_str(), "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    }
}
