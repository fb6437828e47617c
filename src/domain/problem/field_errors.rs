//! All errors of one form, so that they can be put right at once.

use super::{Field, Problem, ProblemKind, Rule};

/// The rules that the fields of a form break, in their order.
#[derive(Debug, Default)]
pub struct FieldErrors(Vec<(Field, Rule)>);

impl FieldErrors {
    /// The value of a field; `None` if it breaks a rule, which is kept.
    pub fn value<T>(&mut self, field: Field, read: Result<T, Rule>) -> Option<T> {
        read.map_err(|rule| self.0.push((field, rule))).ok()
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The problem of the first field, with the others beside it.
    pub fn problem(self) -> Problem {
        let mut field_errors = self.0.into_iter();
        match field_errors.next() {
            Some((field, rule)) => Problem { also: field_errors.collect(), ..Problem::invalid(field, rule) },
            None => ProblemKind::Malformed.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_slip_leads_and_the_others_follow() {
        let mut field_errors = FieldErrors::default();
        assert_eq!(field_errors.value(Field::OrgName, Ok("Clinic")), Some("Clinic"));
        assert_eq!(field_errors.value::<()>(Field::Name, Err(Rule::Required)), None);
        assert_eq!(field_errors.value::<()>(Field::Email, Err(Rule::Email)), None);
        let problem = field_errors.problem();
        assert_eq!((problem.field, problem.kind), (Some(Field::Name), ProblemKind::Invalid(Rule::Required)));
        assert_eq!(problem.also, [(Field::Email, Rule::Email)]);
    }

    #[test]
    fn a_problem_that_was_stored_without_others_is_read() {
        let stored = r#"{"kind":"internal","field":null,"retry_after_secs":null,"correlation_id":null}"#;
        assert_eq!(serde_json::from_str::<Problem>(stored).ok(), Some(ProblemKind::Internal.into()));
    }

    #[test]
    fn a_problem_that_was_stored_under_a_former_name_is_read() {
        let stored = r#"{"kind":"number_routed_elsewhere"}"#;
        let problem = ProblemKind::NumberOnTrunkOrApp.into();
        assert_eq!(serde_json::from_str::<Problem>(stored).ok(), Some(problem));
    }
}
