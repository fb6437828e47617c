//! The button that gives the account another Auth Token, or why there is none.

use leptos::{
    prelude::*,
    server_fn::{ServerFn, codec::Postcard},
};

use super::texts::TwilioTexts;
#[cfg(feature = "ssr")]
use crate::{
    app::paths::operation_href,
    domain::{flash::Notice, role::Permission::ManageKeys},
    server::{
        forms::{Accepted, handle},
        integrations::operations::rotate,
    },
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken as _,
        page_cx::PageCx,
        ui::{button::Button, card::Card, icon::Icon},
    },
    domain::{
        answer::Answer,
        credential::CredentialStatus,
        integrations::IntegrationsView,
        number::NumberSource,
        operation::{Progress, Subject},
        problem::Problem,
        provider::twilio::PROVIDER,
        role::Permission,
    },
};

/// The name under which the refused form comes back without JavaScript.
const ROTATE_FORM: &str = "rotate_token";

/// Leads on to the operation that replaces the token.
#[server(prefix = "/rpc", endpoint = "integrations/rotate-token", output = Postcard)]
pub async fn rotate_token() -> Result<Answer, Problem> {
    handle(ROTATE_FORM, ManageKeys.of(PROVIDER).proved(), (), async |cx, ()| {
        let operation = rotate::rotate(cx).await?;
        Ok(Accepted::on_to(operation_href(&operation), Notice::RotationStarted))
    })
    .await
}

pub(super) fn state(cx: PageCx) -> FormState {
    FormState::alone(ROTATE_FORM, cx, None)
}

/// The card on Twilio's page, for those who may replace the token.
pub(super) fn card(view: &IntegrationsView, state: FormState, cx: PageCx) -> Option<AnyView> {
    let t = TwilioTexts::spoken(cx.locale);
    let managed = view.numbers.iter().any(|number| number.source == NumberSource::Managed);
    let stored = view.card(PROVIDER).credential.as_ref();
    if !cx.may(Permission::ManageKeys) || (stored.is_none() && !managed) {
        return None;
    }
    let under_way = |progress| matches!(progress, Progress::Rotating | Progress::Carrying);
    let is_under_way = view
        .cleanups
        .iter()
        .any(|line| under_way(line.kind.progress()) && line.subject == Subject::Credential(PROVIDER));
    let why_not = match stored.map(|held| held.status) {
        None => Some(t.rotate_managed),
        Some(CredentialStatus::Connected) if is_under_way => Some(t.rotate_under_way),
        Some(CredentialStatus::Connected) => None,
        Some(_) => Some(t.rotate_refused),
    };
    let content = match why_not {
        Some(why) => view! { <p class="hint">{why}</p> }.into_any(),
        None => view! {
            <Form action=RotateToken::PATH form_action=state.action()>
                <Button label=t.rotate icon=Icon::Refresh pending=state.pending()/>
            </Form>
        }
        .into_any(),
    };
    Some(
        view! {
            <Card title=t.rotation lead=t.rotation_lead>
                <div class="stack">
                    <ProblemNotice problem=state.problem()/>
                    {content}
                </div>
            </Card>
        }
        .into_any(),
    )
}
