//! Addresses that calls and messages are sent to, for showing them.

use url::Url;

/// The address without parts that may be secret: user, password and query.
pub fn address(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let origin = url.origin();
    origin.is_tuple().then(|| format!("{}{}", origin.ascii_serialization(), url.path()))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let shown = |url| address(url).unwrap_or_default();
        assert_eq!(shown("https://me:secret@a.example/voice?token=secret#x"), "https://a.example/voice");
        assert_eq!(shown("https://a.example"), "https://a.example/");
        assert_eq!(shown("me:secret"), "");
    }
}
