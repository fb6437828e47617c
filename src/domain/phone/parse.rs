//! The spellings of a number that people type and paste.
//!
//! `+33 (0)1 84 88 00 12`, `tel:+33-1-84-88-00-12`, `0033 184 880 012`: digits of
//! any script, every dash, dot, slash, bracket and blank between them, what
//! cannot be seen, quotes around it, a label before it.

use std::fmt;

use crate::domain::{
    problem::Rule,
    text::{Odd, digit, is_blank, is_break, is_dash, is_invisible, is_nothing, is_quote, placed},
};

/// The text is not an international phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotE164 {
    Empty,
    /// The text has a character that no number has.
    Character(Odd),
    /// The text has no country code, or too few or too many digits.
    Shape,
}

impl fmt::Display for NotE164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an international phone number")
    }
}

impl std::error::Error for NotE164 {}

impl From<NotE164> for Rule {
    fn from(not: NotE164) -> Self {
        match not {
            NotE164::Empty => Self::Required,
            NotE164::Character(odd) => Self::PhoneCharacter(odd),
            NotE164::Shape => Self::Phone,
        }
    }
}

/// The number as E.164.
pub(super) fn read(text: &str) -> Result<String, NotE164> {
    if is_e164(text) {
        return Ok(text.to_owned());
    }
    let signs = signs(text)?;
    if signs.is_empty() {
        return Err(NotE164::Empty);
    }
    let digits: String = signs.chars().filter(char::is_ascii_digit).collect();
    let country = match digits.strip_prefix("00") {
        Some(rest) => rest,
        None if signs.contains('+') => digits.as_str(),
        None => return Err(NotE164::Shape),
    };
    let number = match signs.split_once("(0)") {
        // The brackets have the digit that one dials at home only.
        Some((before, after)) if !keeps_its_zero(country) => {
            let before: String = before.chars().filter(char::is_ascii_digit).collect();
            let before = before.strip_prefix("00").unwrap_or(&before);
            let after: String = after.chars().filter(char::is_ascii_digit).collect();
            format!("+{before}{after}")
        }
        _ => format!("+{country}"),
    };
    if is_e164(&number) { Ok(number) } else { Err(NotE164::Shape) }
}

/// Reads a number that [`E164::pretty`](super::E164::pretty) wrote, which takes the browser
/// less code.
pub(super) fn plain(text: &str) -> Result<String, NotE164> {
    let number: String = text.chars().filter(|c| *c != ' ').collect();
    if is_e164(&number) { Ok(number) } else { Err(NotE164::Shape) }
}

fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a zero after the country code is dialled from abroad too: in Italy
/// and the Vatican, Côte d’Ivoire, Gabon and the Republic of the Congo.
pub(super) fn keeps_its_zero(digits: &str) -> bool {
    ["39", "225", "241", "242"].iter().any(|code| digits.starts_with(code))
}

/// The characters that count: digits, brackets, and a `+` before the first digit.
pub(super) fn signs(text: &str) -> Result<String, NotE164> {
    let mut chars: Vec<(u32, char)> = placed(text).collect();
    // Numbers come out of sentences and of lists.
    let around = |c: char| is_nothing(c) || is_quote(c) || matches!(c, ',' | ';' | '<' | '>');
    while chars.pop_if(|(_, c)| around(*c)).is_some() {}
    let label = label(&chars);
    let mut signs = String::with_capacity(16);
    for (at, c) in chars.into_iter().skip(label).skip_while(|(_, c)| around(*c)) {
        let before_digits = !signs.contains(|c: char| c.is_ascii_digit() || c == '+');
        match c {
            '(' | '[' | '\u{fe59}' | '\u{ff08}' | '\u{ff3b}' => signs.push('('),
            ')' | ']' | '\u{fe5a}' | '\u{ff09}' | '\u{ff3d}' => signs.push(')'),
            c if is_plus(c) && before_digits => signs.push('+'),
            c if is_dot_or_slash(c) || is_dash(c) || is_blank(c) || is_break(c) || is_invisible(c) => {}
            // An emoji of a digit has this for the key around it.
            '\u{20e3}' => {}
            c => match digit(c) {
                Some(digit) => signs.push(digit),
                None => return Err(NotE164::Character(Odd { char: c, at })),
            },
        }
    }
    Ok(signs)
}

fn is_plus(c: char) -> bool {
    matches!(c, '+' | '\u{ff0b}' | '\u{fe62}' | '\u{2795}')
}

/// Whether `c` is one of the dots, slashes and lines that look alike.
fn is_dot_or_slash(c: char) -> bool {
    matches!(
        c,
        '.' | '/'
            | '_'
            | '\u{b7}'
            | '\u{2022}'
            | '\u{2024}'
            | '\u{2027}'
            | '\u{2044}'
            | '\u{2215}'
            | '\u{2219}'
            | '\u{22c5}'
            | '\u{30fb}'
            | '\u{ff0e}'
            | '\u{ff0f}'
            | '\u{ff65}'
    )
}

/// The length of a label, as in `tel:` and `Tél. : `, or of any text without a digit before
/// the `+`.
fn label(chars: &[(u32, char)]) -> usize {
    if let Some(plus) = chars.iter().position(|(_, c)| is_plus(*c))
        && chars[..plus].iter().all(|(_, c)| digit(*c).is_none())
    {
        return plus;
    }
    let colon = chars.iter().position(|(_, c)| matches!(c, ':' | '\u{ff1a}'));
    let word = |c: char| c.is_alphabetic() || c == '.' || is_blank(c) || is_invisible(c);
    match colon {
        Some(at) if chars[..at].iter().all(|(_, c)| word(*c) || is_quote(*c)) => at + 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARIS: &str = "+33184880012";

    #[test]
    fn lesson_84_a_number_is_read_as_people_mean_it() {
        for text in [
            "+33184880012",
            "+33 (0)1 84 88 00 12",
            "+33(0)184880012",
            "+33 ( 0 ) 1 84 88 00 12",
            "0033 (0) 1 84 88 00 12",
            "0033 1 84 88 00 12",
            "+0033 1 84 88 00 12",
            "(+33) 1 84 88 00 12",
            "+(33) 1 84 88 00 12",
            "+33\u{2011}1\u{2011}84\u{2011}88\u{2011}00\u{2011}12",
            "+33–1–84–88–00–12",
            "+33.1.84.88/00/12",
            "\u{202a}+33 1 84 88 00 12\u{202c}",
            "\u{2066}+33\u{200b}1 84 88 00 12\u{2069}\u{fe0d}",
            "\u{feff}+33\u{a0}1\u{202f}84\u{2009}88\u{3000}00 12\r\n",
            "＋３３１８４８８００１２",
            "+٣٣١٨٤٨٨٠٠١٢",
            "+۳۳ ۱ ۸۴ ۸۸ ۰۰ ۱۲",
            "tel:+33-1-84-88-00-12",
            "TEL:+33184880012",
            "Tél. : +33 1 84 88 00 12",
            "“+33 1 84 88 00 12”",
            "'+33184880012",
            "+33 1 84 88 00 12;",
            "<+33 1 84 88 00 12>",
            "Tel +33 1 84 88 00 12",
            "N° : +33 1 84 88 00 12",
            "☎ +33 1 84 88 00 12",
            "📞\u{fe0f}(+33) 1 84 88 00 12",
            "+33_1_84_88_00_12",
            "+33 1\n84 88 00 12",
            "+33 1\u{2028}84 88\u{85}00 12",
            "+33∙1∙84∙88∙00∙12",
            "＋３３・１・８４・８８・００・１２",
            "➕3️⃣3️⃣1️⃣8️⃣4️⃣8️⃣8️⃣0️⃣0️⃣1️⃣2️⃣",
            "callto:0033184880012",
            "+33 ﹙0﹚1⁄84⁄88⁄00⁄12",
        ] {
            assert_eq!(read(text).as_deref(), Ok(PARIS), "{text:?}");
        }
        assert_eq!(read("+1 (415) 555-0142").as_deref(), Ok("+14155550142"));
        assert_eq!(read("001 415.555.0142").as_deref(), Ok("+14155550142"));
    }

    #[test]
    fn a_zero_that_is_dialled_from_abroad_stays() {
        assert_eq!(read("+39 (0)6 1234 5678").as_deref(), Ok("+390612345678"));
        assert_eq!(read("+225 (0)1 23 45 67 89").as_deref(), Ok("+2250123456789"));
    }

    #[test]
    fn lesson_84_what_is_no_part_of_a_number_is_named_with_its_place() {
        let odd = |text| match read(text) {
            Err(NotE164::Character(odd)) => (odd.char, odd.at),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(odd("+1415555O142"), ('O', 9));
        assert_eq!(odd(" +33 1 84 88 00 12 x7"), ('x', 20));
        assert_eq!(odd("+33 1 84 +88"), ('+', 10));
        assert_eq!(odd("+33 1 84\u{8}88 00 12"), ('\u{8}', 9));
        assert_eq!(odd("+1 800 FLOWERS"), ('F', 8));
        assert_eq!(odd("tel:+33184880012;ext=1"), (';', 17));
    }

    #[test]
    fn a_number_needs_its_country() {
        for bad in [
            "4155550142",
            "01 84 88 00 12",
            "(0)1 84 88 00 12",
            "+",
            "+0123456789",
            "+1234567890123456",
            "+123456",
        ] {
            assert_eq!(read(bad), Err(NotE164::Shape), "{bad}");
        }
        for nothing in ["", " \u{200b}", "\u{feff}\n"] {
            assert_eq!(read(nothing), Err(NotE164::Empty), "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn lesson_84_no_spelling_panics_and_reading_twice_changes_nothing(text in any::<String>()) {
            if let Ok(number) = read(&text) {
                prop_assert_eq!(read(&number), Ok(number.clone()));
            }
        }

        #[test]
        fn lesson_84_what_stands_between_digits_does_not_matter(
            digits in "[1-9][0-9]{7,13}",
            between in prop::collection::vec("[ .\\-/\u{2011}\u{a0}\u{202d}\u{200b}\u{fe0d}]{0,3}", 15),
        ) {
            let spelled: String = digits.chars().zip(&between).map(|(digit, after)| format!("{digit}{after}")).collect();
            prop_assert_eq!(read(&format!("+{spelled}")), Ok(format!("+{digits}")));
        }
    }
}
