//! The quotas of every organisation, from the environment.

use super::Reader;
use crate::domain::quota::{self, Quota};

#[derive(Clone, Debug)]
pub struct Quotas([u32; Quota::ALL.len()]);

impl Quotas {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self(Quota::ALL.map(|quota| {
            let row = quota.row();
            let range = row.least..=quota::MAX;
            let what = format!("{} to {}", range.start(), range.end());
            reader.parsed(row.setting, row.default, &what, |text| {
                text.parse().ok().filter(|most| range.contains(most))
            })
        }))
    }

    /// The org's own quota in `org_quotas` where it has one, else that of all.
    pub fn or(&self, own: Option<i64>, quota: Quota) -> u32 {
        own.map_or_else(|| self.of(quota), |most| u32::try_from(most).unwrap_or(0))
    }

    pub const fn of(&self, quota: Quota) -> u32 {
        self.0[quota as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::Config;

    fn quotas(vars: &[(&str, &str)]) -> Result<Quotas, String> {
        let get =
            |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Config::read(&get).map(|config| config.quotas).map_err(|mistakes| mistakes.to_string())
    }

    #[test]
    fn each_quota_has_a_setting_of_its_own() {
        let untouched = quotas(&[]).unwrap();
        for quota in Quota::ALL {
            let (setting, default) = (quota.row().setting, quota.row().default);
            assert_eq!(untouched.of(quota), default);
            let set = quotas(&[(setting, "7")]).unwrap();
            for other in Quota::ALL {
                let expected = if other == quota { 7 } else { other.row().default };
                assert_eq!(set.of(other), expected, "{setting} sets nothing but {}", quota.code());
            }
            for bad in ["-1", "many", "1000001"] {
                assert!(quotas(&[(setting, bad)]).is_err_and(|said| said.contains(setting)));
            }
            let may_be_none = [Quota::ManagedNumbers, Quota::TrialTurns, Quota::TrialCalls, Quota::Webhooks]
                .contains(&quota);
            assert_eq!(quotas(&[(setting, "0")]).is_ok(), may_be_none, "{setting}");
        }
    }
}
