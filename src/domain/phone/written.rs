//! How a number is written, by the plan of its country. On the server only.

use std::fmt::Write;

use phonenumber::Mode;

/// With spaces alone between its parts (ITU-T E.123), whatever signs are usual
/// at home. None for a number of no known country.
pub(super) fn international(number: &str) -> Option<String> {
    let parsed = phonenumber::parse(None, number).ok()?;
    let mut written = String::with_capacity(20);
    // It fails where the country code is not given to a country.
    write!(written, "{}", parsed.format().mode(Mode::International)).ok()?;
    let parts: Vec<&str> =
        written[1..].split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let written = format!("+{}", parts.join(" "));
    // The library takes a zero for a trunk prefix where there is none.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    (digits(&written) == digits(number)).then_some(written)
}
