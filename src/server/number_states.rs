//! The states of numbers that are no longer ours, as SQL conditions. They are written only here, in the
//! words of the partial indexes: SQLite uses one only where a statement says the same. Each is a literal,
//! for `concat!`.

/// A number that is in use. The index `phone_numbers_org_once` has these.
macro_rules! is_in_use {
    () => {
        "state NOT IN ('releasing', 'released')"
    };
    ($row:ident) => {
        concat!(stringify!($row), ".", $crate::server::number_states::is_in_use!())
    };
}

/// A number that is no longer ours, whether or not the providers have let it go.
macro_rules! is_past {
    ($row:ident) => {
        concat!(stringify!($row), ".state IN ('releasing', 'released')")
    };
}

pub(in crate::server) use {is_in_use, is_past};

#[cfg(test)]
mod tests {
    use crate::domain::number::NumberState;

    #[test]
    fn what_is_past_is_the_same_in_sql_and_in_the_types() {
        let past = NumberState::ALL.into_iter().filter(|state| state.is_past());
        let codes: Vec<_> = past.map(|state| format!("'{}'", state.code())).collect();
        let codes = codes.join(", ");
        assert_eq!(is_past!(n), format!("n.state IN ({codes})"));
        assert_eq!(is_in_use!(), format!("state NOT IN ({codes})"));
        assert_eq!(is_in_use!(n), concat!("n.", is_in_use!()));
    }
}
