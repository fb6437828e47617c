//! Closes a clean-up whose rest a person did at the providers.

use super::target::{TargetRow, target_columns};
use crate::{
    domain::{
        ids::OperationId,
        operation::{Action, Receipt, StepKind, Target},
        problem::Problem,
    },
    server::{
        db::{OrgTx, execute, on, stored_step, to_json},
        operations::states::{is_left, is_paused},
    },
};

#[derive(sqlx::FromRow)]
struct LeftRow {
    position: i64,
    kind: String,
    #[sqlx(flatten)]
    target: TargetRow,
}

/// Marks every step that is left as done by hand. `false` when a worker has the operation, or when
/// it is over.
pub async fn close_by_hand(tx: &mut OrgTx, id: &OperationId, now: i64) -> Result<bool, Problem> {
    let closed = execute!(
        tx,
        concat!(
            "UPDATE operations SET state = 'done', waiting_for = NULL, finished_at = $1, updated_at = $1
         WHERE org_id = $2 AND id = $3 AND ",
            is_paused!()
        ),
        |org| (now, org.as_str(), id.as_str())
    )?;
    if closed == 0 {
        return Ok(false);
    }
    let left: Vec<LeftRow> = on!(tx, |c, org| {
        sqlx::query_as(concat!(
            "SELECT position, kind, ",
            target_columns!(),
            " FROM operation_steps
             WHERE org_id = $1 AND operation_id = $2 AND ",
            is_left!()
        ))
        .bind(org.as_str())
        .bind(id.as_str())
        .fetch_all(c)
        .await
    })?;
    for LeftRow { position, kind, target } in left {
        let row = stored_step(id.as_str(), position);
        let kind = row.code("kind", &kind, StepKind::from_code)?;
        let receipt = to_json(&receipt(kind, target.read(row)?.as_ref()))?;
        execute!(
            tx,
            "UPDATE operation_steps SET state = 'done', finished_at = $1, receipt = $2
             WHERE org_id = $3 AND operation_id = $4 AND position = $5",
            |org| (now, &receipt, org.as_str(), id.as_str(), position)
        )?;
    }
    Ok(true)
}

/// The receipt of a step done by hand, with its object as far as that was known.
fn receipt(kind: StepKind, target: Option<&Target>) -> Receipt {
    let object = target.and_then(|target| kind.object(target));
    let action = match kind {
        // Closing shreds the keys itself.
        StepKind::ShredKeys => Action::ShreddedKeys,
        _ => Action::DoneByHand,
    };
    Receipt { provider: kind.provider(), object: object.map(str::to_owned), ..Receipt::bare(action) }
}
