//! The characters that a person does not see, or means as another.
//!
//! From the Unicode Character Database, version 17: `White_Space`, `Bidi_Control`,
//! `Default_Ignorable_Code_Point`, `Dash`, `Quotation_Mark`, and the zeros of
//! `Nd`. Ranges, not tables: the browser has them too.

/// Whether `c` ends a line (Unicode Standard, section 5.8).
pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether `c` takes room and shows nothing: blanks, fillers of Hangul, the empty pattern
/// of braille. The end of a line does not count.
pub fn is_blank(c: char) -> bool {
    match c {
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' => true,
        c => c.is_whitespace() && !is_break(c),
    }
}

/// Whether `c` takes no room: joiners, selectors, soft hyphens, marks of direction, the
/// byte order mark, tags, the stand-in for an object that was not pasted with the text, and
/// the code points that are no characters.
pub fn is_invisible(c: char) -> bool {
    let is_none = matches!(c, '\u{fdd0}'..='\u{fdef}') || c as u32 & 0xfffe == 0xfffe;
    is_none
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{fff0}'..='\u{fffc}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Whether an invisible character changes what is seen where it stands: between
/// letters of a script that joins them, after a character that it gives another
/// shape, in a picture or a flag that is made of several.
pub fn joins(before: Option<char>, c: char, after: Option<char>) -> bool {
    let from = |least: char, other: Option<char>| {
        other.is_some_and(|other| other >= least && !super::is_nothing(other))
    };
    match c {
        // Hebrew and the scripts that follow it in Unicode.
        '\u{200c}' | '\u{200d}' => {
            (from('\u{590}', before) || before.is_some_and(is_selector)) && from('\u{590}', after)
        }
        // Signs and ideographs, and the digit of a key.
        c if is_selector(c) => from('\u{203c}', before) || after == Some('\u{20e3}'),
        // The flags of England, Scotland and Wales are a black one and tags.
        '\u{e0020}'..='\u{e007f}' => matches!(before, Some('\u{1f3f4}' | '\u{e0020}'..='\u{e007e}')),
        _ => false,
    }
}

/// Whether `c` is a variation selector.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{58a}' | '\u{5be}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{2212}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{30fc}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{ff70}'
    )
}

/// Whether `c` is a quote, as around a value that was copied out of a text or of a program.
pub fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '\u{b4}'
            | '\u{ab}'
            | '\u{bb}'
            | '\u{2018}'..='\u{201f}'
            | '\u{2032}'..='\u{2036}'
            | '\u{2039}'
            | '\u{203a}'
            | '\u{300c}'..='\u{300f}'
            | '\u{301d}'..='\u{301f}'
            | '\u{ff02}'
            | '\u{ff07}'
    )
}

/// The zeros of the scripts in which people write numbers.
const ZEROS: [u32; 21] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
    0xf20, 0x1040, 0x17e0, 0x1810, 0xa9d0, 0xff10,
];

/// The ASCII digit that `c` stands for.
pub fn digit(c: char) -> Option<char> {
    let code = c as u32;
    let value = match code {
        // Five styles of mathematical digits, as pasted from where they are a fashion.
        0x1d7ce..=0x1d7ff => (code - 0x1d7ce) % 10,
        _ => code - ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?,
    };
    char::from_digit(value, 10)
}

/// The character of ASCII that a person means by `c`, else `c` itself. A long dash may
/// stand for two: it stays.
pub fn folded(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => digit(c).unwrap_or(c),
    }
}
