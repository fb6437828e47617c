use proptest::prelude::*;

use super::*;
use crate::domain::locale::Locale;

/// The characters that the tests put at both ends of a text and in it.
const INVISIBLE: &str = "\u{200b}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{feff}\u{fe0d}\u{ad}\u{61c}\u{180e}\u{34f}\u{e0041}\u{fffc}\u{fdd0}\u{fffe}\u{10ffff}";

#[test]
fn lesson_84_invisible_characters_around_a_name_go() {
    for c in
        INVISIBLE.chars().chain("\u{a0}\u{3000}\u{2003}\u{202f}\u{2028}\u{85}\u{b}\0\u{1b}\u{3164}\n".chars())
    {
        let pasted = format!("{c}{c}Lakeside Clinic{c}");
        assert_eq!(one_line(&pasted, 80).as_deref(), Ok("Lakeside Clinic"), "U+{:04X}", c as u32);
        assert_eq!(many_lines(&pasted, 80).as_deref(), Ok("Lakeside Clinic"), "U+{:04X}", c as u32);
        assert_eq!(one_line(&c.to_string(), 80), Err(Rule::Required));
        assert!(is_empty(&c.to_string()));
    }
}

#[test]
fn lesson_84_nothing_invisible_is_kept_inside() {
    for c in INVISIBLE.chars() {
        assert_eq!(one_line(&format!("Lake{c}side"), 80).as_deref(), Ok("Lakeside"), "U+{:04X}", c as u32);
    }
    assert_eq!(one_line("a\u{202e}gnp.exe", 80).as_deref(), Ok("agnp.exe"));
    assert_eq!(one_line("Jean\u{a0}Dupont \t\u{2028}fils", 80).as_deref(), Ok("Jean Dupont fils"));
}

#[test]
fn what_joins_letters_and_pictures_stays() {
    for text in [
        "می\u{200c}خواهم",
        "क\u{94d}\u{200d}ष",
        "👩\u{200d}❤\u{fe0f}\u{200d}👩",
        "1\u{fe0f}\u{20e3}",
        "❤\u{fe0f}",
        "葛\u{e0100}",
    ] {
        assert_eq!(one_line(text, 80).as_deref(), Ok(text));
    }
    let england = "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    assert_eq!(one_line(england, 80).as_deref(), Ok(england));
    assert_eq!(one_line("clin\u{200d}ic\u{fe0f}", 80).as_deref(), Ok("clinic"));
}

#[test]
fn lesson_84_every_line_separator_becomes_a_line_break() {
    for separator in ["\r\n", "\r", "\n", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
        let text = format!("Answer calls.{separator}Be brief.{separator}");
        assert_eq!(many_lines(&text, 80).as_deref(), Ok("Answer calls.\nBe brief."), "{separator:?}");
    }
    assert_eq!(many_lines("a\r\n\r\nb\tc\u{a0}!", 80).as_deref(), Ok("a\n\nb\tc\u{a0}!"));
    assert_eq!(many_lines(" \r\n", 80).as_deref(), Ok(""));
}

#[test]
fn lesson_84_what_cannot_be_kept_is_named_with_its_place() {
    let odd = Odd { char: '\u{8}', at: 3 };
    assert_eq!(one_line("ab\u{8}c", 80), Err(Rule::TextCharacter(odd)));
    assert_eq!(many_lines("ab\u{8}c", 80), Err(Rule::TextCharacter(odd)));
    assert_eq!(odd.named(Locale::En), "a control character (U+0008)");
    let names = |char| Locale::ALL.map(|locale| Odd { char, at: 1 }.named(locale));
    assert_eq!(names('x'), ["“x” (U+0078)", "«\u{a0}x\u{a0}» (U+0078)"]);
    assert_eq!(
        names('А'),
        ["the Cyrillic letter “А” (U+0410)", "la lettre cyrillique «\u{a0}А\u{a0}» (U+0410)"]
    );
    assert_eq!(names('\u{a0}'), ["a no-break space (U+00A0)", "une espace insécable (U+00A0)"]);
    for hidden in "\u{200b}\u{202e}\u{301}\u{e000}\u{ffff}\u{2028}".chars() {
        assert!(names(hidden).iter().all(|name| !name.contains(hidden)), "U+{:04X}", hidden as u32);
    }
}

#[test]
fn a_letter_and_its_accent_are_one_character() {
    assert_eq!(one_line("E\u{301}mile", 5).as_deref(), Ok("Émile"));
    assert_eq!(search("Re\u{301}ception ", 40), "Réception");
    assert_eq!(many_lines("Cafe\u{301}", 4).as_deref(), Ok("Café"));
}

#[test]
fn lengths_are_of_what_is_kept() {
    assert_eq!(one_line(" éééé\u{200b} ", 4).as_deref(), Ok("éééé"));
    assert_eq!(one_line("éééé", 3), Err(Rule::TooLong(3)));
    assert_eq!(many_lines("éééé", 3), Err(Rule::TooLong(3)));
}

#[test]
fn lesson_84_a_code_is_read_in_ascii() {
    assert_eq!(code("\u{202d}０．７\u{202c}"), "0.7");
    assert_eq!(code(" gpt\u{2011}4.1 "), "gpt-4.1");
    assert_eq!(code("٠١٤٢"), "0142");
    assert_eq!(code("०१४२"), "0142");
}

#[test]
fn lesson_84_a_number_is_read_as_people_write_it() {
    for typed in ["5000", " 5000\u{200b}", "５０００", "5 000", "5\u{202f}000", "5\u{a0}000"] {
        assert_eq!(whole_number(typed, 1, 10_000), Ok(5000), "{typed:?}");
    }
    assert_eq!(whole_number("1 000 000", 0, 1_000_000), Ok(1_000_000));
    for odd in ["", "many", "5,000", "5 00", "50 00", "5000 000", "5 000 0", "-5", "5.0", "10 001"] {
        assert_eq!(whole_number(odd, 1, 10_000), Err(Rule::WholeNumber(1, 10_000)), "{odd:?}");
    }
}

proptest! {
    #[test]
    fn lesson_84_reading_twice_changes_nothing(text in any::<String>()) {
        let once = plain(&text);
        prop_assert_eq!(plain(&once), once);
        let once = search(&text, 1000);
        prop_assert_eq!(search(&once, 1000), once);
        let once = code(&text);
        prop_assert_eq!(code(&once), once);
    }

    #[test]
    fn lesson_84_what_is_hidden_never_matters(
        words in "[a-zà-ÿ]{1,8}( [a-zà-ÿ]{1,8}){0,3}",
        hidden in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..9),
    ) {
        let invisible: Vec<char> = INVISIBLE.chars().collect();
        let mut text: Vec<char> = words.chars().collect();
        for (place, which) in hidden {
            text.insert(place.index(text.len() + 1), invisible[which.index(invisible.len())]);
        }
        let text: String = text.into_iter().collect();
        prop_assert_eq!(one_line(&text, 80), Ok(words));
    }

    #[test]
    fn lesson_84_what_is_kept_is_seen_at_both_ends(text in any::<String>()) {
        if let Ok(line) = one_line(&text, 1000) {
            prop_assert!(!line.starts_with(is_nothing));
            prop_assert!(!line.ends_with(|c| is_blank(c) || is_break(c)));
            prop_assert!(!line.contains(is_break) && !line.contains(char::is_control));
        }
    }
}
