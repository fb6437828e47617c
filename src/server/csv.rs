//! Tables as files that a spreadsheet opens.

/// What begins a file: a spreadsheet takes one without the mark for one of another encoding.
pub const MARK: char = '\u{feff}';
/// The media type of a file.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8";

/// Characters that end a cell for one spreadsheet or another: in France, it is the semicolon.
const ENDS: [char; 5] = [',', ';', '\t', '\r', '\n'];
/// A text that begins with one of these is a formula to a spreadsheet.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// A row with the end of its line.
pub fn row<const N: usize>(cells: [&str; N]) -> String {
    cells.map(cell).join(",") + "\r\n"
}

/// The first row of a file, after the mark.
pub fn head<const N: usize>(columns: [&str; N]) -> String {
    format!("{MARK}{}\r\n", columns.join(","))
}

/// A cell as RFC 4180 writes it. An apostrophe stands before whatever a spreadsheet may take for a
/// formula: at the beginning, and wherever another one than was meant may begin a cell.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 2);
    let mut begins = true;
    for (at, c) in text.char_indices() {
        if begins && is_formula(&text[at..]) {
            safe.push('\'');
        }
        safe.push(c);
        begins = ENDS.contains(&c);
    }
    if safe.contains('"') || safe.contains(ENDS) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// Whether a formula follows, after what a spreadsheet passes over.
fn is_formula(rest: &str) -> bool {
    rest.trim_start_matches(|c: char| c == '"' || c.is_whitespace() || c.is_control()).starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_early() {
        for (text, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("=1+1", "'=1+1"),
            ("+14155550142", "'+14155550142"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t'=1\""),
            (" =1", "' =1"),
            ("Firefox;=1+1", "\"Firefox;'=1+1\""),
            ("Firefox;\"=1+1\"", "\"Firefox;'\"\"=1+1\"\"\""),
            ("a,@b", "\"a,'@b\""),
            ("a\n-1", "\"a\n'-1\""),
            ("Mozilla/5.0 (X11; Linux x86_64) a-b+c=d", "\"Mozilla/5.0 (X11; Linux x86_64) a-b+c=d\""),
            ("＝1", "'＝1"),
            ("a, b", "\"a, b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
            ("two\r\nlines", "\"two\r\nlines\""),
        ] {
            assert_eq!(cell(text), expected);
        }
    }
}
