//! Points in time in the language of the page.

use super::{i18n::use_locale, ui::time::Moment};
use crate::domain::moment::{exact, iso, relative};

/// `at` as seen from `now`, both in epoch milliseconds by the server's clock.
pub fn moment(at: i64, now: i64) -> Moment {
    Moment { iso: iso(at), exact: exact(at), relative: relative(at, now, use_locale()) }
}
