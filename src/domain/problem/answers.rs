//! The sentences about what answers a number and stays.

use crate::domain::answerer::AnswererKind;

pub(super) fn english(kind: AnswererKind) -> String {
    let what = match kind {
        AnswererKind::Squad => "a squad",
        AnswererKind::Workflow => "a workflow",
        AnswererKind::Hook => "a hook",
        _ => "something else",
    };
    format!(
        "At Vapi, {what} answers this number, and AVA cannot take it off there. Remove it from the number in Vapi’s dashboard, then retry."
    )
}

pub(super) fn french(kind: AnswererKind) -> String {
    let what = match kind {
        AnswererKind::Squad => "un squad",
        AnswererKind::Workflow => "un workflow",
        AnswererKind::Hook => "un hook",
        _ => "autre chose",
    };
    format!(
        "Chez Vapi, {what} répond à ce numéro, et AVA ne peut pas l’en retirer. Retirez-le du numéro dans le tableau de bord de Vapi, puis réessayez."
    )
}
