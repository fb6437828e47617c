//! A browser and a system, in words, out of a `User-Agent`.

const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

fn first(table: &[(&str, &'static str)], text: &str) -> Option<&'static str> {
    table.iter().find(|(mark, _)| text.contains(mark)).map(|(_, name)| *name)
}

/// "Firefox, Windows"; empty when nothing is recognised.
pub fn device_name(user_agent: &str) -> String {
    let parts: Vec<_> =
        [first(&BROWSERS, user_agent), first(&SYSTEMS, user_agent)].into_iter().flatten().collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::device_name;

    #[test]
    fn names_what_it_knows() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(device_name(chrome), "Chrome, Linux");
        assert_eq!(device_name("Mozilla/5.0 (iPhone; CPU) Version/19 Safari/604.1"), "Safari, iPhone");
        assert_eq!(device_name("<script>"), "");
    }
}
