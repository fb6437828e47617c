//! A character that stands where it cannot be meant, so that a person finds it.

use serde::{Deserialize, Serialize};

use super::signs::{is_blank, is_break, is_invisible};
use crate::domain::locale::Locale;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Odd {
    pub char: char,
    /// Its place in what was typed; the first character is 1.
    pub at: u32,
}

impl Odd {
    /// What it is: “x” (U+0078), or a name for what cannot be seen.
    pub fn named(self, locale: Locale) -> String {
        let (code, seen) = (self.char as u32, self.char);
        let name = match locale.spoken() {
            Locale::En => english(self.char),
            Locale::Fr => french(self.char),
        };
        match (name, locale.spoken()) {
            (Name::Whole(name), _) => format!("{name} (U+{code:04X})"),
            (Name::Of(what), Locale::En) => format!("{what}“{seen}” (U+{code:04X})"),
            (Name::Of(what), Locale::Fr) => format!("{what}«\u{a0}{seen}\u{a0}» (U+{code:04X})"),
        }
    }
}

enum Name {
    /// For what is not shown.
    Whole(&'static str),
    /// Before the character itself.
    Of(&'static str),
}

fn english(c: char) -> Name {
    match c {
        ' ' => Name::Whole("a space"),
        '\t' => Name::Whole("a tab"),
        '\u{a0}' | '\u{202f}' => Name::Whole("a no-break space"),
        c if is_break(c) => Name::Whole("a line break"),
        c if is_blank(c) => Name::Whole("a blank"),
        c if is_invisible(c) => Name::Whole("an invisible character"),
        c if c.is_control() => Name::Whole("a control character"),
        c if is_combining(c) => Name::Whole("an accent of its own"),
        c if is_private(c) => Name::Whole("a character without a meaning"),
        c if is_cyrillic(c) => Name::Of("the Cyrillic letter "),
        c if is_greek(c) => Name::Of("the Greek letter "),
        _ => Name::Of(""),
    }
}

fn french(c: char) -> Name {
    match c {
        ' ' => Name::Whole("une espace"),
        '\t' => Name::Whole("une tabulation"),
        '\u{a0}' | '\u{202f}' => Name::Whole("une espace insécable"),
        c if is_break(c) => Name::Whole("un saut de ligne"),
        c if is_blank(c) => Name::Whole("un blanc"),
        c if is_invisible(c) => Name::Whole("un caractère invisible"),
        c if c.is_control() => Name::Whole("un caractère de contrôle"),
        c if is_combining(c) => Name::Whole("un accent isolé"),
        c if is_private(c) => Name::Whole("un caractère sans signification"),
        c if is_cyrillic(c) => Name::Of("la lettre cyrillique "),
        c if is_greek(c) => Name::Of("la lettre grecque "),
        _ => Name::Of(""),
    }
}

/// It would be shown on the quote before it.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// Many look like Latin ones.
fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{386}'..='\u{3ff}')
}
