//! The search for a number by what one would dial: with or without its country, from here
//! or from abroad, any part of it.

use super::parse;

/// The longest search: the digits of a number, with room between them.
const MAX: usize = 30;

/// The prefixes other than zero that one dials for another country, or before a number of
/// one's own, and the beginning of the number that each stands for.
const PREFIXES: [(&str, &str); 5] =
    // Australia, North America, Japan; Hungary; Russia and Kazakhstan.
    [("0011", "+"), ("011", "+"), ("010", "+"), ("06", "+36"), ("8", "+7")];

/// The search as it was typed, without characters that no number has.
pub fn search(text: &str) -> String {
    let folded = crate::domain::text::code(text);
    let dialled = |c: &char| c.is_ascii_digit() || " +-./()".contains(*c);
    let kept: String = folded.chars().filter(dialled).take(MAX).collect();
    if kept.contains(|c: char| c.is_ascii_digit()) { kept.trim().to_owned() } else { String::new() }
}

/// The two texts to look for: a number matches if one of its endings begins with either. A
/// text with `+` begins with the country code.
pub fn beginnings(search: &str) -> [String; 2] {
    let signs = parse::signs(search).unwrap_or_default();
    let digits = |signs: &str| signs.chars().filter(char::is_ascii_digit).collect::<String>();
    let keeps_zero = parse::keeps_its_zero(digits(&signs).trim_start_matches('0'));
    let digits = digits(&if keeps_zero { signs.clone() } else { signs.replace("(0)", "") });
    // A zero before a number of one's own country is no part of the number.
    let national = digits.trim_start_matches('0');
    let anywhere = if national.is_empty() { digits.clone() } else { national.to_owned() };
    if signs.contains('+') && !digits.is_empty() {
        let start = from_its_country(national);
        return [start.clone(), start];
    }
    // No number goes on with two ones after 00: that is Australia's 0011.
    let international = |rest: &&str| !rest.is_empty() && !rest.starts_with("11");
    if let Some(rest) = digits.strip_prefix("00").filter(international) {
        // A number may have two zeros in it, so it may also end with those digits.
        return [from_its_country(rest), digits];
    }
    let abroad = PREFIXES.iter().find_map(|(dialled, meant)| {
        let rest = digits.strip_prefix(dialled).filter(|rest| !rest.is_empty())?;
        Some(format!("{meant}{rest}"))
    });
    [anywhere.clone(), abroad.unwrap_or(anywhere)]
}

/// The number that begins with the code of a country, without the zero after it that some
/// write and that is dialled at home.
fn from_its_country(digits: &str) -> String {
    let (code, rest) = digits.split_at(code_length(digits).min(digits.len()));
    let rest = if parse::keeps_its_zero(digits) { rest } else { rest.strip_prefix('0').unwrap_or(rest) };
    format!("+{code}{rest}")
}

/// The length of the country code that a number begins with (ITU-T E.164, its list of codes).
fn code_length(digits: &str) -> usize {
    match digits.as_bytes() {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, number: &str) -> bool {
        let endings = || number.char_indices().map(|(at, _)| &number[at..]);
        beginnings(&search(typed)).iter().any(|begins| endings().any(|ending| ending.starts_with(begins)))
    }

    #[test]
    fn a_number_is_found_the_way_it_is_dialled() {
        for typed in [
            "01 84 88",
            "0184880012",
            "+33 1 84",
            "0033184",
            "0033 1 84 88",
            "33184",
            "880012",
            "84.88.00",
            "+33 (0)1 84",
            "(01) 84",
            "٠١٨٤",
            "01\u{2011}84",
            "\u{202d}0184\u{202c}",
            "1 84 88",
            "+33",
            "011 33 1 84",
            "+33 01 84",
            "+33 (01) 84",
            "0033 01 84",
            "0011 33 1 84",
            "00 12",
            "0012",
            "",
        ] {
            assert!(finds(typed, "+33184880012"), "{typed}");
        }
        for typed in ["(415) 555", "415-555", "1 415", "1 (415) 555", "+1415", "001 415"] {
            assert!(finds(typed, "+14155550142"), "{typed}");
        }
        assert!(finds("06 1 234", "+3612345678") && finds("8 (495) 123", "+74951234567"));
        assert!(finds("06 1234", "+390612345678") && finds("+39 (0)6 12", "+390612345678"));
        assert!(finds("+353 01 555", "+35315550123") && finds("+44 020 7946", "+442079460958"));
        assert!(finds("+30 210", "+302101234567") && finds("+212 05", "+212520123456"));
    }

    #[test]
    fn what_is_another_number_is_not_found() {
        for typed in ["+33 1 85", "0033 2", "0185", "+1 84", "999", "+33 02", "+30 184"] {
            assert!(!finds(typed, "+33184880012"), "{typed}");
        }
    }

    #[test]
    fn what_is_typed_stays_as_it_was() {
        assert_eq!(search(" 01 84 88 "), "01 84 88");
        assert_eq!(search("+1 (415)x"), "+1 (415)");
        assert_eq!(search("Reception %_'"), "");
        assert_eq!(search(&"1 ".repeat(40)).len(), 29);
    }
}
