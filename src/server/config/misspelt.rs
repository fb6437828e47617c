//! Variables that look like settings and are none: people who set one believe that it
//! does something, and the default stands.

use strsim::levenshtein;

const PREFIX: &str = "AVA_";
/// Variables that scripts and the command line take, or that are read while compiling.
const APART: [&str; 5] = ["AVA_DIST", "AVA_LOCALE", "AVA_SERVER", "AVA_TOKEN", "AVA_TOKEN_FILE"];
/// Prefixes of the variables of tests and measurements.
const FAMILIES: [&str; 3] = ["AVA_BENCH_", "AVA_E2E_", "AVA_TEST_"];

/// The warning about a variable that is none of the `settings`. It never has the value,
/// which may be a secret.
pub(super) fn warning(name: &str, settings: &[String]) -> Option<String> {
    let known = settings.iter().any(|setting| setting == name)
        || APART.contains(&name)
        || FAMILIES.iter().any(|family| name.starts_with(family));
    if known || !name.starts_with(PREFIX) {
        return None;
    }
    let nearest = settings.iter().min_by_key(|setting| levenshtein(bare(name), bare(setting)))?;
    Some(format!("{name} is no setting of AVA’s and does nothing; the nearest that is one is {nearest}"))
}

/// The name without the prefix, which not every setting has and people may give to all.
fn bare(name: &str) -> &str {
    name.strip_prefix(PREFIX).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::{
        domain::provider::Provider,
        server::{
            config::{Config, FromFile},
            providers,
        },
    };

    fn warnings(vars: &[(&str, &str)]) -> Vec<String> {
        let get =
            |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let names = vars.iter().map(|(name, _)| (*name).to_owned());
        Config::among(names, &FromFile::default(), &get).unwrap().warnings()
    }

    fn settings() -> Vec<String> {
        let asked = RefCell::new(Vec::new());
        let get = |name: &str| {
            asked.borrow_mut().push(name.to_owned());
            None
        };
        assert!(Config::read(&get).is_ok());
        asked.into_inner()
    }

    #[test]
    fn a_setting_that_is_misspelt_is_told_with_the_nearest_and_refuses_nothing() {
        for (wrong, meant) in [
            ("AVA_WORKER", "AVA_WORKERS"),
            ("AVA_TRUSTED_PROXY", "AVA_TRUSTED_PROXIES"),
            ("AVA_MASTERKEY_FILE", "AVA_MASTER_KEY_FILE"),
            ("AVA_DATABASE_URL", "DATABASE_URL"),
            ("AVA_INTEGRATIONS_STUB_MODE", "INTEGRATIONS_STUB_MODE"),
            ("AVA_AGENTS_PER_ORGANISATION", "AVA_AGENTS_PER_ORG"),
        ] {
            let said = warnings(&[(wrong, "hush"), ("AVA_WORKERS", "7")]);
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].starts_with(wrong) && said[0].ends_with(&format!(" {meant}")), "{said:?}");
            assert!(!said[0].contains("hush"), "a value may be a secret");
        }
    }

    #[test]
    fn what_is_a_setting_or_no_business_of_the_servers_is_not_told_of() {
        let settings = settings();
        assert!(settings.iter().any(|name| name == "AVA_CHECKS_PER_MINUTE"), "{settings:?}");
        let of_others = ["AVA_E2E_PORT", "AVA_TEST_SEED", "AVA_BENCH_ADDR", "AVA_DIST", "AVA_TOKEN", "PATH"];
        for name in settings.iter().map(String::as_str).chain(of_others) {
            assert_eq!(warning(name, &settings), None);
        }
    }

    #[test]
    fn each_setting_is_documented() {
        let table = include_str!("../../../docs/DEPLOYMENT.md");
        let example = include_str!("../../../.env.example");
        let is_of_a_host = |name: &String| hosts().any(|host| host.setting == *name);
        for name in settings().into_iter().filter(|name| !is_of_a_host(name)) {
            assert!(table.contains(&format!("`{name}`")), "{name}");
            assert!(example.contains(&format!("#{name}=")), "{name}");
        }
        for document in [table, example] {
            assert!(document.contains("AVA_…_URL"), "the hosts by their pattern");
        }
    }

    fn hosts() -> impl Iterator<Item = &'static providers::Host> {
        Provider::ALL.into_iter().flat_map(providers::hosts)
    }

    #[test]
    fn each_provider_is_documented_with_its_hosts() {
        let document = include_str!("../../../docs/INTEGRATIONS.md");
        for host in hosts() {
            assert!(host.setting.starts_with("AVA_") && host.setting.ends_with("_URL"), "{}", host.setting);
            let row = format!("| `{}` | `{}` | `/{}` |", host.setting, host.real, host.simulator);
            assert!(document.contains(&row), "{row}");
        }
        for provider in Provider::ALL {
            assert!(document.contains(&format!("\n## {}\n", provider.name())), "{provider:?}");
        }
    }
}
