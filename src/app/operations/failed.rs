//! The link that leads on from a failed operation.

use crate::{
    app::{
        i18n::Spoken,
        integrations::IntegrationsTexts,
        numbers::managed::ManagedTexts,
        page_cx::PageCx,
        paths::{BUY_NUMBER, CHOOSE_NUMBER},
        ui::notice::NextStep,
    },
    domain::{
        feature::Feature, number::NumberSource, operation::OperationView, problem::Problem, provider::twilio,
        role::Permission,
    },
};

/// The page where another number is chosen; `None` while this one can still be brought, and
/// for a role that may choose none.
pub fn another_number(operation: &OperationView, cx: PageCx) -> Option<NextStep> {
    if !cx.may(Permission::ManageIntegrations) {
        return None;
    }
    let another = operation.failure().is_some_and(Problem::wants_another_number);
    let (href, label) = match operation.kind.brings() {
        // A number that was not bought is chosen anew.
        Some(NumberSource::Managed)
            if (another || !operation.can_retry) && !cx.is_off(Feature::ManagedNumbers) =>
        {
            (BUY_NUMBER, ManagedTexts::spoken(cx.locale).search_again)
        }
        Some(NumberSource::Byo) | None if another && !cx.is_off(twilio::PROVIDER) => {
            (CHOOSE_NUMBER, IntegrationsTexts::spoken(cx.locale).choose_number)
        }
        Some(_) | None => return None,
    };
    Some(NextStep { href: href.to_owned(), label: label.to_owned() })
}
