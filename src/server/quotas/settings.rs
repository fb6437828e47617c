//! The quotas of every organisation, from the environment.

use crate::{
    domain::quota::{self, Quota},
    server::config::Reader,
};

#[derive(Clone, Debug)]
pub struct Quotas([u32; Quota::ALL.len()]);

impl Quotas {
    pub(in crate::server) fn read(reader: &mut Reader<'_>) -> Self {
        let what = format!("1 to {}", quota::MOST);
        Self(Quota::ALL.map(|quota| {
            let row = quota.row();
            reader.parsed(row.setting, row.default, &what, |text| {
                text.parse().ok().filter(|most| (1..=quota::MOST).contains(most))
            })
        }))
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
            for bad in ["0", "-1", "many", "1000001"] {
                assert!(quotas(&[(setting, bad)]).is_err_and(|said| said.contains(setting)));
            }
        }
    }
}
