//! How a [`Problem`] travels as the error of a server function.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

use crate::domain::problem::{Kind, Problem};

impl FromServerFnError for Problem {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Problem::new(match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_) => Kind::Malformed,
            // An answer that this page cannot read comes from another build.
            ServerFnErrorErr::Deserialization(_) => Kind::Outdated,
            ServerFnErrorErr::Request(_)
            | ServerFnErrorErr::Response(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Kind::Internal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{problem::Field, provider::Provider};

    #[test]
    fn a_problem_arrives_as_it_was_sent() {
        let problem =
            Problem::new(Kind::KeyRefused(Provider::Vapi)).on(Field::Key).correlated("0190a5e2-7c1b");
        assert_eq!(Problem::de(problem.ser()), problem);
    }

    #[test]
    fn an_answer_of_another_build_asks_for_a_reload() {
        assert_eq!(Problem::de("Could not find".into()).kind, Kind::Outdated);
    }
}
