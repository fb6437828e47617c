use super::{Parts, SecretParts};
use crate::server::vault::secret::Secret;

/// The tokens by which AVA works in a Google account.
#[derive(Clone, Debug)]
pub struct GoogleCalendarSecret {
    pub refresh_token: Secret,
    /// The newest access token, which every node uses until it ends.
    pub access: Option<AccessToken>,
}

#[derive(Clone, Debug)]
pub struct AccessToken {
    pub token: Secret,
    /// Milliseconds since the epoch, as text: a part of a seal is text.
    renew_at: Secret,
}

/// A token is renewed by the first who finds that it lasts no longer than this. A working key
/// is checked every 15 minutes, so that a check renews it before it ends.
const AHEAD_SECS: i64 = 20 * 60;

impl AccessToken {
    /// A token that was given at `now` for so many seconds. A short one is renewed after half of
    /// them.
    pub fn given(token: Secret, now: i64, expires_in: i64) -> Self {
        let lasts = expires_in.saturating_sub(AHEAD_SECS).max(expires_in / 2);
        let renew_at = now.saturating_add(lasts.saturating_mul(1000));
        Self { token, renew_at: Secret::new(renew_at.to_string()) }
    }

    /// Whether it need not be renewed yet.
    pub fn lasts(&self, now: i64) -> bool {
        self.renew_at.expose().parse().is_ok_and(|renew_at: i64| now < renew_at)
    }
}

impl SecretParts for GoogleCalendarSecret {
    fn parts(&self) -> Vec<(&'static str, Option<&Secret>)> {
        let access = self.access.as_ref();
        vec![
            ("refresh_token", Some(&self.refresh_token)),
            ("access_token", access.map(|access| &access.token)),
            ("access_renew_at", access.map(|access| &access.renew_at)),
        ]
    }

    fn from_parts(parts: &mut Parts) -> Option<Self> {
        let refresh_token = parts.take("refresh_token")?;
        let access = parts.take("access_token").zip(parts.take("access_renew_at"));
        Some(Self { refresh_token, access: access.map(|(token, renew_at)| AccessToken { token, renew_at }) })
    }

    fn main(&self) -> &Secret {
        &self.refresh_token
    }

    /// Google gives access tokens by itself.
    fn same(&self, other: &Self) -> bool {
        self.refresh_token.same(&other.refresh_token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_ahead_of_its_end() {
        let lasts = |expires_in, secs: i64| {
            AccessToken::given(Secret::new("ya29.a"), 1000, expires_in).lasts(1000 + secs * 1000)
        };
        assert!(lasts(3599, 2398) && !lasts(3599, 2399), "20 minutes ahead");
        assert!(lasts(300, 149) && !lasts(300, 150), "half of a short life");
    }
}
