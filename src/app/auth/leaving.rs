//! What the document says that leads to the installation's OpenID provider.

use crate::{
    app::{leaving::Leaving, paths::LOGIN},
    domain::locale::{Locale, say},
};

/// `address` is where the browser goes on to.
pub fn leaving_for(provider: &str, address: &str, locale: Locale, stylesheet: String) -> String {
    let title = say!(locale, "On to {provider}", "Vers {provider}");
    let text = say!(
        locale,
        "You are led on to {provider}, where you sign in. It then brings you back here.",
        "Vous êtes dirigé vers {provider}, où vous vous connectez. Vous êtes ensuite ramené ici."
    );
    let go = say!(locale, "Continue to {provider}", "Continuer vers {provider}");
    Leaving { title, text, go, address, from: LOGIN.to_owned(), locale, stylesheet }.document()
}
