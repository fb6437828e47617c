//! A character that stands where it cannot be meant, so that a person finds it.

use serde::{Deserialize, Serialize};

use super::signs::{is_blank, is_break, is_invisible};
use crate::domain::locale::{Locale, say};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Odd {
    pub char: char,
    /// Its place in what was typed; the first character is 1.
    pub at: u32,
}

impl Odd {
    /// The character's name: “x” (U+0078), or words for one that cannot be seen.
    pub fn named(self, locale: Locale) -> String {
        let (c, code) = (self.char, self.char as u32);
        let name = say!(locale, match c {
            ' ' => "a space", "une espace";
            '\t' => "a tab", "une tabulation";
            '\u{a0}' | '\u{202f}' => "a no-break space", "une espace insécable";
            c if is_break(c) => "a line break", "un saut de ligne";
            c if is_blank(c) => "a blank", "un blanc";
            c if is_invisible(c) => "an invisible character", "un caractère invisible";
            c if c.is_control() => "a control character", "un caractère de contrôle";
            c if is_combining(c) => "an accent of its own", "un accent isolé";
            c if is_private(c) => "a character without a meaning", "un caractère sans signification";
            c if is_cyrillic(c) =>
                "the Cyrillic letter {}",
                "la lettre cyrillique {}",
                quoted(c, locale);
            c if is_greek(c) =>
                "the Greek letter {}",
                "la lettre grecque {}",
                quoted(c, locale);
            _ => (quoted(c, locale));
        });
        format!("{name} (U+{code:04X})")
    }
}

fn quoted(c: char, locale: Locale) -> String {
    say!(locale, "“{c}”", "«\u{a0}{c}\u{a0}»")
}

/// A combining mark would be shown on the quote before it.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// Many Cyrillic letters look like Latin ones.
fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{386}'..='\u{3ff}')
}
