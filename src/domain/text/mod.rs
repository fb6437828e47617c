//! Text that people type and paste, read as they mean it: one rule for each
//! kind of field.
//!
//! Text that nobody sees is dropped: invisible characters and blanks at the ends, marks of
//! the direction of writing everywhere. A character that cannot be meant is refused by its
//! name and place. Passwords are not text in this sense: they are taken as they are, to the
//! last character.

mod odd;
mod signs;
#[cfg(test)]
mod tests;

use std::iter;

pub use odd::Odd;
use signs::joins;
pub use signs::{digit, folded, is_blank, is_break, is_dash, is_invisible, is_quote};

use super::problem::Rule;

/// Whether nothing can be seen of `text`.
pub fn is_empty(text: &str) -> bool {
    text.chars().all(is_nothing)
}

/// Reads what may be left empty.
pub fn optional<T>(text: &str, read: impl FnOnce(&str) -> Result<T, Rule>) -> Result<Option<T>, Rule> {
    if is_empty(text) { Ok(None) } else { read(text).map(Some) }
}

/// Reads what counts as the default where it is left empty.
pub fn or_default<T: Default>(text: &str, read: impl FnOnce(&str) -> Result<T, Rule>) -> Result<T, Rule> {
    optional(text, read).map(Option::unwrap_or_default)
}

/// Reads one line: a name, a town, a search. 1 to `most` characters, and each run of blanks
/// is one space.
pub fn one_line(text: &str, most: u32) -> Result<String, Rule> {
    let read = read(text, Lines::One);
    if read.text.is_empty() {
        return Err(Rule::Required);
    }
    read.bounded(most)
}

/// Reads any number of lines: instructions, a greeting. Up to `most` characters, with `\n`
/// between the lines.
pub fn many_lines(text: &str, most: u32) -> Result<String, Rule> {
    read(text, Lines::Many).bounded(most)
}

/// Reads lines without refusing anything, so that two texts can be compared.
pub fn plain(text: &str) -> String {
    read(text, Lines::Many).text
}

/// Reads a search: the beginning of a line. Nothing is refused.
pub fn search(text: &str, most: u32) -> String {
    read(text, Lines::One).text.chars().take(most as usize).collect()
}

/// The text with a capital at the beginning.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Reads a number, a code, a name for machines: digits of any script and full-width letters
/// become ASCII, dashes become `-`. Nothing is refused here.
pub fn code(text: &str) -> String {
    let folded: String = text.chars().map(folded).collect();
    read(&folded, Lines::One).text
}

/// Reads a whole number from `least` to `most`. Its digits may stand in groups of three: `5 000`.
pub fn whole_number(text: &str, least: u32, most: u32) -> Result<u32, Rule> {
    let text = code(text);
    let mut groups = text.split(' ');
    let is_grouped =
        groups.next().is_some_and(|first| first.len() <= 3) && groups.all(|group| group.len() == 3);
    let digits = if is_grouped { text.replace(' ', "") } else { text };
    let number = digits.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or(Rule::WholeNumber(least, most))
}

/// Reads printable ASCII without quotes, as keys and tokens are: returns each character
/// with its place in the pasted text. Quotes and brackets around it go with the blanks
/// there, and so does the name that it had where it was copied.
pub fn key(text: &str, most: u32) -> Result<Vec<(u32, char)>, Rule> {
    let mut key: Vec<(u32, char)> = placed(text).filter(|(_, c)| !is_invisible(*c)).collect();
    while key.pop_if(|(_, c)| around_a_key(*c)).is_some() {}
    loop {
        let start = key.iter().take_while(|(_, c)| around_a_key(*c)).count();
        key.drain(..start);
        let name = name_of_a_key(&key);
        if name == 0 {
            break;
        }
        key.drain(..name);
    }
    if key.is_empty() {
        return Err(Rule::Required);
    }
    if key.len() > most as usize {
        return Err(Rule::TooLong(most));
    }
    for (at, c) in &mut key {
        let odd = Odd { char: *c, at: *at };
        *c = folded(*c);
        if !c.is_ascii_graphic() || is_quote(*c) {
            return Err(Rule::KeyCharacter(odd));
        }
    }
    Ok(key)
}

/// Whether `c` may stand around a key: programs and lists write a value in quotes or
/// brackets, with a comma after it.
fn around_a_key(c: char) -> bool {
    is_nothing(c) || is_quote(c) || "<>()[]{},;".contains(c)
}

/// The length of the name before a key, as in `VAPI_API_KEY=…`, `"token": "…"`,
/// `Clé API : …` and `Authorization: Bearer …`.
fn name_of_a_key(key: &[(u32, char)]) -> usize {
    let word = |(_, c): &&(u32, char)| c.is_alphanumeric() || "_-".contains(*c) || around_a_key(*c);
    let length = key.iter().take_while(word).count();
    let words: String = key[..length].iter().flat_map(|(_, c)| c.to_lowercase()).collect();
    let names = ["key", "token", "sid", "secret", "auth", "clé", "jeton"];
    let means_a_key = names.iter().any(|name| words.contains(name));
    let assigns = |(_, c): &&(u32, char)| matches!(folded(*c), ':' | '=');
    let signs = key.iter().skip(length).take_while(assigns).count();
    // A key may itself end with a sign.
    let has_value = key.iter().skip(length).any(|(_, c)| c.is_alphanumeric());
    if means_a_key && signs > 0 && has_value {
        return length + signs;
    }
    let bearer = "bearer";
    let is_bearer = words.strip_prefix(bearer).is_some_and(|rest| rest.starts_with(is_blank));
    if is_bearer { bearer.len() } else { 0 }
}

/// Each character with its place, of which the first is 1.
pub fn placed(text: &str) -> impl Iterator<Item = (u32, char)> {
    (1..).zip(text.chars())
}

/// Composes `text` (NFC), so that a letter and its accent are one character however they
/// were typed. The browser has no table for it, and leaves it to the server, which reads
/// every form.
pub fn composed(text: String) -> String {
    #[cfg(feature = "ssr")]
    let text = {
        use unicode_normalization::{UnicodeNormalization, is_nfc};
        if is_nfc(&text) { text } else { text.nfc().collect() }
    };
    text
}

/// Whether `c` cannot be seen at the ends of a text.
pub fn is_nothing(c: char) -> bool {
    is_blank(c) || is_break(c) || is_invisible(c) || c.is_control()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Many,
}

struct Read {
    text: String,
    /// The first character that cannot be kept.
    odd: Option<Odd>,
}

impl Read {
    fn bounded(self, most: u32) -> Result<String, Rule> {
        if let Some(odd) = self.odd {
            return Err(Rule::TextCharacter(odd));
        }
        if self.text.chars().count() > most as usize {
            return Err(Rule::TooLong(most));
        }
        Ok(self.text)
    }
}

fn read(text: &str, lines: Lines) -> Read {
    let text = composed(text.to_owned());
    let mut kept = String::with_capacity(text.len());
    let (mut odd, mut perhaps) = (None, None);
    let after = text.chars().skip(1).map(Some).chain(iter::once(None));
    for ((at, c), next) in placed(&text).zip(after) {
        match (lines, c) {
            (_, c) if kept.is_empty() && is_nothing(c) => {}
            (Lines::Many, '\r') if next == Some('\n') => {}
            (Lines::Many, c) if is_break(c) => kept.push('\n'),
            (Lines::Many, c) if is_blank(c) => kept.push(if c.is_whitespace() { c } else { ' ' }),
            (Lines::One, c) if is_break(c) || is_blank(c) => {
                if !kept.ends_with(' ') {
                    kept.push(' ');
                }
            }
            (_, c) if is_invisible(c) => {
                if joins(kept.chars().next_back(), c, next) {
                    kept.push(c);
                }
            }
            (_, c) if c.is_control() => {
                perhaps.get_or_insert(Odd { char: c, at });
            }
            (_, c) => {
                // At the end this character would have gone with the blanks.
                odd = odd.or(perhaps);
                kept.push(c);
            }
        }
    }
    kept.truncate(kept.trim_end_matches(|c| is_blank(c) || is_break(c)).len());
    Read { text: composed(kept), odd }
}
