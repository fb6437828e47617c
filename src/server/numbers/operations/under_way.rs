//! Operations that are under way on a number.

use crate::{
    domain::{
        ids::{NumberId, OperationId},
        operation::{About, OperationKind, SubjectId, Target},
        phone::E164,
        problem::Problem,
    },
    server::{
        db::{OrgTx, on, sql},
        numbers::repo::Number,
        operations::{
            queue::{self, Cancel},
            states::{is_left, is_unfinished},
        },
    },
};

/// The SQL condition for a step that takes a number out of a provider.
macro_rules! takes_number_out {
    ($row:ident) => {
        $crate::server::db::sql!(
            stringify!($row),
            ".kind IN ",
            $crate::server::operations::codes::TAKES_NUMBER_OUT
        )
    };
}

pub(in crate::server::numbers) use takes_number_out;

/// The target of a step on this number.
pub fn target(number: &Number) -> Target {
    Target::Number {
        id: number.id.clone(),
        e164: number.e164.clone(),
        source: number.source,
        vapi_phone_id: number.vapi_phone_id.clone(),
        twilio_sid: number.twilio_sid.clone(),
    }
}

/// The operations that may be under way on a number, and that end with it.
pub fn under_way(number: &Number) -> impl Iterator<Item = Cancel> {
    let subject = SubjectId::Number(number.id.clone());
    OperationKind::cancelled_with(About::Number)
        .map(move |kind| Cancel { kind, subject: Some(subject.clone()) })
}

/// Cancels the operations under way on a number.
pub async fn cancel_number(tx: &mut OrgTx, number: &Number, now: i64) -> Result<(), Problem> {
    let which: Vec<_> = under_way(number).collect();
    Ok(queue::cancel(tx, &which, now).await?)
}

/// A number that a clean-up takes out of the providers, and the clean-up.
pub struct TakenOut<'a> {
    pub number: &'a NumberId,
    pub e164: &'a E164,
    pub but: &'a OperationId,
}

/// Whether another clean-up still takes that row's number out. Only one of them releases a row, and
/// none of the others waits, so none waits for ever.
pub async fn taken_out_elsewhere(tx: &mut OrgTx, taken: &TakenOut<'_>) -> Result<bool, sqlx::Error> {
    let (count,): (i64,) = on!(tx, |c, org| {
        sqlx::query_as(sql!(
            "SELECT COUNT(*) FROM operation_steps AS s JOIN operations AS o ON o.id = s.operation_id
             WHERE s.org_id = $1 AND s.about = $2 AND s.number_id = $3
               AND ",
            takes_number_out!(s),
            " AND ",
            is_left!(s),
            " AND o.id <> $4
               AND ",
            is_unfinished!(o)
        ))
        .bind(org.as_str())
        .bind(taken.e164.as_str())
        .bind(taken.number.as_str())
        .bind(taken.but.as_str())
        .fetch_one(c)
        .await
    })?;
    Ok(count > 0)
}

#[cfg(test)]
mod tests {
    use crate::domain::operation::StepKind;

    #[test]
    fn what_takes_a_number_out_is_the_same_in_sql_and_in_the_types() {
        let kinds = StepKind::ALL.into_iter().filter(|kind| kind.takes_number_out());
        let codes: Vec<_> = kinds.map(|kind| format!("'{}'", kind.code())).collect();
        assert_eq!(takes_number_out!(s), format!("s.kind IN ({})", codes.join(", ")));
    }
}
