//! How many checks begin in a second, for each provider.

use std::collections::HashMap;

use crate::domain::provider::Provider;

/// Checks of one provider that may begin in a second on one node, all organisations together:
/// enough for 18,000 in a period, and no stampede on its hosts after a night without a server.
pub(super) const PER_SECOND: i64 = 20;

/// In thousandths of a check, one for each millisecond and check of a second.
const FULL: i64 = PER_SECOND * 1000;

#[derive(Debug, Default)]
pub(super) struct Budget {
    /// What is left, and when that was.
    left: HashMap<Provider, (i64, i64)>,
}

impl Budget {
    /// How many checks of the provider may begin now.
    pub fn left(&mut self, provider: Provider, now: i64) -> usize {
        let (left, at) = self.left.entry(provider).or_insert((FULL, now));
        *left = (now - *at).max(0).saturating_mul(PER_SECOND).saturating_add(*left).min(FULL);
        *at = now;
        usize::try_from(*left / 1000).unwrap_or_default()
    }

    pub fn spend(&mut self, provider: Provider, checks: usize) {
        if let Some((left, _)) = self.left.get_mut(&provider) {
            *left -= i64::try_from(checks).unwrap_or(i64::MAX).saturating_mul(1000);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_has_so_many_in_a_second_and_saves_up_no_more() {
        let mut budget = Budget::default();
        let (vapi, twilio) = (Provider::Vapi, Provider::Twilio);
        assert_eq!(budget.left(vapi, 0), 20);
        budget.spend(vapi, 20);
        assert_eq!((budget.left(vapi, 0), budget.left(twilio, 0)), (0, 20));
        assert_eq!((budget.left(vapi, 49), budget.left(vapi, 50), budget.left(vapi, 525)), (0, 1, 10));
        assert_eq!(budget.left(vapi, 1_000_000), 20);
        assert_eq!(budget.left(vapi, 0), 20, "a clock that was put back takes nothing");
    }
}
