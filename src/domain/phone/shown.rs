//! The spelling of a number, by the plan of its country. On the server only.
//!
//! The plans are the library's, and so is what is done with them here; its own
//! way to them parses the number first, which costs a page more than all else
//! that it shows.

use std::{cell::RefCell, collections::HashMap};

use phonenumber::metadata::DATABASE;

thread_local! {
    /// The numbers that were written last: the same few stand on every page of an org.
    static WRITTEN: RefCell<HashMap<String, Option<String>>> = RefCell::new(HashMap::new());
}

/// A thread that keeps this many begins anew.
const KEPT: usize = 4096;

/// The number with spaces alone between its parts (ITU-T E.123), whatever signs are usual
/// at home. `None` for a number of no known plan.
pub(super) fn international(e164: &str) -> Option<String> {
    WRITTEN.with_borrow_mut(|written| {
        if let Some(known) = written.get(e164) {
            return known.clone();
        }
        if written.len() >= KEPT {
            written.clear();
        }
        let new = by_its_plan(e164);
        written.insert(e164.to_owned(), new.clone());
        new
    })
}

fn by_its_plan(e164: &str) -> Option<String> {
    let digits = e164.strip_prefix('+')?;
    // No code of a country begins with another's.
    let (code, plan) = (1..=3).find_map(|length| {
        let code = digits.get(..length)?;
        let plan = DATABASE.by_code(&code.parse::<u16>().ok()?)?.into_iter().next()?;
        Some((code, plan))
    })?;
    let number = &digits[code.len()..];
    let formats = match plan.international_formats() {
        [] => plan.formats(),
        formats => formats,
    };
    let format = formats.iter().find(|format| {
        // The last leading digits are the most exact.
        let begins = format
            .leading_digits()
            .last()
            .is_none_or(|begins| begins.find(number).is_some_and(|found| found.start() == 0));
        let whole = |found: std::ops::Range<usize>| found == (0..number.len());
        begins && format.pattern().find(number).is_some_and(|found| whole(found.range()))
    });
    let written = match format {
        Some(format) => format.pattern().replace(number, format.format()).into_owned(),
        None => number.to_owned(),
    };
    let parts = written.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let parts: Vec<&str> = [code].into_iter().chain(parts).collect();
    // A plan that adds or drops a digit is not this number's.
    (parts.concat() == digits).then(|| format!("+{}", parts.join(" ")))
}
