//! Lists of Twilio's API, page by page.

use serde::de::DeserializeOwned;
use url::Url;

use super::client::Ask;
use crate::domain::problem::Problem;

/// Reads a list to its last page. `take` is given each page, and returns the next page
/// that it names.
pub(super) async fn read<P: DeserializeOwned>(
    ask: Ask<'_>,
    template: &'static str,
    mut url: Url,
    mut take: impl FnMut(P) -> Result<Option<String>, Problem>,
) -> Result<(), Problem> {
    let all = ask.deadline_of_pages();
    loop {
        let page: P = ask.page(all)?.get(template, url.clone()).await?;
        let Some(next) = take(page)?.filter(|uri| !uri.is_empty()) else { return Ok(()) };
        url = following(ask.base(), &url, &next).ok_or_else(|| ask.garbled())?;
    }
}

/// The next page's URL: relative to the API's root, and of the same list, since
/// the credentials go along.
pub(super) fn following(base: &Url, this: &Url, next: &str) -> Option<Url> {
    if !next.starts_with('/') {
        return None;
    }
    let base = base.as_str().trim_end_matches('/');
    let url = Url::parse(&format!("{base}{next}")).ok()?;
    let same_list = url.origin() == this.origin() && url.path() == this.path();
    (same_list && url != *this).then_some(url)
}
