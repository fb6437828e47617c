//! How hard a password is to guess, as zxcvbn estimates it: by lists of common passwords, names
//! and words, by keyboards, dates, sequences and repetitions, and by what the person is called.

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

/// 10^8 guesses at least: years for whoever has stolen the hash, and has one machine to guess with.
const MIN_SCORE: Score = Score::Three;

/// 10^6 guesses for what is left of a password without the words that anybody knows.
const REST: Score = Score::Two;

/// Words that stand in passwords of this product's people, and in no English list.
const COMMON: [&str; 14] = [
    "azertyuiop",
    "bienvenue",
    "bonjour",
    "changeme",
    "chouchou",
    "cabinet",
    "clinique",
    "doudou",
    "jetaime",
    "loulou",
    "motdepasse",
    "secretaire",
    "soleil",
    "twilio",
];
/// The longest run of a person's data that is looked for, in characters.
const LONGEST: usize = 100;

/// `about` is what anybody may know of the person: e-mail, name, organisation.
pub(super) fn is_hard_to_guess(password: &str, about: &[String]) -> bool {
    let password = plain(password);
    let about = about.iter().flat_map(|text| words(&plain(text)));
    let mut known: Vec<String> = about.chain(COMMON.map(str::to_owned)).collect();
    // The longest first, of which others may be parts.
    known.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    // Three words in a row count as many guesses, even where each of them is known.
    let folded = Zeroizing::new(password.to_lowercase());
    let rest = known.iter().fold(folded.clone(), |rest, word| Zeroizing::new(rest.replace(word, "")));
    zxcvbn(&password, &known).score() >= MIN_SCORE
        && (rest == folded || zxcvbn(rest.trim(), &[]).score() >= REST)
}

/// The text without the accents of its letters: many leave them out, also of their own names.
fn plain(text: &str) -> Zeroizing<String> {
    // Grown in place, parts of it would stay behind; no text becomes more than thrice as long.
    let mut plain = Zeroizing::new(String::with_capacity(text.len() * 3));
    plain.extend(text.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc());
    plain
}

/// The whole text, the text without its gaps, what stands before each gap, and each word.
fn words(text: &str) -> Vec<String> {
    let text: String = text.to_lowercase().chars().take(LONGEST).collect();
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let (joined, before_the_host) = (parts.concat(), text.split('@').next().unwrap_or_default());
    let whole = [text.as_str(), before_the_host, joined.as_str()];
    let all = whole.into_iter().chain(parts.iter().copied());
    // Shorter ones are in every text.
    all.filter(|word| word.chars().count() >= 3).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hard(password: &str) -> bool {
        let about = ["ana.morel@lakeside-clinic.example", "Ana Morel", "Lakeside Clinic"];
        is_hard_to_guess(password, &about.map(str::to_owned))
    }

    #[test]
    fn a_few_words_are_hard_to_guess_without_any_sign() {
        for password in [
            "correct horse",
            "canary horse battery",
            "sandbox telephone",
            "tournesol brique marée",
            "y7#qLw0!tz",
            "lantern sailor of lakeside",
        ] {
            assert!(hard(password), "{password}");
        }
    }

    #[test]
    fn what_anybody_would_try_is_not() {
        for password in [
            "aaaaaaaaaaaa",
            "1234567890",
            "qwertyuiop",
            "azertyuiop",
            "password123",
            "P@ssw0rd123",
            "motdepasse1",
            "Bonjour2026!",
            "abcdefghijkl",
            "19840612198",
            "ana.morel12",
            "anamorel2026",
            "Lakeside2026",
            "lakesideclinic",
            "ana.morel@lakeside-clinic.example",
            "clinic.ana.morel",
            "Morel, Ana (Lakeside)",
        ] {
            assert!(!hard(password), "{password}");
        }
    }

    #[test]
    fn an_accent_more_or_less_hides_no_name() {
        let of_person = |name: &str| [name.to_owned(), "Clinique du Château".to_owned()];
        for name in ["Hélène Dupré", "Helene Dupre"] {
            for password in
                ["helenedupre26", "Hélène.Dupré", "dupre-helene!", "HÉLÈNE DUPRÉ", "cliniqueduchateau"]
            {
                assert!(!is_hard_to_guess(password, &of_person(name)), "{password} of {name}");
            }
            assert!(is_hard_to_guess("tournesol brique marée", &of_person(name)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn no_text_panics(password in "\\PC{0,40}", about in any::<String>()) {
            is_hard_to_guess(&password, &[about]);
        }
    }
}
