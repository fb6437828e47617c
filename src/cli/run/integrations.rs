//! The commands of the providers.

use serde_json::{Map, Value};

use super::{Change, Run, one};
use crate::cli::{commands::Integrations, failure::Failure, input, nouns};

impl Run<'_> {
    pub(super) async fn integrations(&mut self, command: Integrations) -> Result<(), Failure> {
        let noun = &nouns::INTEGRATIONS;
        match command {
            Integrations::Reading(reading) => self.reading(noun, reading).await,
            Integrations::Connect { provider, key_file, secret_files, fields, write } => {
                let mut body = Map::from_iter([("provider".to_owned(), provider.code().into())]);
                for (name, value) in fields {
                    body.insert(name.clone(), field(&name, &value)?);
                }
                let key = key_file.map(|path| ("key".to_owned(), path));
                let others = secret_files.into_iter().map(|(name, path)| (name, path.into()));
                for (name, path) in key.into_iter().chain(others) {
                    body.insert(name, Value::String((*input::secret(&path)?).to_owned()));
                }
                let change = Change::put(one(noun, provider.code(), &[])).with(Value::Object(body));
                self.change(change, &write).await
            }
            Integrations::Verify { provider, write } => {
                self.change(Change::post(one(noun, provider.code(), &["verify"])), &write).await
            }
            Integrations::Disconnect { provider, write } => {
                self.change(Change::delete(one(noun, provider.code(), &[])), &write).await
            }
        }
    }
}

/// The fields of credentials that are secrets.
const SECRETS: [&str; 4] = ["key", "auth_token", "api_key_secret", "password"];

/// The value of a field of a credential, which is no secret.
fn field(name: &str, value: &str) -> Result<Value, Failure> {
    if SECRETS.contains(&name) {
        let said =
            format!("{name} is a secret: arguments are seen by others. Use --secret-file {name}=FILE.");
        return Err(Failure::Unusable(said));
    }
    match value {
        "true" | "false" => Ok(Value::Bool(value == "true")),
        _ if name == "port" => {
            let port =
                value.parse::<u16>().map_err(|_| Failure::Unusable("A port is a number.".to_owned()))?;
            Ok(port.into())
        }
        _ => Ok(value.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::server::api;

    #[test]
    fn lesson_10_every_secret_of_a_credential_is_known_as_one() {
        let document = serde_json::to_value(api::document()).unwrap();
        let credentials = document["components"]["schemas"]["Credentials"]["oneOf"].as_array().unwrap();
        let secrets: BTreeSet<&str> = credentials
            .iter()
            .flat_map(|credential| credential["properties"].as_object().unwrap())
            .filter(|(_, schema)| schema.to_string().contains("#/components/schemas/Secret\""))
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(secrets, BTreeSet::from(SECRETS));
    }

    #[test]
    fn lesson_10_no_secret_is_taken_from_an_argument() {
        for name in SECRETS {
            let said = field(name, "hush").unwrap_err().to_string();
            assert!(said.contains("--secret-file") && !said.contains("hush"), "{said}");
        }
        assert_eq!(field("switch", "true").unwrap(), true);
        assert_eq!(field("port", "465").unwrap(), 465);
        assert_eq!(field("user", "465").unwrap(), "465");
        assert!(field("port", "smtp").is_err());
    }
}
