//! A browser that has signed in to an account before, as it is counted.

/// One browser with one account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KnownBrowser {
    pub token_hash: String,
    pub user: String,
}

#[cfg(test)]
impl KnownBrowser {
    pub fn made_up(name: &str) -> Self {
        Self { token_hash: name.to_owned(), user: name.to_owned() }
    }
}
