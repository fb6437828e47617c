//! All that is wrong in one form, so that it can be put right at once.

use super::{Field, Kind, Problem, Rule};

/// The rules that the fields of a form break, in their order.
#[derive(Debug, Default)]
pub struct Slips(Vec<(Field, Rule)>);

impl Slips {
    /// The value of a field; none when it breaks a rule, which is kept.
    pub fn value<T>(&mut self, field: Field, read: Result<T, Rule>) -> Option<T> {
        read.map_err(|rule| self.0.push((field, rule))).ok()
    }

    /// The problem of the first field, with the others beside it.
    pub fn problem(self) -> Problem {
        let mut slips = self.0.into_iter();
        match slips.next() {
            Some((field, rule)) => Problem { also: slips.collect(), ..Problem::invalid(field, rule) },
            None => Kind::Malformed.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_slip_leads_and_the_others_follow() {
        let mut slips = Slips::default();
        assert_eq!(slips.value(Field::OrgName, Ok("Clinic")), Some("Clinic"));
        assert_eq!(slips.value::<()>(Field::Name, Err(Rule::Required)), None);
        assert_eq!(slips.value::<()>(Field::Email, Err(Rule::Email)), None);
        let problem = slips.problem();
        assert_eq!((problem.field, problem.kind), (Some(Field::Name), Kind::Invalid(Rule::Required)));
        assert_eq!(problem.also, [(Field::Email, Rule::Email)]);
    }

    #[test]
    fn a_problem_that_was_stored_without_others_is_read() {
        let stored = r#"{"kind":"internal","field":null,"retry_after_secs":null,"correlation_id":null}"#;
        assert_eq!(serde_json::from_str::<Problem>(stored).ok(), Some(Kind::Internal.into()));
    }
}
