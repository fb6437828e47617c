//! E-mail addresses: trimmed, lower-cased, plausible. Only a mail proves more.

use serde::{Deserialize, Serialize};

use super::problem::Rule;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    pub fn parse(text: &str) -> Result<Self, Rule> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Err(Rule::Required);
        }
        let plausible = text.len() <= 254
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>()\",;:\\[]".contains(c))
            && text.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && !domain.contains('@')
                    && domain.contains('.')
                    && domain.split('.').all(|label| !label.is_empty() && !label.starts_with('-'))
            });
        if plausible { Ok(Self(text)) } else { Err(Rule::Email) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_plausible_and_refuses_the_rest() {
        assert_eq!(Email::parse(" Ana@Clinic.Example ").map(|e| e.0), Ok("ana@clinic.example".to_owned()));
        for bad in ["ana", "ana@", "@x.y", "a@b", "a b@c.d", "a@b..c", "a@b@c.d", "<a@b.c>"] {
            assert_eq!(Email::parse(bad), Err(Rule::Email), "{bad}");
        }
        assert_eq!(Email::parse("  "), Err(Rule::Required));
    }
}
