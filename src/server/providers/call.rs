//! One call: its organisation, its target, and whether it may be repeated.

use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use url::Url;

use super::write_lease::Lease;
use crate::{
    domain::ids::OrgId,
    server::{
        correlation::{self, CorrelationId},
        random::Random,
    },
};

/// The context that a call has from the request that caused it.
#[derive(Clone, Debug)]
pub struct CallCx {
    pub correlation: CorrelationId,
    /// The organisation that the call is made for: its failures must cost no other.
    pub org: OrgId,
    /// The lease of the worker that calls; `None` for a person's own request.
    pub lease: Option<Lease>,
}

impl CallCx {
    /// The context of the request or operation that this task works for.
    pub fn current(random: &Random, org: OrgId) -> Self {
        let correlation = correlation::current().unwrap_or_else(|| CorrelationId::make(random));
        Self { correlation, org, lease: None }
    }

    /// The part of `limit` that is left for a request with this method that is sent now.
    /// `None` where it would write, and the lease is over.
    pub(super) fn time_for(&self, method: &Method, limit: Duration, now_ms: i64) -> Option<Duration> {
        match &self.lease {
            Some(lease) if *method != Method::GET => lease.left(now_ms).map(|left| left.min(limit)),
            _ => Some(limit),
        }
    }
}

/// The effect of a second identical request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Safety {
    /// None beyond the first: the request reads, or writes a whole value.
    Repeatable,
    /// A further effect. The outcome is read back, never guessed.
    Once,
}

/// A moment of the injected clock after which nothing more is tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    pub at_ms: i64,
}

pub(super) struct Call {
    /// The path without its ids, for logs.
    pub template: &'static str,
    pub request: RequestBuilder,
    pub safety: Safety,
}

/// `template` below `base`, each `{…}` replaced by the next of `ids`; `None`
/// when an id could change the path's meaning.
pub(super) fn url(base: &Url, template: &str, ids: &[&str]) -> Option<Url> {
    let mut url = base.clone();
    let mut ids = ids.iter();
    {
        let mut segments = url.path_segments_mut().ok()?;
        segments.pop_if_empty();
        for part in template.trim_start_matches('/').split('/') {
            match part.split_once('{') {
                None => segments.push(part),
                Some((before, rest)) => {
                    let (_, after) = rest.split_once('}')?;
                    let id = ids.next().filter(|id| is_plain(id))?;
                    segments.push(&format!("{before}{id}{after}"))
                }
            };
        }
    }
    Some(url)
}

fn is_plain(id: &str) -> bool {
    !id.is_empty()
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_go_into_the_path_and_cannot_leave_it() {
        let bare = Url::parse("https://api.example").unwrap();
        let below = Url::parse("http://127.0.0.1:4010/vapi/").unwrap();
        let text = |base, template, ids: &[&str]| url(base, template, ids).map(String::from);
        assert_eq!(text(&bare, "/assistant", &[]).as_deref(), Some("https://api.example/assistant"));
        assert_eq!(
            text(&below, "/assistant/{id}", &["a-1"]).as_deref(),
            Some("http://127.0.0.1:4010/vapi/assistant/a-1")
        );
        assert_eq!(
            text(&bare, "/A/{a}/N/{n}.json", &["AC0", "PN1"]).as_deref(),
            Some("https://api.example/A/AC0/N/PN1.json")
        );
        assert_eq!(
            text(&bare, "/N/{e164}", &["+14155550142"]).as_deref(),
            Some("https://api.example/N/+14155550142")
        );
        for bad in ["", ".", "..", "a/b", "a?b", "a%2fb", "é"] {
            assert_eq!(text(&bare, "/assistant/{id}", &[bad]), None, "{bad}");
        }
    }
}
