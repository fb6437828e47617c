//! What a command reads beside its arguments: files, the standard input and secrets.

use std::{
    fs,
    io::{self, Read as _},
    path::Path,
};

use serde_json::Value;

use super::failure::Failure;
use crate::domain::secret_text::SecretText;

/// The text of a file, or of the standard input for `-`.
pub fn text(path: &Path) -> Result<String, Failure> {
    let read = if path == Path::new("-") {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    read.map_err(|error| Failure::Unusable(format!("{} cannot be read: {error}.", path.display())))
}

/// A secret, which stands in a file alone: what an argument says, every process of the machine can read.
pub fn secret(path: &Path) -> Result<SecretText, Failure> {
    let text = text(path)?;
    if text.trim().is_empty() {
        return Err(Failure::Unusable(format!("{} is empty.", path.display())));
    }
    // A password may begin or end with a blank.
    Ok(text.trim_end_matches(['\n', '\r']).into())
}

/// The body that a file has, as JSON or as TOML.
pub fn body(path: &Path) -> Result<Value, Failure> {
    parsed(&text(path)?)
        .map_err(|said| Failure::Unusable(format!("{} cannot be read: {said}", path.display())))
}

fn parsed(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let table: toml::Table = toml::from_str(text).map_err(|error| misread(text, &error))?;
    Ok(json(toml::Value::Table(table)))
}

/// Says in which line TOML cannot be read, and why. The line itself is left out: it may have a secret.
fn misread(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    format!("line {}: {}", before.matches('\n').count() + 1, error.message())
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(is) => is.into(),
        // RFC 3339, as the API takes it.
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, json(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_body_is_json_or_toml() {
        let expected = json!({"name": "Cut", "length": 30, "start": "2026-12-01T09:00:00Z",
            "voice": {"id": "Clara"}, "tags": ["a"], "temperature": 0.5, "sms": true});
        let toml = "name = 'Cut'\nlength = 30\nstart = 2026-12-01T09:00:00Z\ntags = ['a']\ntemperature = 0.5\n\
                    sms = true\n[voice]\nid = 'Clara'";
        assert_eq!(parsed(toml), Ok(expected.clone()));
        assert_eq!(parsed(&format!("\n {expected}")), Ok(expected));
        assert!(parsed("{").is_err() && parsed("name").is_err());
        let said = parsed("provider = 'vapi'\nkey = 'hush").unwrap_err();
        assert!(said.starts_with("line 2: ") && !said.contains("hush"), "{said}");
    }

    #[test]
    fn a_secret_is_the_text_of_a_file_without_its_line_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "ava_secret\n").unwrap();
        assert_eq!(&*secret(&path).unwrap(), "ava_secret");
        fs::write(&path, " pass word \r\n").unwrap();
        assert_eq!(&*secret(&path).unwrap(), " pass word ");
        fs::write(&path, " \n").unwrap();
        assert_eq!(secret(&path).unwrap_err().code(), 1);
        assert_eq!(secret(&folder.path().join("none")).unwrap_err().code(), 1);
    }
}
