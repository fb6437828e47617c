//! What the document says that leads to a provider's own page.

use crate::{
    app::{leaving::Leaving, paths::provider_href},
    domain::{
        locale::{Locale, say},
        provider::Provider,
    },
};

/// `address` is where the browser goes on to.
pub fn leaving_for(provider: Provider, address: &str, locale: Locale, stylesheet: String) -> String {
    let title = say!(locale, "On to {}", "Vers {}", provider.name());
    let text = say!(
        locale,
        "You are led on to Google, where you choose the account and agree. Google then brings you back here.",
        "Vous êtes dirigé vers Google, où vous choisissez le compte et donnez votre accord. Google vous \
         ramène ensuite ici."
    );
    let go = say!(locale, "Continue to Google", "Continuer vers Google");
    let from = provider_href(provider);
    Leaving { title, text, go, address, from, locale, stylesheet }.document()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider::google_calendar::PROVIDER;

    #[test]
    fn the_address_cannot_leave_its_attributes() {
        let address = "https://accounts.example/auth?a=1&b=\"><script>alert(1)</script>";
        let html = leaving_for(PROVIDER, address, Locale::Fr, "/pkg/main.css".to_owned());
        assert!(!html.contains("<script") && html.contains("a=1&amp;b="), "{html}");
        assert!(html.contains("Continuer vers Google") && html.contains("http-equiv=\"refresh\""), "{html}");
    }
}
