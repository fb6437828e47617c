//! E-mail addresses: as they look, lower-cased, plausible. Only a mail proves
//! more.

use serde::{Deserialize, Serialize};

use super::{
    problem::Rule,
    text::{self, Odd, composed, is_blank, is_invisible, is_nothing, is_quote, placed},
};

/// Characters that no address has outside quotes, which nobody writes.
const ODD: &str = "<>()\"`,;:\\[]";

const SCHEME: &str = "mailto:";

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address. Text that stands around it in a mail or a page, `Ana Morel <…>,`,
    /// `E-mail: …` or `mailto:…?…`, is dropped like invisible characters.
    pub fn parse(typed: &str) -> Result<Self, Rule> {
        let typed = composed(typed.to_owned());
        let seen: Vec<(u32, char)> = placed(&typed).filter(|(_, c)| !is_invisible(*c)).collect();
        let mut chars = without_label(address_of(bare(&seen)));
        if is_link(chars) {
            let address = &chars[SCHEME.len()..];
            let end = address.iter().position(|(_, c)| *c == '?').unwrap_or(address.len());
            chars = bare(&address[..end]);
        }
        if chars.is_empty() {
            return Err(Rule::Required);
        }
        let odd = |c: char| c.is_whitespace() || c.is_control() || ODD.contains(c);
        let domain = chars.iter().position(|(_, c)| text::folded(*c) == '@').unwrap_or(chars.len());
        let odd_there = |c: char| match c {
            c if c.is_ascii() => !c.is_ascii_alphanumeric() && !"-.@".contains(c),
            c => is_punctuation(c),
        };
        let found = (0..).zip(chars).find(|(place, (_, c))| {
            let c = folded(*c);
            odd(c) || (*place > domain && odd_there(c))
        });
        if let Some((_, (at, char))) = found {
            return Err(Rule::EmailCharacter(Odd { char: *char, at: *at }));
        }
        let address: String = chars.iter().map(|(_, c)| folded(*c)).collect();
        let address = composed(address.to_lowercase());
        let plausible = address.len() <= 254
            && address.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && !domain.contains('@')
                    && domain.contains('.')
                    && domain
                        .split('.')
                        .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
            });
        if plausible { Ok(Self(address)) } else { Err(Rule::Email) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The full stops of Chinese and Japanese separate names as the others do (UTS 46).
fn folded(c: char) -> char {
    if matches!(c, '\u{3002}' | '\u{ff61}') { '.' } else { text::folded(c) }
}

/// Drops what stands around an address: quotes, brackets, and the punctuation of a list or
/// a sentence.
fn bare(chars: &[(u32, char)]) -> &[(u32, char)] {
    let around = |c: char| is_nothing(c) || is_quote(c) || "<>()[],;".contains(c);
    let start = chars.iter().take_while(|(_, c)| around(*c)).count();
    let end = chars[start..]
        .iter()
        .rev()
        .take_while(|(_, c)| around(*c) || matches!(folded(*c), '.' | '…'))
        .count();
    &chars[start..chars.len() - end]
}

/// Whether `c` is of the punctuation beyond ASCII that texts have and names of hosts do not: the middle
/// dot is a part of Catalan words.
fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b4}' | '\u{b6}' | '\u{bb}'..='\u{bf}')
        || matches!(c, '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{3004}' | '\u{3008}'..='\u{3020}')
}

/// Drops the words before an address, as in `E-mail : …`; the scheme of a link is no label.
fn without_label(chars: &[(u32, char)]) -> &[(u32, char)] {
    let word = |c: char| c.is_alphabetic() || c == '-' || c == '.' || is_blank(c);
    if is_link(chars) {
        return chars;
    }
    match chars.iter().position(|(_, c)| text::folded(*c) == ':') {
        Some(at) if chars[..at].iter().all(|(_, c)| word(text::folded(*c))) => bare(&chars[at + 1..]),
        _ => chars,
    }
}

fn is_link(chars: &[(u32, char)]) -> bool {
    let begins = chars.get(..SCHEME.len()).unwrap_or_default();
    SCHEME.chars().eq(begins.iter().map(|(_, c)| c.to_ascii_lowercase()))
}

/// Drops the name before an address, unless the name could be an address too.
fn address_of(chars: &[(u32, char)]) -> &[(u32, char)] {
    match chars.iter().rposition(|(_, c)| *c == '<') {
        Some(at) if chars[..at].iter().all(|(_, c)| text::folded(*c) != '@') => bare(&chars[at..]),
        _ => chars,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepts_plausible_and_refuses_the_rest() {
        assert_eq!(Email::parse(" Ana@Clinic.Example ").map(|e| e.0), Ok("ana@clinic.example".to_owned()));
        for bad in ["ana", "ana@", "@x.y", "a@b", "a@b..c", "a@b@c.d", "a@-b.c", "a@b-.c"] {
            assert_eq!(Email::parse(bad), Err(Rule::Email), "{bad}");
        }
        for nothing in ["", "  ", "\u{200b}", "<>", "mailto:"] {
            assert_eq!(Email::parse(nothing), Err(Rule::Required), "{nothing:?}");
        }
    }

    #[test]
    fn lesson_84_an_address_is_read_as_it_looks() {
        for pasted in [
            "\u{200b}ana@clinic.example\u{feff}",
            "ana\u{200b}@clinic\u{ad}.example\r\n",
            "\u{202a}ana@clinic.example\u{202c}",
            "\u{a0}ana@clinic.example\u{2028}",
            "<ana@clinic.example>",
            "mailto:Ana@clinic.example",
            "“ana@clinic.example”",
            "ana＠clinic．example",
            "ana@clinic。example",
            "Ana Morel <ana@clinic.example>",
            "\"Morel, Ana\" <ana@clinic.example>;",
            "<ana@clinic.example>, ",
            "mailto:ana@clinic.example?subject=Hello",
            "(ana@clinic.example)",
            "ana@clinic.example.",
            "ana@clinic.example\u{fffc}",
            "E-mail\u{a0}: ana@clinic.example",
            "E-mail: ana@clinic.example",
            "Courriel：ana@clinic.example",
            "ana@clinic.example。",
            "ana@clinic.example…",
            "adresse e-mail : <mailto:ana@clinic.example>",
        ] {
            assert_eq!(Email::parse(pasted).map(|e| e.0), Ok("ana@clinic.example".to_owned()), "{pasted:?}");
        }
        let composed = Email::parse("rené@clinic.example");
        assert_eq!(Email::parse("RENE\u{301}@clinic.example"), composed);
    }

    #[test]
    fn lesson_84_what_no_address_has_is_named_with_its_place() {
        let odd = |char, at| Err(Rule::EmailCharacter(Odd { char, at }));
        assert_eq!(Email::parse("a b@c.d"), odd(' ', 2));
        assert_eq!(Email::parse("Ana,ana@clinic.example"), odd(',', 4));
        assert_eq!(Email::parse("ana@clinic\u{a0}.example"), odd('\u{a0}', 11));
        assert_eq!(Email::parse("ana\u{8}@clinic.example"), odd('\u{8}', 4));
        assert_eq!(Email::parse("ana@clinic.example?subject=Hello"), odd('?', 19));
        assert_eq!(Email::parse("ana@clinic…example"), odd('…', 11));
        assert_eq!(Email::parse("ana@clinic.example•Paris"), odd('•', 19));
        assert_eq!(Email::parse("ana@clinic—lyon.example"), odd('—', 11));
        assert!(Email::parse("ana@col·legi.example").is_ok());
        assert_eq!(Email::parse("Ana <ana@clinic.example>, Bo <bo@clinic.example>"), odd(' ', 4));
    }

    proptest! {
        #[test]
        fn lesson_84_no_address_panics_and_reading_twice_changes_nothing(text in any::<String>()) {
            for text in [format!("{text}@clinic.example"), text] {
                if let Ok(email) = Email::parse(&text) {
                    prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                }
            }
        }
    }
}
