//! The form for changes that somebody might make at the providers beside AVA.

use leptos::{prelude::*, server_fn::ServerFn};

use super::{
    SandboxTexts,
    api::{ChangeOutside, OUTSIDE_CHANGE_FORM},
};
use crate::{
    app::{
        errors::ProblemNotice,
        form_action::Form,
        form_state::FormState,
        i18n::Spoken,
        page_cx::PageCx,
        ui::{
            button::Button,
            card::Card,
            icon::Icon,
            select::{Select, SelectOption},
        },
    },
    domain::{
        outside_change::{OutsideChange, OutsideChangeForm},
        phone::E164,
        role::Permission,
    },
};

pub(super) fn state(cx: PageCx) -> FormState {
    FormState::alone(OUTSIDE_CHANGE_FORM, cx, Some(|cx| SandboxTexts::spoken(cx.locale).outside_done))
}

/// `None` if there is no number to change, or the role may not.
pub(super) fn form(there: &[E164], state: FormState, cx: PageCx) -> Option<AnyView> {
    let option = |number: &E164| SelectOption::new(number.as_str(), number.pretty());
    let numbers: Vec<SelectOption> = there.iter().map(option).collect();
    if numbers.is_empty() || !cx.may(Permission::ManageIntegrations) {
        return None;
    }
    let t = SandboxTexts::spoken(cx.locale);
    let (what, number) =
        (state.bind(OutsideChangeForm::what(), ""), state.bind(OutsideChangeForm::number(), ""));
    let changes =
        OutsideChange::ALL.map(|what| SelectOption::new(what.code(), (t.outside_what)(what))).to_vec();
    Some(
        view! {
            <Card title=t.outside lead=t.outside_text>
                <Form action=ChangeOutside::PATH form_action=state.action() class="form">
                    <div class="form-row">
                        <Select label=t.outside_field bound=what options=changes/>
                        <Select label=t.number bound=number options=numbers/>
                    </div>
                    <ProblemNotice problem=state.general()/>
                    <div class="actions">
                        <Button label=t.outside_do icon=Icon::Flask pending=state.pending()/>
                    </div>
                </Form>
            </Card>
        }
        .into_any(),
    )
}
