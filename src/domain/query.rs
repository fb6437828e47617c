//! The query of a page's URL, written so that it is read again as it was.

use std::fmt;

use super::address::encoded;

/// Writes those of `pairs` that have a value.
pub fn write(f: &mut fmt::Formatter<'_>, pairs: &[(&str, &str)]) -> fmt::Result {
    let asked = pairs.iter().filter(|(_, value)| !value.is_empty());
    for (at, (name, value)) in asked.enumerate() {
        let and = if at == 0 { "" } else { "&" };
        write!(f, "{and}{name}={}", encoded(value))?;
    }
    Ok(())
}
