//! HTML escaping where no renderer does it: the children of a `<textarea>` and the document's
//! `<title>`, which Leptos writes as they are, mails, and the pages of simulators.

/// Makes `text` inert both between tags and inside a double-quoted attribute.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape_html;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(
            escape_html("</title><script>\"a\" & b</script>"),
            "&lt;/title&gt;&lt;script&gt;&quot;a&quot; &amp; b&lt;/script&gt;"
        );
    }

    #[test]
    fn plain_text_stays() {
        assert_eq!(escape_html("Réception d'été"), "Réception d'été");
    }
}
