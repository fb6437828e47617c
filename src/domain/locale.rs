//! The two languages of the product.

use super::codes::codes;

codes! {
    /// A language; its code is the value of `<html lang>`.
    #[derive(Default)]
    pub enum Locale {
        #[default]
        En = "en",
        Fr = "fr",
    }
}

/// Picks the English value or, after it, the French one by a [`Locale`]. A build of one
/// language decides while compiling, and links nothing of the other.
macro_rules! pick {
    ($locale:expr, $en:expr, $fr:expr $(,)?) => {
        match $locale.spoken() {
            $crate::domain::locale::Locale::En => $en,
            $crate::domain::locale::Locale::Fr => $fr,
        }
    };
}

/// A sentence in the language of a [`Locale`], from its English and, after it, its French;
/// values after them fill the `{}` of both. A `match` has such a row for each pattern; one
/// in parentheses is a `String` that is made elsewhere.
macro_rules! say {
    ($locale:expr, match $on:tt {
        $($case:pat $(if $guard:expr)? =>
            $(($made:expr))? $($en:literal, $fr:literal $(, $value:expr)*)?;)+
    }) => {
        match $on {
            $($case $(if $guard)? => { $($made)? $(say!($locale, $en, $fr $(, $value)*))? })+
        }
    };
    ($locale:expr, $en:literal, $fr:literal $(, $value:expr)* $(,)?) => {
        $crate::domain::locale::pick!($locale, format!($en $(, $value)*), format!($fr $(, $value)*))
    };
}

pub(crate) use {pick, say};

/// The one language that this build speaks: a browser downloads no other.
const ONLY: Option<Locale> = match option_env!("AVA_LOCALE") {
    Some(code) => match code.as_bytes() {
        b"en" => Some(Locale::En),
        b"fr" => Some(Locale::Fr),
        _ => panic!("AVA_LOCALE is not a language of AVA"),
    },
    None => None,
};

impl Locale {
    /// The language to say something in: this one, unless the build has only one.
    pub const fn spoken(self) -> Self {
        match ONLY {
            Some(only) => only,
            None => self,
        }
    }

    /// A number that is written with a point, as people of this language write it.
    pub fn decimal(self, number: &str) -> String {
        pick!(self, number.to_owned(), number.replace('.', ","))
    }

    /// A whole number with its thousands apart, as people of this language write it.
    pub fn grouped(self, number: u32) -> String {
        match number {
            0..1000 => number.to_string(),
            _ => {
                let apart = pick!(self, ',', '\u{a0}');
                format!("{}{apart}{:03}", self.grouped(number / 1000), number % 1000)
            }
        }
    }

    /// The language's name in itself.
    pub const fn endonym(self) -> &'static str {
        match self {
            Locale::En => "English",
            Locale::Fr => "Français",
        }
    }

    /// A language tag such as `fr`, `fr-CA` or `EN_us`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|locale| primary.trim().eq_ignore_ascii_case(locale.code()))
    }

    /// The best language of an `Accept-Language` header (RFC 9110 §12.5.4); English if none
    /// of ours is in it.
    pub fn negotiate(header: &str) -> Self {
        let mut best = (0.0_f32, Locale::En);
        for item in header.split(',') {
            let mut parts = item.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else {
                continue;
            };
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if weight > best.0 {
                best = (weight, locale);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiates_by_weight_and_falls_back_to_english() {
        assert_eq!(Locale::negotiate("fr-CH, fr;q=0.9, en;q=0.8"), Locale::Fr);
        assert_eq!(Locale::negotiate("en;q=0.4, fr;q=0.5"), Locale::Fr);
        assert_eq!(Locale::negotiate("de, *;q=0.1"), Locale::En);
        assert_eq!(Locale::negotiate(";;q=,é"), Locale::En);
    }

    #[test]
    fn the_thousands_of_a_number_stand_apart() {
        for (number, english, french) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1\u{a0}000"),
            (300_000, "300,000", "300\u{a0}000"),
            (4_000_020, "4,000,020", "4\u{a0}000\u{a0}020"),
        ] {
            assert_eq!(
                (Locale::En.grouped(number), Locale::Fr.grouped(number)),
                (english.into(), french.into())
            );
        }
    }
}
