//! The sentences about what answers a number and stays.

use crate::domain::{
    answerer::AnswererKind,
    locale::{Locale, say},
};

pub(super) fn sentence(kind: AnswererKind, locale: Locale) -> String {
    let what = say!(locale, match kind {
        AnswererKind::Squad => "a squad", "un squad";
        AnswererKind::Workflow => "a workflow", "un workflow";
        AnswererKind::Hook => "a hook", "un hook";
        _ => "something else", "autre chose";
    });
    say!(
        locale,
        "At Vapi, {what} answers this number, and AVA cannot take it off there. Remove it from the number in \
         Vapi’s dashboard, then retry.",
        "Chez Vapi, {what} répond à ce numéro, et AVA ne peut pas l’en retirer. Retirez-le du numéro dans le \
         tableau de bord de Vapi, puis réessayez."
    )
}
