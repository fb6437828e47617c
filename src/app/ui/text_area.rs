//! The only `<textarea>`. The renderer writes a textarea's children as they are,
//! so a text holding `</textarea>` would break out of it: this one gets none, and
//! its text goes in escaped.

use super::field::{Bound, Frame, id_or_name};
use crate::domain::escape::escape_html;
use leptos::prelude::*;

/// HTML whose parsed text is exactly `text`: the parser drops one newline right
/// after the opening tag, so a leading one is doubled.
fn textarea_html(text: &str) -> String {
    let escaped = escape_html(text);
    if escaped.starts_with(['\n', '\r']) { format!("\n{escaped}") } else { escaped }
}

/// Several lines of text. Its value is only the starting one.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    bound: Bound,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] optional: Option<String>,
    #[prop(default = 5)] rows: u32,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let Bound { name, value, error } = bound;
    let id = id_or_name(id, &name);
    let frame = Frame { id: id.clone(), label, optional, hint, error };
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    let control = view! {
        <div class="input">
            <textarea
                id=id
                name=name
                rows=rows.to_string()
                required=required
                aria-invalid=move || invalid.try_get().flatten()
                aria-describedby=move || described_by.try_get().flatten()
                inner_html=textarea_html(&value)
            ></textarea>
        </div>
    }
    .into_any();
    frame.around(control)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::{Bound, TextArea, textarea_html};
    use leptos::prelude::*;

    #[test]
    fn a_text_cannot_leave_the_textarea() {
        let html = Owner::new().with(|| {
            let hostile = "</textarea><script>alert(1)</script>";
            view! { <TextArea label="Greeting" bound=Bound::new("greeting", hostile)/> }.to_html()
        });
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>"), "{html}");
    }

    #[test]
    fn a_leading_newline_survives_the_parser() {
        assert_eq!(textarea_html("\nHello"), "\n\nHello");
        assert_eq!(textarea_html("Hello\n"), "Hello\n");
        assert_eq!(textarea_html(""), "");
    }
}
