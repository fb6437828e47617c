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

/// Where a request came from, as the audit log has it. Empty for work that nobody asked for over
/// the network, and what is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    pub address: String,
    pub user_agent: String,
}

/// The id, span and origin of a request, for work on its behalf in other tasks.
#[derive(Clone)]
pub struct Trail {
    pub id: CorrelationId,
    pub span: Span,
    pub origin: Origin,
}

tokio::task_local! {
    static CURRENT: CorrelationId;
    static ORIGIN: Origin;
}

/// The id of the request or operation that this task works for.
pub fn current() -> Option<CorrelationId> {
    CURRENT.try_with(Clone::clone).ok()
}

/// The origin of the request that this task works for.
pub fn origin() -> Origin {
    ORIGIN.try_with(Clone::clone).unwrap_or_default()
}

/// Runs a future as that of a request from there.
pub async fn from<F: Future>(origin: Origin, future: F) -> F::Output {
    ORIGIN.scope(origin, future).await
}

/// Has a future that is spawned work for the same request as this task.
pub fn carried<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let (id, origin) = (current(), origin());
    from(origin, async move {
        match id {
            Some(id) => scope(id, future).await,
            None => future.await,
        }
    })
}

/// Runs a future under an id.
pub async fn scope<F: Future>(id: CorrelationId, future: F) -> F::Output {
    CURRENT.scope(id, future).await
}
