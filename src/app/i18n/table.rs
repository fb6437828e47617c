//! The shape of every table of texts.

/// A struct of texts with its two values, `EN` and `FR`. A text is one row, the English
/// first and the French after it, so that both are edited in one place.
///
/// ```text
/// save = "Save", "Enregistrer";                       a `&'static str`
/// found(ago: &str) = "Found {ago}.", "Vu {ago}.";     a function that fills the sentence in
/// kind(kind: Kind, name: &str) => match kind { … };   the same, one row for each pattern
/// role(role: Role) -> &'static str => match role { … };   rows of expressions, not sentences
/// who(answerer: &Answerer) -> String = …, …;          a function of one expression
/// steps: [&'static str; 2] => [ … ];                  an array, one row for each element
/// leave: LeaveTexts = leave::EN, leave::FR;           any other value
/// service: ServiceTexts => { … };                     the same, where each text is `text!(…, …)`
/// ```
///
/// Values after the French fill the `{}` of both: `"At {}", "Chez {}", provider.name()`.
/// [`Spoken`](super::Spoken) finds the value of a language.
macro_rules! texts {
    (@type) => { &'static str };
    (@type : $type:ty) => { $type };
    (@type ($($of:ty),+)) => { fn($($of),+) -> String };
    (@type ($($of:ty),+) -> $to:ty) => { fn($($of),+) -> $to };

    (@value $(: $type:ty)? = $text:expr) => { $text };
    (@value : $type:ty => [$($text:expr),+]) => { [$($text),+] };
    (@value : $type:ty => { $language:ident $value:expr }) => {{
        use $crate::app::i18n::table::$language as text;
        $value
    }};
    (@value ($($arg:ident),+) = $sentence:expr $(, $value:expr)*) => {
        |$($arg),+| format!($sentence $(, $value)*)
    };
    (@value ($($arg:ident),+) -> $to:ty = $text:expr) => { |$($arg),+| $text };
    (@value ($($arg:ident),+) => [$($on:tt)+] { $($case:pat => $sentence:expr $(, $value:expr)*;)+ }) => {
        |$($arg),+| match $($on)+ { $($case => format!($sentence $(, $value)*)),+ }
    };
    (@value ($($arg:ident),+) -> $to:ty => [$($on:tt)+] { $($case:pat => $text:expr;)+ }) => {
        |$($arg),+| match $($on)+ { $($case => $text),+ }
    };

    (
        $(#[$about:meta])*
        $vis:vis struct $table:ident {
            $(
                $(#[$doc:meta])*
                $name:ident
                $(($($arg:ident: $of:ty),+))?
                $(-> $to:ty)?
                $(: $type:ty)?
                $(=> match $on:tt $(.$part:ident)* {
                    $($case:pat => $case_en:expr, $case_fr:expr $(, $case_value:expr)*;)+
                })?
                $(=> [$($item_en:expr, $item_fr:expr;)+])?
                $(=> { $both:expr })?
                $(= $en:expr, $fr:expr $(, $value:expr)*)?
                ;
            )+
        }
    ) => {
        $(#[$about])*
        $vis struct $table {
            $(
                $(#[$doc])*
                pub $name: texts!(@type $(($($of),+))? $(-> $to)? $(: $type)?),
            )+
        }

        $vis const EN: $table = $table {
            $($name: texts!(
                @value $(($($arg),+))? $(-> $to)? $(: $type)?
                $(=> [$on $(.$part)*] { $($case => $case_en $(, $case_value)*;)+ })?
                $(=> [$($item_en),+])?
                $(=> { english $both })?
                $(= $en $(, $value)*)?
            ),)+
        };

        $vis const FR: $table = $table {
            $($name: texts!(
                @value $(($($arg),+))? $(-> $to)? $(: $type)?
                $(=> [$on $(.$part)*] { $($case => $case_fr $(, $case_value)*;)+ })?
                $(=> [$($item_fr),+])?
                $(=> { french $both })?
                $(= $fr $(, $value)*)?
            ),)+
        };

        impl $crate::app::i18n::Spoken for $table {
            #[inline]
            fn spoken(locale: $crate::domain::locale::Locale) -> &'static Self {
                $crate::domain::locale::pick!(locale, &EN, &FR)
            }
        }
    };
}

/// The `text!` with which `texts!` makes `EN`.
macro_rules! english {
    ($en:expr, $fr:expr $(,)?) => {
        $en
    };
}

/// The `text!` with which `texts!` makes `FR`.
macro_rules! french {
    ($en:expr, $fr:expr $(,)?) => {
        $fr
    };
}

pub(crate) use {english, french, texts};
