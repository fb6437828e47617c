//! Statements that are put together by the compiler out of constants, which `concat!` does
//! not take, such as lists of codes.

/// Like `concat!`, but of constants as well: `sql!("… o.kind IN ", KINDS, " …")`.
macro_rules! sql {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&str] = &[$($part),+];
        const BYTES: [u8; $crate::server::db::sql::length(PARTS)] = $crate::server::db::sql::joined(PARTS);
        const TEXT: &str = $crate::server::db::sql::text(&BYTES);
        TEXT
    }};
}

/// The codes of the variants for which a constant condition holds, for `IN` and `NOT IN`:
/// `codes_where!(OperationKind, |kind| kind.is_cleanup())` is `('disconnect', …)`. A
/// condition that holds for none does not compile: `()` is no list of SQL.
macro_rules! codes_where {
    ($of:ident, |$one:ident| $holds:expr) => {{
        const PARTS: [&str; 2 * $of::ALL.len() + 1] = {
            let mut parts = [""; 2 * $of::ALL.len() + 1];
            let (mut at, mut before) = (0, "('");
            while at < $of::ALL.len() {
                let $one = $of::ALL[at];
                if $holds {
                    (parts[2 * at], parts[2 * at + 1]) = (before, $one.code());
                    before = "', '";
                }
                at += 1;
            }
            assert!(before.len() > 2, "the condition holds of none");
            parts[2 * $of::ALL.len()] = "')";
            parts
        };
        const BYTES: [u8; $crate::server::db::sql::length(&PARTS)] = $crate::server::db::sql::joined(&PARTS);
        const TEXT: &str = $crate::server::db::sql::text(&BYTES);
        TEXT
    }};
}

/// The SQL query for the texts of a list that is bound as JSON, as each engine reads one:
/// `texts_in!(sqlite, "$2")` and `texts_in!(postgres, "$2")`.
macro_rules! texts_in {
    (sqlite, $list:literal) => {
        concat!("SELECT value FROM json_each(", $list, ")")
    };
    (postgres, $list:literal) => {
        concat!("SELECT json_array_elements_text(CAST(", $list, " AS JSON))")
    };
}

pub(crate) use {codes_where, sql, texts_in};

/// The length of all parts together, in bytes.
pub const fn length(parts: &[&str]) -> usize {
    let (mut length, mut part) = (0, 0);
    while part < parts.len() {
        length += parts[part].len();
        part += 1;
    }
    length
}

/// Joins the parts; `LENGTH` is their [`length`].
pub const fn joined<const LENGTH: usize>(parts: &[&str]) -> [u8; LENGTH] {
    let mut joined = [0; LENGTH];
    let (mut end, mut part) = (0, 0);
    while part < parts.len() {
        let (bytes, mut at) = (parts[part].as_bytes(), 0);
        while at < bytes.len() {
            joined[end] = bytes[at];
            end += 1;
            at += 1;
        }
        part += 1;
    }
    joined
}

/// # Panics
/// Panics while compiling where the bytes are no text; joined texts always are.
pub const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!("no text"),
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::role::Role;

    const OTHERS: &str = codes_where!(Role, |role| !matches!(role, Role::Owner));

    #[test]
    fn a_statement_lists_the_codes_of_which_the_condition_holds() {
        assert_eq!(codes_where!(Role, |role| matches!(role, Role::Owner)), "('owner')");
        let codes: Vec<_> = Role::ALL.into_iter().map(Role::code).filter(|code| *code != "owner").collect();
        assert_eq!(
            sql!("SELECT 1 WHERE é IN ", OTHERS),
            format!("SELECT 1 WHERE é IN ('{}')", codes.join("', '"))
        );
    }
}
