//! The states of deliveries, as SQL conditions. They are written only here, in the words of the
//! partial indexes: SQLite uses one only where a statement says the same. Each is a literal, for
//! `concat!`.

/// A delivery that is not over. The index `webhook_deliveries_open` has these.
macro_rules! is_in_line {
    () => {
        "state IN ('behind', 'waiting', 'sending')"
    };
    ($row:ident) => {
        concat!(stringify!($row), ".", $crate::server::webhooks::states::is_in_line!())
    };
}

/// A delivery that was taken, or is given up. The index `webhook_deliveries_old` has these.
macro_rules! is_over {
    () => {
        "state IN ('delivered', 'failed')"
    };
    ($row:ident) => {
        concat!(stringify!($row), ".", $crate::server::webhooks::states::is_over!())
    };
}

pub(super) use {is_in_line, is_over};

#[cfg(test)]
mod tests {
    use crate::domain::webhook::DeliveryState;

    /// The condition for the states that are over, or for the others, in their order.
    fn listed(over: bool) -> String {
        let of = |state: &DeliveryState| state.is_over() == over;
        let codes: Vec<_> =
            DeliveryState::ALL.into_iter().filter(of).map(|state| format!("'{}'", state.code())).collect();
        format!("state IN ({})", codes.join(", "))
    }

    #[test]
    fn what_is_over_is_the_same_in_sql_and_in_the_types() {
        assert_eq!(is_in_line!(), listed(false));
        assert_eq!(is_over!(), listed(true));
        assert_eq!(is_over!(d), concat!("d.", is_over!()));
        assert_eq!(is_in_line!(d), concat!("d.", is_in_line!()));
    }
}
