//! The id that follows one request through logs, providers and error messages.

use std::fmt;

use tracing::Span;

/// 8 to 64 characters of `[A-Za-z0-9._-]`, so that it can stand anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrelationId(String);

impl CorrelationId {
    pub const HEADER: &'static str = "x-correlation-id";

    /// Reads an id that was stored, or that a stranger sent.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (8..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }

    pub fn make(random: &super::random::Random) -> Self {
        Self(random.uuid())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id and span of a request, for work on its behalf in other tasks.
#[derive(Clone)]
pub struct Trail {
    pub id: CorrelationId,
    pub span: Span,
}

tokio::task_local! {
    static CURRENT: CorrelationId;
}

/// The id of the request or operation that this task works for.
pub fn current() -> Option<CorrelationId> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Runs a future under an id.
pub async fn scope<F: Future>(id: CorrelationId, future: F) -> F::Output {
    CURRENT.scope(id, future).await
}
